package org.spotcloud.adapter.catalog;

import java.util.Collection;
import java.util.Map;

/** Port: what the cloud says of registered images. */
public interface RegisteredImages {
    /** Where a registered image stands. */
    enum State {
        PENDING,
        AVAILABLE,
        /** Terminal: the cloud could not make an image of what was registered. */
        FAILED
    }

    /**
     * The states of those images that the cloud knows; who is missing in the answer is not known to the cloud.
     *
     * @throws Fault when the cloud cannot be asked
     */
    Map<String, State> states(Collection<String> imageIds);
}

package org.spotcloud.adapter.cloud;

import java.util.Optional;
import java.util.Set;
import org.spotcloud.adapter.catalog.RegisteredImages.State;
import software.amazon.awssdk.services.ec2.model.Image;

/** Reads where an image stands out of what EC2 answers. */
public final class ImageStates {
    private static final Set<String> FAILED = Set.of("failed", "error", "invalid");
    private static final Set<String> GONE = Set.of("deregistered", "disabled");
    private static final String AVAILABLE = "available";

    private ImageStates() {}

    /** Where the image stands; empty when it is registered no more. */
    public static Optional<State> of(Image image) {
        String name = image.stateAsString() == null ? "" : image.stateAsString();
        if (GONE.contains(name)) {
            return Optional.empty();
        }
        if (FAILED.contains(name)) {
            return Optional.of(State.FAILED);
        }
        return Optional.of(AVAILABLE.equals(name) ? State.AVAILABLE : State.PENDING);
    }
}

package org.spotcloud.adapter.bundle;

import java.io.IOException;
import java.nio.ByteBuffer;

/** Takes the parts of a bundle, one after the other, as they are made. */
@FunctionalInterface
public interface PartSink {
    /**
     * Takes one part; the next is made after the return.
     *
     * @param body the part's bytes, read-only, valid during the call only
     */
    void accept(Part part, ByteBuffer body) throws IOException;
}

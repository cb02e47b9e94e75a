package org.spotcloud.adapter.diskimage.partition;

import java.io.IOException;
import java.nio.ByteBuffer;

/** A stretch of a disk that is of interest as the disk passes. */
interface Region {
    /** Its first byte. */
    long start();

    /** The first byte after it. */
    long end();

    /** Takes its next bytes: all that remains in {@code part}. */
    void write(ByteBuffer part) throws IOException;

    /**
     * All of it has passed, or the disk has ended.
     *
     * @param reached how far the disk has passed
     */
    void finish(long reached) throws IOException;

    /** Moves as many bytes as {@code to} has room for. */
    static void transfer(ByteBuffer from, ByteBuffer to) {
        int length = Math.min(from.remaining(), to.remaining());
        to.put(from.slice(from.position(), length));
        from.position(from.position() + length);
    }
}

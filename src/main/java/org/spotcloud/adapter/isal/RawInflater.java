package org.spotcloud.adapter.isal;

import java.nio.ByteBuffer;

/** Inflates raw deflate data (RFC 1951), a piece at a time. Not safe for several threads. */
interface RawInflater extends AutoCloseable {
    /** Forgets all that was inflated: a new deflate stream follows. */
    void reset();

    /**
     * Inflates from {@code input} to {@code output} until one of them has nothing remaining or the deflate stream has
     * ended; moves both positions.
     *
     * @return whether the deflate stream has ended; {@code input} then stands on the first byte after it
     * @throws GzipException when the input is not deflate data
     */
    boolean inflate(ByteBuffer input, ByteBuffer output) throws GzipException;

    @Override
    void close();
}

package org.spotcloud.adapter.isal;

import java.nio.ByteBuffer;

/** Inflates raw deflate data (RFC 1951), a piece at a time. Not safe for several threads. */
interface RawInflater extends AutoCloseable {
    /** Fits the level-2 cache beside the inflater's own window. */
    int WINDOW_BYTES = 64 * 1024;
    /** How many bytes before its position an input must still have: so many may be taken ahead, and given back. */
    int MOST_TAKEN_AHEAD = 8;
    /** What every implementation says of bytes that are not deflate data. */
    String DAMAGED = "expected deflate data, found damaged bytes";

    /** Forgets all that was inflated: a new deflate stream follows. */
    void reset();

    /** The one buffer of {@link #WINDOW_BYTES} that {@link #inflate} takes its input from. Gone after {@link #close}. */
    ByteBuffer window();

    /**
     * Inflates from {@code input} to {@code output} until one of them has nothing remaining or the deflate stream has
     * ended; moves both positions. When the input has nothing remaining there may be more output yet, without any
     * further input.
     *
     * @param input {@link #window}
     * @param output a direct buffer
     * @return whether the deflate stream has ended; {@code input} then stands on the first byte after it, at most
     *     {@link #MOST_TAKEN_AHEAD} before where it stood
     * @throws GzipException when the input is not deflate data
     */
    boolean inflate(ByteBuffer input, ByteBuffer output) throws GzipException;

    @Override
    void close();
}

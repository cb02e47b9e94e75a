package org.spotcloud.adapter.diskimage.qcow2;

import java.nio.ByteBuffer;

/** Tells stretches that hold nothing but zeros, and makes them. */
final class ZeroRuns {
    private final ByteBuffer zeros;

    /** @param longest bytes of the longest stretch */
    ZeroRuns(int longest) {
        this.zeros = ByteBuffer.allocateDirect(longest);
    }

    /** Whether so many bytes at that index of the buffer are zero; moves nothing. */
    boolean isZero(ByteBuffer buffer, int index, int length) {
        int position = buffer.position();
        int limit = buffer.limit();
        buffer.limit(index + length).position(index);
        boolean zero = zeros.limit(length).mismatch(buffer) < 0; // vectorised by the JVM
        buffer.limit(limit).position(position);
        return zero;
    }

    /** Puts so many zeros. */
    void put(ByteBuffer target, int count) {
        target.put(zeros.limit(count));
        zeros.clear();
    }
}

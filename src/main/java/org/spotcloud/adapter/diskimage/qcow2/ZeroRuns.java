package org.spotcloud.adapter.diskimage.qcow2;

import java.nio.ByteBuffer;

/** Tells clusters that hold nothing but zeros. */
final class ZeroRuns {
    private final ByteBuffer zeros;

    ZeroRuns(int clusterBytes) {
        this.zeros = ByteBuffer.allocateDirect(clusterBytes);
    }

    /** Whether the cluster at that index of the buffer is zero; moves nothing. */
    boolean isZero(ByteBuffer buffer, int index) {
        int position = buffer.position();
        int limit = buffer.limit();
        buffer.limit(index + zeros.capacity()).position(index);
        boolean zero = zeros.mismatch(buffer) < 0; // vectorised by the JVM
        buffer.limit(limit).position(position);
        return zero;
    }
}

package org.spotcloud.adapter.diskimage.ext;

import java.nio.ByteBuffer;
import org.spotcloud.adapter.diskimage.BlockDevice;
import org.spotcloud.adapter.diskimage.DiskImageException;

/** A disk in memory that says how often it was read, and ends a test that reads without end. */
final class CountingDevice implements BlockDevice {
    private final MemoryDevice disk;
    private final long limit;
    private long reads;

    CountingDevice(byte[] bytes, long limit) {
        this.disk = new MemoryDevice(bytes);
        this.limit = limit;
    }

    long reads() {
        return reads;
    }

    @Override
    public long size() {
        return disk.size();
    }

    @Override
    public void read(long position, ByteBuffer target) throws DiskImageException {
        if (++reads > limit) {
            throw new AssertionError("more than " + limit + " reads");
        }
        disk.read(position, target);
    }
}

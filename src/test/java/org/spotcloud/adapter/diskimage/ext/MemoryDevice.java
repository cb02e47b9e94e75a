package org.spotcloud.adapter.diskimage.ext;

import java.nio.ByteBuffer;
import org.spotcloud.adapter.diskimage.BlockDevice;
import org.spotcloud.adapter.diskimage.DiskImageException;

/** A disk in memory. */
public final class MemoryDevice implements BlockDevice {
    private final byte[] bytes;

    public MemoryDevice(byte[] bytes) {
        this.bytes = bytes;
    }

    @Override
    public long size() {
        return bytes.length;
    }

    @Override
    public void read(long position, ByteBuffer target) throws DiskImageException {
        checkRange(position, target.remaining());
        target.put(bytes, (int) position, target.remaining());
    }
}

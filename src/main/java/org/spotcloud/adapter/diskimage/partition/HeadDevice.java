package org.spotcloud.adapter.diskimage.partition;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import org.spotcloud.adapter.diskimage.BlockDevice;
import org.spotcloud.adapter.diskimage.DiskImageException;

/** The head of a disk, which is in memory. */
final class HeadDevice implements BlockDevice {
    private final ByteBuffer head;

    /** @param head what remains in it; its position does not change */
    HeadDevice(ByteBuffer head) {
        this.head = head.slice();
    }

    /** The bytes, little-endian. */
    ByteBuffer bytes() {
        return head.duplicate().order(ByteOrder.LITTLE_ENDIAN);
    }

    @Override
    public long size() {
        return head.limit();
    }

    @Override
    public void read(long position, ByteBuffer target) throws DiskImageException {
        checkRange(position, target.remaining());
        target.put(head.slice((int) position, target.remaining()));
    }
}

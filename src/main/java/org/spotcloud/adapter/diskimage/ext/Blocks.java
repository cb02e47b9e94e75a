package org.spotcloud.adapter.diskimage.ext;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import org.spotcloud.adapter.diskimage.BlockDevice;
import org.spotcloud.adapter.diskimage.DiskImageException;

/** The device of a file system, in its blocks. */
final class Blocks {
    private final BlockDevice device;
    private final int blockBytes;
    private final long count;

    Blocks(BlockDevice device, int blockBytes, long count) {
        this.device = device;
        this.blockBytes = blockBytes;
        this.count = count;
    }

    int blockBytes() {
        return blockBytes;
    }

    /** A whole block, little-endian. */
    ByteBuffer read(long block) throws IOException {
        ByteBuffer bytes = ByteBuffer.allocate(blockBytes).order(ByteOrder.LITTLE_ENDIAN);
        read(block, 0, bytes);
        return bytes.flip();
    }

    /**
     * Fills {@code target} from that byte of that block on. Block 0 holds the superblock, never what is referred to.
     */
    void read(long block, long offset, ByteBuffer target) throws IOException {
        if (block <= 0 || block >= count || offset + target.remaining() > (count - block) * blockBytes) {
            throw new DiskImageException(
                    "expected blocks of the file system's %d, found a reference to %d bytes from block %s on"
                            .formatted(count, offset + target.remaining(), Long.toUnsignedString(block)));
        }
        device.read(block * blockBytes + offset, target); // fits: count blocks fit the device
    }
}

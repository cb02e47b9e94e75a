package org.spotcloud.adapter.diskimage;

import java.io.IOException;
import java.nio.ByteBuffer;

/** Bytes that can be read anywhere: a disk, a partition. Not safe for several threads. */
public interface BlockDevice {
    /** Bytes in all. */
    long size();

    /**
     * Fills {@code target} from that position on.
     *
     * @throws DiskImageException when that goes beyond the end
     */
    void read(long position, ByteBuffer target) throws IOException;

    /** Refuses a read beyond the end. */
    default void checkRange(long position, int length) throws DiskImageException {
        if (position < 0 || position > size() - length) {
            throw new DiskImageException("expected %d bytes at byte %d, found the end of the disk at byte %d"
                    .formatted(length, position, size()));
        }
    }
}

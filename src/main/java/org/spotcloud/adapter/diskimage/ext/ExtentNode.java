package org.spotcloud.adapter.diskimage.ext;

import java.nio.ByteBuffer;
import org.spotcloud.adapter.diskimage.DiskImageException;

/**
 * A node of an extent tree ({@code struct ext4_extent_header} and what follows it): at level 0 the extents, above it
 * where the nodes one level lower are. Its entries are in ascending order, do not overlap, and are within the blocks of
 * the file that the node is for.
 */
final class ExtentNode {
    private static final int MAGIC = 0xf30a;

    private static final int ENTRY_BYTES = 12;
    private static final int EH_MAGIC = 0;
    private static final int EH_ENTRIES = 2;
    private static final int EH_MAX = 4;
    private static final int EH_DEPTH = 6;

    private static final int EE_BLOCK = 0;
    private static final int EE_LEN = 4;
    private static final int EE_START_HI = 6;
    private static final int EE_START_LO = 8;
    private static final int EI_LEAF_LO = 4;
    private static final int EI_LEAF_HI = 8;

    /** Longer ones are allocated but not written: zeros. */
    private static final int MAX_WRITTEN_LENGTH = 32768;

    private final ByteBuffer bytes;
    private final int level;
    private final int count;
    private final int max;
    private final long start;
    private final long end;

    /** A node for the blocks of the file from {@code start} up to {@code end}. */
    ExtentNode(ByteBuffer bytes, long start, long end) throws DiskImageException {
        this.bytes = bytes;
        int magic = unsignedShort(EH_MAGIC);
        if (magic != MAGIC) {
            throw new DiskImageException("expected an extent tree (magic f30a), found %04x".formatted(magic));
        }
        this.level = unsignedShort(EH_DEPTH);
        this.count = unsignedShort(EH_ENTRIES);
        this.max = unsignedShort(EH_MAX);
        this.start = start;
        this.end = end;
        int room = bytes.limit() / ENTRY_BYTES - 1;
        if (max < 1 || max > room || count > max || level > 0 && count == 0) {
            throw new DiskImageException(
                    "expected 1 to %d entries in an extent tree's node of level %d, found %d of at most %d"
                            .formatted(room, level, count, max));
        }
        verifyEntries();
    }

    /** Levels below this node. */
    int level() {
        return level;
    }

    /** Where the entries could go on to: the place of a block's checksum. */
    int tail() {
        return offset(max);
    }

    /** The first block of the file that it is for. */
    long start() {
        return start;
    }

    /** The last entry that begins at that block of the file or before; -1 when all begin after it. */
    int lastUpTo(long fileBlock) {
        int low = -1;
        int high = count;
        while (high - low > 1) {
            int middle = (low + high) >>> 1;
            if (first(middle) <= fileBlock) {
                low = middle;
            } else {
                high = middle;
            }
        }
        return low;
    }

    /** The first block of the file that an entry is for; the end of the node's own for the one after the last. */
    long first(int entry) {
        return entry < count ? unsigned(offset(entry) + EE_BLOCK) : end;
    }

    /** The block where the node is that this entry refers to. Only above level 0. */
    long child(int entry) {
        int at = offset(entry);
        return unsigned(at + EI_LEAF_LO) | (long) unsignedShort(at + EI_LEAF_HI) << Integer.SIZE;
    }

    /** The run that begins with that block of the file. Only at level 0. */
    BlockRun run(long fileBlock) {
        int entry = lastUpTo(fileBlock);
        if (entry < 0 || fileBlock >= first(entry) + length(entry)) {
            return new BlockRun(BlockRun.HOLE, first(entry + 1) - fileBlock);
        }
        int at = offset(entry);
        long within = fileBlock - first(entry);
        long block = unsigned(at + EE_START_LO) | (long) unsignedShort(at + EE_START_HI) << Integer.SIZE;
        return new BlockRun(isWritten(entry) ? block + within : BlockRun.HOLE, length(entry) - within);
    }

    private void verifyEntries() throws DiskImageException {
        long free = start;
        for (int entry = 0; entry < count; entry++) {
            long first = first(entry);
            long length = level > 0 ? 1 : length(entry);
            if (first < free || length == 0 || first + length > end) {
                throw new DiskImageException(
                        "expected an extent tree's entry within blocks %d to %d of the file, found one of %d blocks at %d"
                                .formatted(free, end - 1, length, first));
            }
            free = first + length;
        }
    }

    private boolean isWritten(int entry) {
        return unsignedShort(offset(entry) + EE_LEN) <= MAX_WRITTEN_LENGTH;
    }

    private int length(int entry) {
        int length = unsignedShort(offset(entry) + EE_LEN);
        return isWritten(entry) ? length : length - MAX_WRITTEN_LENGTH;
    }

    private int unsignedShort(int offset) {
        return Short.toUnsignedInt(bytes.getShort(offset));
    }

    private long unsigned(int offset) {
        return Integer.toUnsignedLong(bytes.getInt(offset));
    }

    private static int offset(int entry) {
        return (entry + 1) * ENTRY_BYTES; // the header is as long as an entry
    }
}

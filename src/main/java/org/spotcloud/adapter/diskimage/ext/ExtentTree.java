package org.spotcloud.adapter.diskimage.ext;

import java.io.IOException;
import java.nio.ByteBuffer;
import org.spotcloud.adapter.diskimage.DiskImageException;

/** A file's blocks by extents ({@code struct ext4_extent_header} and what follows it). */
final class ExtentTree implements FileMap {
    private static final int MAGIC = 0xf30a;
    /** The deepest tree that a file of 2^32 blocks can need. */
    private static final int MAX_DEPTH = 5;

    private static final int ENTRY_BYTES = 12;
    private static final int EH_MAGIC = 0;
    private static final int EH_ENTRIES = 2;
    private static final int EH_DEPTH = 6;

    private static final int EE_BLOCK = 0;
    private static final int EE_LEN = 4;
    private static final int EE_START_HI = 6;
    private static final int EE_START_LO = 8;
    private static final int EI_LEAF_LO = 4;
    private static final int EI_LEAF_HI = 8;

    /** Longer ones are allocated but not written: zeros. */
    private static final int MAX_WRITTEN_LENGTH = 32768;

    private static final long END_OF_FILE_BLOCKS = 1L << Integer.SIZE;

    private final Blocks blocks;
    private final ByteBuffer root;

    ExtentTree(Blocks blocks, ByteBuffer root) {
        this.blocks = blocks;
        this.root = root;
    }

    @Override
    public BlockRun locate(long fileBlock) throws IOException {
        ByteBuffer node = root;
        int depth = depth(node);
        if (depth > MAX_DEPTH) {
            throw new DiskImageException(
                    "expected an extent tree of at most %d levels, found %d".formatted(MAX_DEPTH, depth));
        }
        long end = END_OF_FILE_BLOCKS; // where the next entry, at any level, begins
        for (; depth > 0; depth--) {
            int entry = lastEntryUpTo(node, fileBlock);
            end = Math.min(end, startOfNext(node, entry));
            if (entry < 0) {
                return new BlockRun(BlockRun.HOLE, end - fileBlock);
            }
            int at = offset(entry);
            node = blocks.read(Integer.toUnsignedLong(node.getInt(at + EI_LEAF_LO))
                    | Short.toUnsignedLong(node.getShort(at + EI_LEAF_HI)) << Integer.SIZE);
            if (depth(node) != depth - 1) {
                throw new DiskImageException(
                        "expected level %d of an extent tree, found level %d".formatted(depth - 1, depth(node)));
            }
        }
        return inLeaf(node, fileBlock, end);
    }

    private static BlockRun inLeaf(ByteBuffer leaf, long fileBlock, long end) throws DiskImageException {
        int entry = lastEntryUpTo(leaf, fileBlock);
        long holeEnd = Math.min(end, startOfNext(leaf, entry));
        if (entry < 0) {
            return new BlockRun(BlockRun.HOLE, holeEnd - fileBlock);
        }
        int at = offset(entry);
        int length = Short.toUnsignedInt(leaf.getShort(at + EE_LEN));
        boolean written = length <= MAX_WRITTEN_LENGTH;
        long within = fileBlock - firstBlock(leaf, entry);
        long left = (written ? length : length - MAX_WRITTEN_LENGTH) - within;
        if (left <= 0) {
            return new BlockRun(BlockRun.HOLE, Math.max(1, holeEnd - fileBlock));
        }
        long start = Integer.toUnsignedLong(leaf.getInt(at + EE_START_LO))
                | Short.toUnsignedLong(leaf.getShort(at + EE_START_HI)) << Integer.SIZE;
        return new BlockRun(written ? start + within : BlockRun.HOLE, left);
    }

    private static int depth(ByteBuffer node) throws DiskImageException {
        int magic = Short.toUnsignedInt(node.getShort(EH_MAGIC));
        if (magic != MAGIC) {
            throw new DiskImageException("expected an extent tree (magic f30a), found %04x".formatted(magic));
        }
        return Short.toUnsignedInt(node.getShort(EH_DEPTH));
    }

    /**
     * The last entry that begins at that block or before; -1 when all begin after it. Entries are in ascending order.
     */
    private static int lastEntryUpTo(ByteBuffer node, long fileBlock) throws DiskImageException {
        int low = -1;
        int high = count(node);
        while (high - low > 1) {
            int middle = (low + high) >>> 1;
            if (firstBlock(node, middle) <= fileBlock) {
                low = middle;
            } else {
                high = middle;
            }
        }
        return low;
    }

    private static long startOfNext(ByteBuffer node, int entry) throws DiskImageException {
        return entry + 1 < count(node) ? firstBlock(node, entry + 1) : END_OF_FILE_BLOCKS;
    }

    private static int count(ByteBuffer node) throws DiskImageException {
        int count = Short.toUnsignedInt(node.getShort(EH_ENTRIES));
        int room = node.limit() / ENTRY_BYTES - 1;
        if (count > room) {
            throw new DiskImageException(
                    "expected at most %d entries in an extent tree's node, found %d".formatted(room, count));
        }
        return count;
    }

    private static long firstBlock(ByteBuffer node, int entry) {
        return Integer.toUnsignedLong(node.getInt(offset(entry) + EE_BLOCK));
    }

    private static int offset(int entry) {
        return (entry + 1) * ENTRY_BYTES; // the header is as long as an entry
    }
}

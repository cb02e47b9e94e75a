package org.spotcloud.adapter.diskimage.ext;

import java.io.IOException;
import java.nio.ByteBuffer;
import org.spotcloud.adapter.diskimage.DiskImageException;

/**
 * A file's blocks by the classic map of ext2 and ext3: twelve direct, then blocks of pointers one to three levels deep.
 */
final class BlockMap implements FileMap {
    private static final int DIRECT = 12;
    private static final int LEVELS = 3;

    private final Blocks blocks;
    private final ByteBuffer map;
    private final int pointers;
    private final ByteBuffer[] read = new ByteBuffer[LEVELS];
    private final long[] readFrom = new long[LEVELS];

    BlockMap(Blocks blocks, ByteBuffer map) {
        this.blocks = blocks;
        this.map = map;
        this.pointers = blocks.blockBytes() / Integer.BYTES;
    }

    @Override
    public BlockRun locate(long fileBlock) throws IOException {
        if (fileBlock < DIRECT) {
            return run(map, (int) fileBlock, DIRECT);
        }
        long within = fileBlock - DIRECT;
        long covered = pointers;
        for (int level = 1; level <= LEVELS; level++) {
            if (within < covered) {
                return indirect(pointer(map, DIRECT + level - 1), level, within, covered);
            }
            within -= covered;
            covered *= pointers;
        }
        throw new DiskImageException(
                "expected a block that a block map can hold, found block " + fileBlock + " of a file");
    }

    private BlockRun indirect(long top, int levels, long fileBlock, long covers) throws IOException {
        long block = top;
        long within = fileBlock;
        long covered = covers;
        for (int level = levels; level > 0; level--) {
            if (block == BlockRun.HOLE) {
                return new BlockRun(BlockRun.HOLE, covered - within);
            }
            ByteBuffer table = table(level - 1, block);
            covered /= pointers;
            int index = (int) (within / covered);
            if (level == 1) {
                return run(table, index, pointers);
            }
            block = pointer(table, index);
            within %= covered;
        }
        throw new IllegalStateException("a map has at least one level");
    }

    private ByteBuffer table(int level, long block) throws IOException {
        if (read[level] == null || readFrom[level] != block) {
            read[level] = blocks.read(block);
            readFrom[level] = block;
        }
        return read[level];
    }

    private static BlockRun run(ByteBuffer table, int index, int end) {
        long start = pointer(table, index);
        int length = 1;
        while (index + length < end
                && pointer(table, index + length) == (start == BlockRun.HOLE ? start : start + length)) {
            length++;
        }
        return new BlockRun(start, length);
    }

    private static long pointer(ByteBuffer table, int index) {
        return Integer.toUnsignedLong(table.getInt(index * Integer.BYTES));
    }
}

package org.spotcloud.adapter.diskimage.ext;

import java.io.IOException;
import java.nio.ByteBuffer;
import org.spotcloud.adapter.diskimage.DiskImageException;

/** A file's blocks by extents, in a tree whose root is in the inode. */
final class ExtentTree implements FileMap {
    /** The deepest tree that a file of 2^32 blocks can need. */
    private static final int MAX_DEPTH = 5;

    private static final long MAX_FILE_BLOCKS = 1L << Integer.SIZE;

    private final Blocks blocks;
    private final ByteBuffer root;
    private final InodeChecksums checksums;
    /** The nodes on the way to what was located last, by level. */
    private final ExtentNode[] way = new ExtentNode[MAX_DEPTH + 1];

    ExtentTree(Blocks blocks, ByteBuffer root, InodeChecksums checksums) {
        this.blocks = blocks;
        this.root = root;
        this.checksums = checksums;
    }

    @Override
    public BlockRun locate(long fileBlock) throws IOException {
        if (fileBlock >= MAX_FILE_BLOCKS) {
            throw new DiskImageException(
                    "expected a block that an extent tree can hold, found block " + fileBlock + " of a file");
        }
        ExtentNode node = root();
        while (node.level() > 0) {
            int entry = node.lastUpTo(fileBlock);
            if (entry < 0) {
                return new BlockRun(BlockRun.HOLE, node.first(0) - fileBlock);
            }
            node = child(node, entry);
        }
        return node.run(fileBlock);
    }

    private ExtentNode root() throws DiskImageException {
        ExtentNode node = new ExtentNode(root, 0, MAX_FILE_BLOCKS);
        if (node.level() > MAX_DEPTH) {
            throw new DiskImageException(
                    "expected an extent tree of at most %d levels, found %d".formatted(MAX_DEPTH, node.level()));
        }
        return node;
    }

    private ExtentNode child(ExtentNode parent, int entry) throws IOException {
        int level = parent.level() - 1;
        long start = parent.first(entry); // no two nodes of a level begin with the same block of the file
        if (way[level] == null || way[level].start() != start) {
            way[level] = read(parent.child(entry), level, start, parent.first(entry + 1));
        }
        return way[level];
    }

    private ExtentNode read(long block, int level, long start, long end) throws IOException {
        ByteBuffer bytes = blocks.read(block);
        ExtentNode node = new ExtentNode(bytes, start, end);
        checksums.verifyExtents(block, bytes, node.tail());
        if (node.level() != level) {
            throw new DiskImageException(
                    "expected level %d of an extent tree, found level %d".formatted(level, node.level()));
        }
        return node;
    }
}

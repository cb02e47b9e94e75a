package org.spotcloud.adapter.diskimage.ext;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import org.junit.jupiter.api.Test;
import org.spotcloud.adapter.diskimage.DiskImageException;

/** On trees made by hand, in a device of blocks of 1 KiB. */
class ExtentTreeTest {
    private static final int BLOCK = 1024;
    private static final int BLOCKS = 100;
    private static final int UNWRITTEN = 32768;
    private static final long END = 1L << 32;

    private final byte[] device = new byte[BLOCKS * BLOCK];

    @Test
    void findsRunsHolesAndUnwrittenBlocks() throws IOException {
        ExtentTree tree =
                tree(node(60, 0).extent(10, 5, 50).extent(20, UNWRITTEN + 3, 60).extent(23, 1, 70));
        assertThat(tree.locate(0)).isEqualTo(new BlockRun(BlockRun.HOLE, 10));
        assertThat(tree.locate(12)).isEqualTo(new BlockRun(52, 3));
        assertThat(tree.locate(15)).isEqualTo(new BlockRun(BlockRun.HOLE, 5));
        assertThat(tree.locate(21)).isEqualTo(new BlockRun(BlockRun.HOLE, 2));
        assertThat(tree.locate(23)).isEqualTo(new BlockRun(70, 1));
        assertThat(tree.locate(24)).isEqualTo(new BlockRun(BlockRun.HOLE, END - 24));
    }

    @Test
    void goesDownFiveLevelsOnce() throws IOException {
        for (int level = 4; level > 0; level--) {
            put(10 + level, node(BLOCK, level).index(7, 10 + level - 1));
        }
        put(10, node(BLOCK, 0).extent(8, 2, 50));
        CountingDevice counted = new CountingDevice(device, 100);
        ExtentTree tree = new ExtentTree(
                new Blocks(counted, BLOCK, BLOCKS),
                node(60, 5).index(7, 14).index(1000, 99).bytes,
                new InodeChecksums(false, 12, 0));
        assertThat(tree.locate(0)).isEqualTo(new BlockRun(BlockRun.HOLE, 7));
        assertThat(tree.locate(7)).isEqualTo(new BlockRun(BlockRun.HOLE, 1));
        assertThat(tree.locate(9)).isEqualTo(new BlockRun(51, 1));
        assertThat(tree.locate(10)).isEqualTo(new BlockRun(BlockRun.HOLE, 990));
        assertThat(counted.reads()).isEqualTo(5);
    }

    @Test
    void refusesEntriesThatAreNotInOrder() {
        assertRefused(node(60, 0).extent(10, 5, 50).extent(9, 1, 60), 0, "one of 1 blocks at 9");
        assertRefused(node(60, 0).extent(10, 5, 50).extent(14, 1, 60), 0, "one of 1 blocks at 14");
        assertRefused(node(60, 0).extent(10, 0, 50), 0, "one of 0 blocks at 10");
        assertRefused(node(60, 0).extent(-1, 2, 50), 0, "one of 2 blocks at 4294967295");
        assertRefused(node(60, 1).index(10, 50).index(10, 51), 0, "one of 1 blocks at 10");
    }

    @Test
    void refusesNodesThatDoNotFitTheirParent() {
        put(50, node(BLOCK, 0).extent(5, 5, 60));
        assertRefused(node(60, 1).index(6, 50), 6, "within blocks 6 to 4294967295");
        assertRefused(node(60, 1).index(5, 50).index(8, 51), 5, "within blocks 5 to 7");
        assertRefused(node(60, 2).index(5, 50), 5, "expected level 1 of an extent tree, found level 0");
        assertRefused(node(60, 6).index(5, 50), 5, "at most 5 levels, found 6");
        assertRefused(node(60, 1), 5, "found 0 of at most 4");
        put(51, node(BLOCK, 1).index(5, 51)); // itself
        assertRefused(node(60, 1).index(5, 51), 5, "expected level 0 of an extent tree, found level 1");
    }

    @Test
    void refusesBlocksOutsideFileSystemAndFile() {
        assertRefused(node(60, 1).index(0, BLOCKS), 0, "expected blocks of the file system's 100");
        assertRefused(node(60, 0).extent(0, 1, 50), END, "found block 4294967296 of a file");
    }

    private void assertRefused(Node root, long fileBlock, String message) {
        assertThatThrownBy(() -> tree(root).locate(fileBlock))
                .isInstanceOf(DiskImageException.class)
                .hasMessageContaining(message);
    }

    private ExtentTree tree(Node root) {
        return new ExtentTree(
                new Blocks(new MemoryDevice(device), BLOCK, BLOCKS), root.bytes, new InodeChecksums(false, 12, 0));
    }

    private void put(int block, Node node) {
        System.arraycopy(node.bytes.array(), 0, device, block * BLOCK, BLOCK);
    }

    private static Node node(int bytes, int level) {
        return new Node(bytes, level);
    }

    /** Writes a node. */
    private static final class Node {
        private final ByteBuffer bytes;
        private int entries;

        Node(int size, int level) {
            bytes = ByteBuffer.allocate(size).order(ByteOrder.LITTLE_ENDIAN);
            bytes.putShort(0, (short) 0xf30a)
                    .putShort(4, (short) (size / 12 - 1))
                    .putShort(6, (short) level);
        }

        Node extent(int fileBlock, int length, int block) {
            return entry(fileBlock, length, block);
        }

        Node index(int fileBlock, int block) {
            return entry(fileBlock, block, 0);
        }

        private Node entry(int first, int second, int third) {
            int at = 12 * ++entries;
            bytes.putInt(at, first).putInt(at + 4, second).putInt(at + 8, third);
            bytes.putShort(2, (short) entries);
            return this;
        }
    }
}

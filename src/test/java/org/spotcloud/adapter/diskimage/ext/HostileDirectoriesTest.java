package org.spotcloud.adapter.diskimage.ext;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.spotcloud.adapter.diskimage.DiskImageException;

/** On directories of 64 MiB that are a few blocks in truth: what reading them costs is bounded. */
class HostileDirectoriesTest {
    private static final int BLOCK = 1024;
    private static final int DESCRIPTORS = 2048;
    private static final int INODE_BYTES = 256;
    private static final int SIZE = 64 << 20;
    private static final int DIRECTORY_BLOCKS = SIZE / BLOCK;
    private static final long MAX_READS = 1_000_000;
    /** Of the fixture's directories a to e, as debugfs says. */
    private static final int[] INODES = {12, 14, 15, 16, 17};

    private static final int I_SIZE_LO = 0x04;
    private static final int I_BLOCK = 0x28;
    private static final int POINTERS = 15;

    private ByteBuffer disk;

    @BeforeEach
    void load() {
        disk = ByteBuffer.wrap(Fixture.named("small/ext2-1k").bytes()).order(ByteOrder.LITTLE_ENDIAN);
    }

    @Test
    void refusesASparseDirectoryAtItsFirstHole() throws IOException {
        disk.putInt(inode(12) + I_SIZE_LO, SIZE);
        CountingDevice counted = new CountingDevice(disk.array(), MAX_READS);
        ExtFileSystem fileSystem = ExtFileSystem.open(counted);
        assertThatThrownBy(() -> fileSystem.find("/a/x"))
                .isInstanceOf(DiskImageException.class)
                .hasMessageStartingWith("expected directory entries");
        assertThat(counted.reads()).isLessThan(30);
    }

    @Test
    void readsADirectoryOnce() throws IOException {
        mapOneBlockAgainAndAgain(12);
        CountingDevice counted = new CountingDevice(disk.array(), MAX_READS);
        ExtFileSystem fileSystem = ExtFileSystem.open(counted);
        for (int i = 0; i < 100; i++) {
            assertThat(fileSystem.find("/a/entry 1")).isPresent();
            assertThat(fileSystem.names("/fast")).contains("entry 1");
        }
        assertThat(counted.reads()).isLessThan(DIRECTORY_BLOCKS + 2_000);
    }

    @Test
    void refusesMoreDirectoriesThanLeadToAKernel() throws IOException {
        for (int inode : INODES) {
            mapOneBlockAgainAndAgain(inode);
        }
        CountingDevice counted = new CountingDevice(disk.array(), MAX_READS);
        ExtFileSystem fileSystem = ExtFileSystem.open(counted);
        for (String path : List.of("/a/x", "/b/x", "/c/x")) {
            assertThat(fileSystem.find(path)).isEmpty();
        }
        assertThatThrownBy(() -> fileSystem.find("/d/x"))
                .isInstanceOf(DiskImageException.class)
                .hasMessage("expected to find the paths within 268435456 bytes of directories, found more");
        assertThat(counted.reads()).isLessThan(3 * DIRECTORY_BLOCKS + 2_000);
    }

    @Test
    void refusesADirectoryOfMore() throws IOException {
        disk.putInt(inode(12) + I_SIZE_LO, SIZE + BLOCK);
        ExtFileSystem fileSystem = ExtFileSystem.open(new MemoryDevice(disk.array()));
        assertThatThrownBy(() -> fileSystem.names("/a"))
                .isInstanceOf(DiskImageException.class)
                .hasMessage("expected a directory of at most 67108864 bytes, found one of 67109888");
    }

    /** All pointers of the inode lead to the one block of entries that directory a has. */
    private void mapOneBlockAgainAndAgain(int inode) {
        int entries = disk.getInt(inode(12) + I_BLOCK);
        int levels = disk.capacity() / BLOCK - 4; // blocks at the end, not used by the fixture
        for (int level = 1; level <= 3; level++) {
            for (int pointer = 0; pointer < BLOCK / Integer.BYTES; pointer++) {
                int target = level == 1 ? entries : levels + level - 1;
                disk.putInt((levels + level) * BLOCK + pointer * Integer.BYTES, target);
            }
        }
        disk.putInt(inode(inode) + I_SIZE_LO, SIZE);
        for (int pointer = 0; pointer < POINTERS; pointer++) {
            int level = Math.max(0, pointer - 11);
            disk.putInt(inode(inode) + I_BLOCK + pointer * Integer.BYTES, level == 0 ? entries : levels + level);
        }
    }

    private int inode(int number) {
        return disk.getInt(DESCRIPTORS + 8) * BLOCK + (number - 1) * INODE_BYTES;
    }
}

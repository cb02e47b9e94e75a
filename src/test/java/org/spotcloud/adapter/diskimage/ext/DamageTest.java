package org.spotcloud.adapter.diskimage.ext;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assertions.assertTimeoutPreemptively;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.spotcloud.adapter.diskimage.DiskImageException;

/**
 * Whatever field of the metadata is wrong, reading ends, soon, with an answer or with the format's own exception; where
 * there are checksums, with the exception. The places are those that dumpe2fs and debugfs tell of the fixtures, found
 * here by the fields that point to them.
 */
class DamageTest {
    private static final int BLOCK = 1024;
    private static final int SUPERBLOCK = 1024;
    private static final int DESCRIPTORS = 2048;
    private static final int ROOT_INODE = 2;
    private static final long MAX_READS = 20_000;
    private static final Duration TIMEOUT = Duration.ofSeconds(60);

    private static final int S_FEATURE_RO_COMPAT = SUPERBLOCK + 0x64;
    private static final int METADATA_CSUM = 0x400;

    /** A part of a file system: all 16 and 32 bit words of it are changed. */
    record Structure(String fixture, String name, int start, int length) {
        @Override
        public String toString() {
            return fixture + ", " + name;
        }
    }

    static Stream<Structure> structures() {
        return Stream.of(
                        "ext2-1k", "ext4-no-checksums", "ext4-uninit-bg", "ext4-inline", "ext4-checksums", "ext4-index")
                .flatMap(name -> structures(name).stream());
    }

    private static List<Structure> structures(String fixture) {
        Disk disk = new Disk(Fixture.named("small/" + fixture).bytes());
        int root = disk.firstBlock(disk.inode(ROOT_INODE));
        int file = disk.inode(disk.inodeOf(root, "file"));
        int directory = disk.inode(disk.inodeOf(root, "a"));
        int inodeBytes = disk.inodeBytes();
        Stream<Structure> all = Stream.of(
                new Structure(fixture, "superblock", SUPERBLOCK, BLOCK),
                new Structure(fixture, "group descriptor", DESCRIPTORS, disk.descriptorBytes()),
                new Structure(fixture, "root inode", disk.inode(ROOT_INODE), inodeBytes),
                new Structure(fixture, "file inode", file, inodeBytes),
                new Structure(fixture, "directory inode", directory, inodeBytes),
                new Structure(fixture, "slow link inode", disk.inode(disk.inodeOf(root, "slow")), inodeBytes),
                new Structure(fixture, "root directory", root, 160),
                new Structure(fixture, "extents or pointers", disk.treeBlock(file), 12 * 12),
                new Structure(fixture, "directory's first block", disk.firstBlock(directory), 64));
        return all.filter(structure -> structure.start() > 0)
                .filter(structure -> tells(fixture, structure.name()))
                .toList();
    }

    /** Some fixtures are like another but for one structure. */
    private static boolean tells(String fixture, String structure) {
        return switch (fixture) {
            case "ext4-uninit-bg" -> structure.equals("group descriptor");
            case "ext4-index" -> structure.startsWith("directory");
            default -> true;
        };
    }

    @ParameterizedTest
    @MethodSource("structures")
    void endsOnAnyField(Structure structure) {
        Disk disk = new Disk(Fixture.named("small/" + structure.fixture()).bytes());
        boolean checked = (disk.bytes.getInt(S_FEATURE_RO_COMPAT) & METADATA_CSUM) != 0;
        assertTimeoutPreemptively(TIMEOUT, () -> {
            for (int at = structure.start(); at < structure.start() + structure.length(); at += Short.BYTES) {
                short was = disk.bytes.getShort(at);
                for (int value : new int[] {0, -1, was + 1, was ^ 0x8000}) {
                    disk.bytes.putShort(at, (short) value);
                    verify(disk, checked && (short) value != was, structure, at);
                }
                disk.bytes.putShort(at, was);
            }
            for (int at = structure.start(); at < structure.start() + structure.length(); at += Integer.BYTES) {
                int was = disk.bytes.getInt(at);
                for (int value : new int[] {0, -1, was + 1, was ^ 0x8000_0000}) {
                    disk.bytes.putInt(at, value);
                    verify(disk, checked && value != was, structure, at);
                }
                disk.bytes.putInt(at, was);
            }
        });
        assertThat(disk.bytes.array())
                .isEqualTo(Fixture.named("small/" + structure.fixture()).bytes());
    }

    private static void verify(Disk disk, boolean changed, Structure structure, int at) throws IOException {
        boolean checksumsGone = (disk.bytes.getInt(S_FEATURE_RO_COMPAT) & METADATA_CSUM) == 0;
        boolean refused = refuses(disk.bytes.array());
        if (changed && !checksumsGone) {
            assertThat(refused)
                    .as("%s, byte %d, is detected", structure, at - structure.start())
                    .isTrue();
        }
    }

    private static boolean refuses(byte[] fileSystem) throws IOException {
        try {
            Walk.all(new CountingDevice(fileSystem, MAX_READS));
            return false;
        } catch (DiskImageException e) {
            assertThat(e).hasMessageStartingWith("expected");
            return true;
        }
    }

    @Test
    void readsWhatIsNotDamaged() throws IOException {
        for (String name : List.of("ext2-1k", "ext4-no-checksums", "ext4-inline", "ext4-checksums", "ext4-index")) {
            assertThat(refuses(Fixture.named("small/" + name).bytes())).isFalse();
        }
    }

    @Test
    void refusesWhatIsCutOff() throws IOException {
        byte[] whole = Fixture.named("small/ext4-checksums").bytes();
        for (int end = 0; end < whole.length; end += BLOCK / 2) {
            assertThat(refuses(Arrays.copyOf(whole, end))).isTrue();
            assertThat(refuses(Arrays.copyOf(whole, end + 1))).isTrue();
            assertThat(refuses(Arrays.copyOf(whole, end + BLOCK / 2 - 1))).isTrue();
        }
    }

    /** A disk may end before its table says, and say the wrong size: what lies beyond reads as zeros. */
    @Test
    void endsWhereZerosBegin() throws IOException {
        for (String name : List.of("ext2-1k", "ext4-no-checksums", "ext4-inline", "ext4-checksums", "ext4-index")) {
            byte[] whole = Fixture.named("small/" + name).bytes();
            for (int end = whole.length - BLOCK / 2; end > SUPERBLOCK + BLOCK; end -= BLOCK / 2) {
                Arrays.fill(whole, end, end + BLOCK / 2, (byte) 0);
                refuses(whole);
            }
        }
    }

    @Test
    void saysWhatIsDamaged() {
        byte[] whole = Fixture.named("small/ext4-index").bytes();
        Disk disk = new Disk(whole);
        int root = disk.firstBlock(disk.inode(ROOT_INODE));
        int fileNumber = disk.inodeOf(root, "file");
        int directoryNumber = disk.inodeOf(root, "a");
        assertSaysChecksum(DESCRIPTORS + 0x18, "group descriptor 0");
        assertSaysChecksum(disk.inode(fileNumber) + 0x20, "inode " + fileNumber);
        int tree = disk.treeBlock(disk.inode(fileNumber));
        assertSaysChecksum(tree + 500, "block %d of inode %d's extent tree".formatted(tree / BLOCK, fileNumber));
        assertSaysChecksum(root + 30, "block 0 of directory inode 2");
        assertSaysChecksum(
                disk.firstBlock(disk.inode(directoryNumber)) + 40, "block 0 of directory inode " + directoryNumber);
        assertSays(root + BLOCK - 5, "expected a checksum at the end of block 0 of directory inode 2, found none");
    }

    private static void assertSaysChecksum(int at, String structure) {
        assertSays(at, "expected the checksum [0-9a-f]{8} of " + structure + ", found [0-9a-f]{8}");
    }

    private static void assertSays(int at, String message) {
        byte[] damaged = Fixture.named("small/ext4-index").bytes();
        damaged[at] ^= 1;
        assertThatThrownBy(() -> Walk.all(new MemoryDevice(damaged)))
                .isInstanceOf(DiskImageException.class)
                .hasMessageMatching(message);
    }

    /** Finds its way in a small file system of blocks of 1 KiB and one group, without the code under test. */
    private static final class Disk {
        private static final int S_INODE_SIZE = SUPERBLOCK + 0x58;
        private static final int S_FEATURE_INCOMPAT = SUPERBLOCK + 0x60;
        private static final int SIXTY_FOUR_BIT = 0x80;
        private static final int BG_INODE_TABLE = 0x08;
        private static final int I_FLAGS = 0x20;
        private static final int I_BLOCK = 0x28;
        private static final int EXTENTS = 0x80000;
        private static final int INLINE_DATA = 0x10000000;

        private final ByteBuffer bytes;

        Disk(byte[] bytes) {
            this.bytes = ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN);
        }

        int inodeBytes() {
            return bytes.getShort(S_INODE_SIZE);
        }

        int descriptorBytes() {
            return (bytes.getInt(S_FEATURE_INCOMPAT) & SIXTY_FOUR_BIT) != 0 ? 64 : 32;
        }

        int inode(int number) {
            return bytes.getInt(DESCRIPTORS + BG_INODE_TABLE) * BLOCK + (number - 1) * inodeBytes();
        }

        /** Where the first block of a directory or file begins; in the inode itself where that has the content. */
        int firstBlock(int inode) {
            int flags = bytes.getInt(inode + I_FLAGS);
            if ((flags & INLINE_DATA) != 0) {
                return inode + I_BLOCK;
            }
            boolean extents = (flags & EXTENTS) != 0;
            return BLOCK * bytes.getInt(inode + I_BLOCK + (extents ? 12 + 8 : 0));
        }

        /** The block of extents below an inode with extents, of pointers below one with a map of blocks. */
        int treeBlock(int inode) {
            boolean extents = (bytes.getInt(inode + I_FLAGS) & EXTENTS) != 0;
            return BLOCK * bytes.getInt(inode + I_BLOCK + (extents ? 12 + 4 : 13 * 4));
        }

        int inodeOf(int directory, String name) {
            int inline = directory % BLOCK == 0 ? 0 : 4;
            for (int at = directory + inline; ; at += bytes.getShort(at + 4)) {
                if (bytes.get(at + 6) == name.length()
                        && new String(bytes.array(), at + 8, name.length(), StandardCharsets.UTF_8).equals(name)) {
                    return bytes.getInt(at);
                }
            }
        }
    }
}

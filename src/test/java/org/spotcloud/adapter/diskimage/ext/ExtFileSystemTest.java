package org.spotcloud.adapter.diskimage.ext;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Optional;
import java.util.Random;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.zip.CRC32C;
import org.junit.jupiter.api.Test;
import org.spotcloud.adapter.diskimage.DiskImageException;
import org.spotcloud.adapter.xvm2.PackageBuilder;

/** On the file system of the sample package, which mkfs.ext4 made. */
class ExtFileSystemTest {
    private static final int PARTITION_START = 2048 * 512;
    private static final int SUPERBLOCK = 1024;
    private static final int SUPERBLOCK_CHECKSUM = 0x3fc;
    /**
     * Superblock, group descriptors, inodes of the root and of the files, and the directories, as dumpe2fs and debugfs
     * say.
     */
    private static final int[] METADATA_BLOCKS = {1, 2, 126, 129, 130, 1086, 1101, 1106};

    private static final byte[] SAMPLE = sample();

    @Test
    void readsFilesAndDirectories() throws IOException {
        ExtFileSystem fileSystem = ExtFileSystem.open(new MemoryDevice(SAMPLE));
        assertThat(fileSystem.version()).isEqualTo("ext4");
        assertThat(fileSystem.label()).isEqualTo("sample");
        assertThat(fileSystem.names("/boot"))
                .containsExactlyInAnyOrder(".", "..", "vmlinuz-6.1.0-sample", "initrd.img-6.1.0-sample");
        assertThat(text(fileSystem, "/etc/numbers"))
                .isEqualTo(IntStream.rangeClosed(1, 20_000)
                        .mapToObj(Integer::toString)
                        .collect(Collectors.joining("\n", "", "\n")));
    }

    @Test
    void followsSymbolicLinks() throws IOException {
        ExtFileSystem fileSystem = ExtFileSystem.open(new MemoryDevice(SAMPLE));
        assertThat(fileSystem.linkTarget("/vmlinuz")).contains("boot/vmlinuz-6.1.0-sample");
        assertThat(fileSystem.linkTarget("/boot")).isEmpty();
        assertThat(fileSystem.linkTarget("/nothing")).isEmpty();
        assertThat(fileSystem.find("/vmlinuz").orElseThrow().size())
                .isEqualTo(fileSystem
                        .find("/boot/vmlinuz-6.1.0-sample")
                        .orElseThrow()
                        .size());
    }

    @Test
    void findsPathsAsLinuxDoes() throws IOException {
        ExtFileSystem fileSystem = ExtFileSystem.open(new MemoryDevice(SAMPLE));
        assertThat(fileSystem.find("/../boot/./../etc//fstab")).isPresent();
        assertThat(fileSystem.find("/"))
                .hasValueSatisfying(root -> assertThat(root.isDirectory()).isTrue());
        assertThat(fileSystem.find("/etc/nothing")).isEmpty();
        assertThat(fileSystem.find("/etc/fstab/x")).isEmpty();
        assertThat(fileSystem.names("/etc/fstab")).isEmpty();
    }

    @Test
    void refusesWhatIsNoFileSystem() {
        assertRefused(0x38, 0, "expected an ext2, ext3 or ext4 file system (magic ef53), found ef00");
        assertThatThrownBy(() -> ExtFileSystem.open(new MemoryDevice(new byte[1500])))
                .isInstanceOf(DiskImageException.class);
    }

    @Test
    void refusesFeaturesByName() {
        assertRefused(0x60, SAMPLE[SUPERBLOCK + 0x60] | 0x04, "needs_recovery (without a journal)");
        assertRefused(0x60, SAMPLE[SUPERBLOCK + 0x60] | 0x01, "found compression");
        assertRefused(0x62, 0x01, "found encrypt");
        assertRefused(0x63, 0x80, "found 0x80000000");
    }

    @Test
    void refusesNumbersThatDoNotFitTogether() {
        assertRefused(0x18, 7, "expected ext blocks of 1 to 64 KiB, found s_log_block_size 7");
        assertRefused(0x05, 0xff, "s_inodes_count");
        assertRefused(0x23, 0xff, "s_blocks_per_group");
        assertRefused(0x2b, 0xff, "s_inodes_per_group");
        assertRefused(0x58, 3, "s_inode_size");
        assertRefused(0x01, SAMPLE[SUPERBLOCK + 0x01] + 1, "s_inodes_count");
    }

    @Test
    void refusesAFileSystemLargerThanItsPartition() {
        byte[] cut = Arrays.copyOf(SAMPLE, SAMPLE.length - 1);
        assertThatThrownBy(() -> ExtFileSystem.open(new MemoryDevice(cut)))
                .isInstanceOf(DiskImageException.class)
                .hasMessageStartingWith("expected a file system within its partition of 15728639 bytes");
    }

    @Test
    void refusesASuperblockWithAWrongChecksum() {
        byte[] changed = SAMPLE.clone();
        changed[SUPERBLOCK + 0x78]++;
        assertThatThrownBy(() -> ExtFileSystem.open(new MemoryDevice(changed)))
                .isInstanceOf(DiskImageException.class)
                .hasMessageMatching("expected the checksum [0-9a-f]{8} of the ext superblock, found [0-9a-f]{8}");
    }

    /** Whatever bytes of the metadata are wrong, reading ends, with an answer or with the format's own exception. */
    @Test
    void endsOnAnyDamage() throws IOException {
        Random random = new Random(11);
        byte[] damaged = SAMPLE.clone();
        int refused = 0;
        for (int round = 0; round < 3000; round++) {
            int block = METADATA_BLOCKS[random.nextInt(METADATA_BLOCKS.length)] * 1024;
            for (int i = 0; i < 1 + random.nextInt(20); i++) {
                damaged[block + random.nextInt(1024)] = (byte) random.nextInt();
            }
            refused += readsOrRefuses(damaged) ? 0 : 1;
            System.arraycopy(SAMPLE, block, damaged, block, 1024);
        }
        assertThat(refused).isBetween(100, 2900);
    }

    private static boolean readsOrRefuses(byte[] damaged) throws IOException {
        try {
            ExtFileSystem fileSystem = ExtFileSystem.open(new MemoryDevice(damaged));
            for (String path : new String[] {"/vmlinuz", "/etc/numbers", "/boot"}) {
                fileSystem.names(path);
                Optional<ExtFile> file = fileSystem.find(path);
                if (file.isPresent()) {
                    file.get().read(0, ByteBuffer.allocate(300_000));
                }
            }
            return true;
        } catch (DiskImageException e) {
            assertThat(e).hasMessageStartingWith("expected");
            return false;
        }
    }

    private static void assertRefused(int offset, int value, String message) {
        byte[] changed = SAMPLE.clone();
        changed[SUPERBLOCK + offset] = (byte) value;
        seal(changed);
        assertThatThrownBy(() -> ExtFileSystem.open(new MemoryDevice(changed)))
                .isInstanceOf(DiskImageException.class)
                .hasMessageContaining(message);
    }

    /** Makes the superblock's checksum right again. */
    private static void seal(byte[] fileSystem) {
        CRC32C crc = new CRC32C();
        crc.update(fileSystem, SUPERBLOCK, SUPERBLOCK_CHECKSUM);
        ByteBuffer.wrap(fileSystem).order(ByteOrder.LITTLE_ENDIAN).putInt(SUPERBLOCK + SUPERBLOCK_CHECKSUM, ~(int)
                crc.getValue());
    }

    private static String text(ExtFileSystem fileSystem, String path) throws IOException {
        ExtFile file = fileSystem.find(path).orElseThrow();
        ByteBuffer content = ByteBuffer.allocate((int) file.size());
        assertThat(file.read(0, content)).isEqualTo(content.capacity());
        return StandardCharsets.UTF_8.decode(content.flip()).toString();
    }

    private static byte[] sample() {
        byte[] disk = PackageBuilder.sampleDisk();
        return Arrays.copyOfRange(disk, PARTITION_START, disk.length);
    }
}

package org.spotcloud.adapter.diskimage.partition;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.ByteBuffer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.spotcloud.adapter.diskimage.DiskImageException;

class PartitionTableTest {
    private static final int LINUX = 0x83;
    private static final int SECTOR = 512;
    private static final String LINUX_GUID = "0FC63DAF-8483-4772-8E79-3D69D8477DE4";

    @Test
    void readsPrimaryPartitionsInTheOrderOfTheDisk() throws DiskImageException {
        PartitionTable table = PartitionTable.read(new DiskBuilder(64 * SECTOR)
                .entry(0, 0, LINUX, 40, 10)
                .entry(0, 2, 0x82, 1, 39)
                .build());
        assertThat(table.kind()).isEqualTo(PartitionTable.Kind.MBR);
        assertThat(table.partitions())
                .containsExactly(
                        new Partition(3, SECTOR, 39 * SECTOR, "82"), new Partition(1, 40 * SECTOR, 10 * SECTOR, "83"));
    }

    @Test
    void takesADiskWithoutATableAsOneFileSystem() throws DiskImageException {
        ByteBuffer[] disks = {
            ByteBuffer.allocate(0),
            ByteBuffer.allocate(SECTOR),
            // the signature alone, as a boot loader in a file system's first sector has it
            new DiskBuilder(SECTOR).entry(0, 0, 0, 0, 0).build(),
            // bytes that are code, not entries
            new DiskBuilder(SECTOR).entry(0, 0, LINUX, 1, 1).put(446, 0x33).build()
        };
        for (ByteBuffer disk : disks) {
            PartitionTable table = PartitionTable.read(disk);
            assertThat(table.kind()).isEqualTo(PartitionTable.Kind.NONE);
            assertThat(table.partitions()).containsExactly(new Partition(0, 0, Partition.TO_THE_END, ""));
        }
    }

    @Test
    void refusesPartitionsThatOverlap() {
        assertThatThrownBy(() -> PartitionTable.read(new DiskBuilder(SECTOR)
                        .entry(0, 0, LINUX, 1, 10)
                        .entry(0, 1, LINUX, 10, 10)
                        .build()))
                .isInstanceOf(DiskImageException.class)
                .hasMessage("expected partitions that do not overlap, found partition 2 beginning within partition 1");
    }

    @ParameterizedTest
    @ValueSource(ints = {512, 4096})
    void readsGuidTables(int sectorBytes) throws DiskImageException {
        PartitionTable table = PartitionTable.read(
                new DiskBuilder(16 * sectorBytes).guidTable(sectorBytes, 6, 9).build());
        assertThat(table.kind()).isEqualTo(PartitionTable.Kind.GPT);
        assertThat(table.partitions())
                .containsExactly(new Partition(1, 6L * sectorBytes, 4L * sectorBytes, LINUX_GUID));
    }

    @Test
    void refusesDamagedGuidTables() {
        assertRefused(gpt().put(SECTOR, 0), "expected GPT's header \"EFI PART\"");
        assertRefused(gpt().put(SECTOR + 12, 91), "expected GPT's header to have 92 to 512 bytes, found 91");
        assertRefused(gpt().put(SECTOR + 24, 2), "of GPT's header, found");
        assertRefused(gpt().put(2 * SECTOR + 32, 7), "of GPT's entries, found");
        assertRefused(gpt().put(SECTOR + 82, 1).sum(SECTOR), "expected at most 1024 GPT entries");
        assertRefused(gpt().put(SECTOR + 84, 127).sum(SECTOR), "expected at most 1024 GPT entries");
        assertRefused(
                gpt().put(SECTOR + 75, 1).sum(SECTOR), "expected GPT's entries within the disk's first 8192 bytes");
        assertRefused(gpt().put(2 * SECTOR + 40, 5).sum(SECTOR), "GPT partition 1 to have a first and a last sector");
        assertRefused(
                gpt().put(2 * SECTOR + 47, 0x7f).sum(SECTOR), "GPT partition 1 to have a first and a last sector");
    }

    private static DiskBuilder gpt() {
        return new DiskBuilder(16 * SECTOR).guidTable(SECTOR, 6, 9);
    }

    private static void assertRefused(DiskBuilder disk, String message) {
        assertThatThrownBy(() -> PartitionTable.read(disk.build()))
                .isInstanceOf(DiskImageException.class)
                .hasMessageContaining(message);
    }
}

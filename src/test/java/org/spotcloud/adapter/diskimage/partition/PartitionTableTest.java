package org.spotcloud.adapter.diskimage.partition;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.tuple;

import java.io.IOException;
import java.nio.ByteBuffer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.spotcloud.adapter.diskimage.DiskImageException;
import org.spotcloud.adapter.diskimage.ext.MemoryDevice;

class PartitionTableTest {
    private static final int LINUX = 0x83;
    private static final int EXTENDED = 0x05;
    private static final int SECTOR = 512;
    private static final int LARGE = 4096;
    private static final String LINUX_GUID = "0FC63DAF-8483-4772-8E79-3D69D8477DE4";

    @Test
    void readsPrimaryPartitionsInTheOrderOfTheDisk() throws IOException {
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
    void takesADiskWithoutATableAsOneFileSystem() throws IOException {
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
    void readsGuidTables(int sectorBytes) throws IOException {
        PartitionTable table = PartitionTable.read(
                new DiskBuilder(16 * sectorBytes).guidTable(sectorBytes, 6, 9).build());
        assertThat(table.kind()).isEqualTo(PartitionTable.Kind.GPT);
        assertThat(table.partitions())
                .containsExactly(new Partition(1, 6L * sectorBytes, 4L * sectorBytes, LINUX_GUID));
        assertThat(table.needsWholeDisk()).isEmpty();
    }

    @Test
    void takesBootCodeOfAFileSystemForNoTable() throws IOException {
        DiskBuilder[] disks = {
            new DiskBuilder(16 * SECTOR).entry(0, 0, LINUX, 0, 100).ext(0),
            new DiskBuilder(16 * SECTOR)
                    .entry(0, 0, LINUX, 5, 100)
                    .entry(0, 1, LINUX, 6, 1)
                    .text(3, "NTFS    "),
            new DiskBuilder(16 * SECTOR).entry(0, 0, 0xee, 0, 1).text(0x52, "FAT32   ")
        };
        for (DiskBuilder disk : disks) {
            assertThat(PartitionTable.read(disk.build()).kind()).isEqualTo(PartitionTable.Kind.NONE);
            assertThat(read(disk).kind()).isEqualTo(PartitionTable.Kind.NONE);
        }
        // left over from before there was a table
        assertThat(read(new DiskBuilder(16 * SECTOR).entry(0, 0, LINUX, 5, 10).ext(0))
                        .kind())
                .isEqualTo(PartitionTable.Kind.MBR);
    }

    @Test
    void aHybridTableIsAGuidTable() throws IOException {
        DiskBuilder disk = gpt().entry(0, 0, LINUX, 6, 4).entry(0, 2, 0xee, 1, 5);
        assertThat(read(disk)).isEqualTo(PartitionTable.read(disk.build())).isEqualTo(read(gpt()));
    }

    @Test
    void aProtectiveRecordAloneMakesAGuidTable() throws IOException {
        assertThat(read(gpt().entry(0, 0, 0, 0, 0)).kind()).isEqualTo(PartitionTable.Kind.NONE);
        assertThat(read(gpt().entry(0, 0, 0xee, 1, 0))).isEqualTo(read(gpt()));
    }

    @Test
    void saysWhatTheHeadOfADamagedGuidTableDoesNotTell() throws IOException {
        assertUntold(gpt().put(SECTOR, 0), "expected GPT's header \"EFI PART\"");
        assertUntold(gpt().put(SECTOR + 12, 91), "expected GPT's header to have 92 to 512 bytes, found 91");
        assertUntold(gpt().put(SECTOR + 24, 2), "of GPT's header, found");
        assertUntold(gpt().put(SECTOR + 24, 2).sum(SECTOR), "GPT's header for sector 1, found the one for sector 2");
        assertUntold(gpt().put(2 * SECTOR + 32, 7), "of GPT's entries, found");
        assertUntold(gpt().put(SECTOR + 82, 1).sum(SECTOR), "expected at most 1024 GPT entries");
        assertUntold(gpt().put(SECTOR + 84, 127).sum(SECTOR), "expected at most 1024 GPT entries");
        assertUntold(
                gpt().put(SECTOR + 75, 1).sum(SECTOR), "expected GPT's entries within the disk's first 8192 bytes");
        assertUntold(gpt().put(2 * SECTOR + 40, 5).sum(SECTOR), "GPT partition 1 to have a first and a last sector");
        assertUntold(gpt().put(2 * SECTOR + 47, 0x7f).sum(SECTOR), "GPT partition 1 to have a first and a last sector");
    }

    @ParameterizedTest
    @ValueSource(ints = {512, 4096})
    void readsTheBackupWhereThePrimaryIsDamaged(int sectorBytes) throws IOException {
        PartitionTable whole = read(
                new DiskBuilder(16 * sectorBytes).guidTable(sectorBytes, 6, 9).backupTable(sectorBytes));
        for (int damaged : new int[] {sectorBytes, sectorBytes + 56, 2 * sectorBytes}) {
            DiskBuilder disk = new DiskBuilder(16 * sectorBytes)
                    .guidTable(sectorBytes, 6, 9)
                    .backupTable(sectorBytes)
                    .put(damaged, 0x99);
            assertThat(read(disk)).isEqualTo(whole);
            assertThatThrownBy(() -> read(disk.put(15 * sectorBytes + 56, 0x99)))
                    .isInstanceOf(DiskImageException.class)
                    .hasMessageMatching("expected .*GPT's .*; expected the checksum .* of GPT's header, found .*");
        }
    }

    @Test
    void refusesAGuidTableWithoutABackup() {
        assertThatThrownBy(() -> read(gpt().put(SECTOR, 0)))
                .isInstanceOf(DiskImageException.class)
                .hasMessageEndingWith("expected GPT's backup header in the disk's last sector, found something else");
    }

    @Test
    void countsLogicalPartitionsAlongTheirChainWhateverItsOrder() throws IOException {
        DiskBuilder disk = new DiskBuilder(1000 * SECTOR)
                .entry(0, 0, LINUX, 63, 100)
                .entry(0, 1, EXTENDED, 300, 600)
                .entry(300, 0, LINUX, 1, 50)
                .entry(300, 1, EXTENDED, 400, 100)
                .entry(700, 0, LINUX, 2, 50)
                .entry(700, 1, EXTENDED, 200, 100)
                .entry(500, 1, EXTENDED, 300, 100) // its partition is gone
                .entry(600, 0, LINUX, 3, 20)
                .entry(600, 2, LINUX, 0x55555555, 0x55555555); // rubbish
        assertThat(read(disk).partitions())
                .containsExactly(
                        new Partition(1, 63 * SECTOR, 100 * SECTOR, "83"),
                        new Partition(5, 301 * SECTOR, 50 * SECTOR, "83"),
                        new Partition(7, 603 * SECTOR, 20 * SECTOR, "83"),
                        new Partition(6, 702 * SECTOR, 50 * SECTOR, "83"));
    }

    @Test
    void countsOnInASecondExtendedPartition() throws IOException {
        DiskBuilder disk = new DiskBuilder(1000 * SECTOR)
                .entry(0, 0, EXTENDED, 500, 100)
                .entry(0, 1, 0x0f, 300, 100)
                .entry(500, 0, LINUX, 1, 50)
                .entry(300, 0, LINUX, 1, 50);
        assertThat(read(disk).partitions())
                .extracting(Partition::number, Partition::start)
                .containsExactly(tuple(6, 301L * SECTOR), tuple(5, 501L * SECTOR));
        assertThat(PartitionTable.read(disk.build()).needsWholeDisk())
                .contains("expected at most one extended partition, found 2");
    }

    @Test
    void refusesChainsThatDoNotEnd() {
        assertRefused(
                new DiskBuilder(1000 * SECTOR)
                        .entry(0, 0, EXTENDED, 300, 400)
                        .entry(300, 1, EXTENDED, 100, 100)
                        .entry(400, 1, EXTENDED, 0, 100),
                "expected a chain of extended boot records with an end, found one that leads back to byte 153600");
        DiskBuilder longest = new DiskBuilder(1000 * SECTOR).entry(0, 0, EXTENDED, 300, 400);
        for (int i = 0; i < 129; i++) {
            longest.entry(300 + 2 * i, 0, LINUX, 1, 1).entry(300 + 2 * i, 1, EXTENDED, 2 * i + 2, 2);
        }
        assertRefused(longest, "expected at most 128 extended boot records, found more");
    }

    @Test
    void aChainEndsWithTheDisk() throws IOException {
        DiskBuilder disk = new DiskBuilder(500 * SECTOR)
                .entry(0, 0, EXTENDED, 300, 4000)
                .entry(300, 0, LINUX, 1, 50)
                .entry(300, 1, EXTENDED, 3000, 100);
        assertThat(read(disk).partitions()).extracting(Partition::number).containsExactly(5);
        assertThat(read(new DiskBuilder(SECTOR).entry(0, 0, EXTENDED, 300, 4000))
                        .partitions())
                .isEmpty();
    }

    @Test
    void tellsLargeSectorsByWhatLiesWhereTheyCount() throws IOException {
        assertThat(read(largeSectors().ext(16 * LARGE)).partitions())
                .containsExactly(
                        new Partition(1, 16 * LARGE, 4 * LARGE, "83"), new Partition(2, 20 * LARGE, 4 * LARGE, "8e"));
        assertThat(read(largeSectors().entry(0, 2, EXTENDED, 24, 4).entry(24 * 8, 0, LINUX, 1, 2))
                        .partitions())
                .extracting(Partition::number, Partition::start)
                .containsExactly(tuple(1, 16L * LARGE), tuple(2, 20L * LARGE), tuple(5, 25L * LARGE));
        for (DiskBuilder small : new DiskBuilder[] {
            largeSectors(), // nothing is known
            largeSectors().ext(16 * LARGE).ext(20 * SECTOR),
            largeSectors().ext(16 * LARGE).entry(0, 2, LINUX, 24, 9), // would end beyond the disk
            largeSectors().text(16 * LARGE, "QFI\u00fb") // a file in a partition
        }) {
            assertThat(read(small).partitions()).first().isEqualTo(new Partition(1, 16 * SECTOR, 4 * SECTOR, "83"));
        }
    }

    /** A disk of 32 sectors of 4096 bytes with two partitions, without content. */
    private static DiskBuilder largeSectors() {
        return new DiskBuilder(32 * LARGE).entry(0, 0, LINUX, 16, 4).entry(0, 1, 0x8e, 20, 4);
    }

    private static DiskBuilder gpt() {
        return new DiskBuilder(16 * SECTOR).guidTable(SECTOR, 6, 9);
    }

    private static PartitionTable read(DiskBuilder disk) throws IOException {
        return PartitionTable.read(new MemoryDevice(disk.build().array()));
    }

    private static void assertUntold(DiskBuilder disk, String message) throws IOException {
        PartitionTable table = PartitionTable.read(disk.build());
        assertThat(table.kind()).isEqualTo(PartitionTable.Kind.GPT);
        assertThat(table.partitions()).isEmpty();
        assertThat(table.needsWholeDisk())
                .hasValueSatisfying(reason -> assertThat(reason).contains(message));
    }

    private static void assertRefused(DiskBuilder disk, String message) {
        assertThatThrownBy(() -> read(disk))
                .isInstanceOf(DiskImageException.class)
                .hasMessage(message);
    }
}

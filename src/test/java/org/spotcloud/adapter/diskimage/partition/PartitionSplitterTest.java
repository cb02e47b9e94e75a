package org.spotcloud.adapter.diskimage.partition;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.spotcloud.adapter.diskimage.DiskImageException;
import org.spotcloud.adapter.diskimage.ext.MemoryDevice;

class PartitionSplitterTest {
    private static final int SECTOR = 512;
    private static final int LINUX = 0x83;
    private static final int EXTENDED = 0x05;

    private final Map<Integer, ByteArrayOutputStream> written = new TreeMap<>();

    @ParameterizedTest
    @ValueSource(ints = {511, 512, 4096, 100_000, 1 << 20})
    void givesEachPartitionItsBytesWhateverThePiecesAre(int pieceBytes) throws IOException {
        byte[] disk = disk();
        PartitionSplitter splitter = split(disk, pieceBytes, Set.of(1, 2, 5, 6));
        assertThat(splitter.partitions()).extracting(Partition::number).containsExactly(1, 2, 5, 6);
        assertThat(splitter.diskBytes()).isEqualTo(disk.length);
        assertThat(written).hasSize(4);
        assertThat(written.get(1).toByteArray()).isEqualTo(sectors(disk, 63, 163));
        assertThat(written.get(2).toByteArray()).isEqualTo(sectors(disk, 163, 164));
        assertThat(written.get(5).toByteArray()).isEqualTo(sectors(disk, 303, 403));
        assertThat(written.get(6).toByteArray()).isEqualTo(sectors(disk, 503, 603));
    }

    @Test
    void skipsPartitionsThatAreNotChosen() throws IOException {
        byte[] disk = disk();
        split(disk, 4096, Set.of(5));
        assertThat(written.keySet()).containsExactly(5);
        assertThat(written.get(5).toByteArray()).isEqualTo(sectors(disk, 303, 403));
    }

    @Test
    void givesADiskWithoutATableWhole() throws IOException {
        byte[] disk = new byte[300_000];
        new Random(1).nextBytes(disk);
        disk[510] = 0;
        split(disk, 1000, Set.of(0));
        assertThat(written.get(0).toByteArray()).isEqualTo(disk);
    }

    @Test
    void refusesADiskThatEndsWithinAPartitionThatIsWanted() {
        byte[] disk = Arrays.copyOf(disk(), 100 * SECTOR);
        assertThatThrownBy(() -> split(disk, 4096, Set.of(1)))
                .isInstanceOf(DiskImageException.class)
                .hasMessage("expected partition 1 to end at byte 83456, found the end of the disk at byte 51200");
    }

    @Test
    void refusesExtendedBootRecordsThatGoBack() {
        byte[] disk = new DiskBuilder(1000 * SECTOR)
                .entry(0, 0, EXTENDED, 300, 400)
                .entry(300, 1, EXTENDED, 0, 100)
                .build()
                .array();
        assertThatThrownBy(() -> split(disk, 4096, Set.of()))
                .hasMessageStartingWith("expected extended boot records in ascending order");
    }

    @Test
    void refusesALogicalPartitionOverAnother() {
        byte[] disk = new DiskBuilder(1000 * SECTOR)
                .entry(0, 0, EXTENDED, 300, 400)
                .entry(300, 0, LINUX, 2, 150)
                .entry(300, 1, EXTENDED, 100, 100)
                .entry(400, 0, LINUX, 1, 10)
                .build()
                .array();
        assertThatThrownBy(() -> split(disk, 4096, Set.of()))
                .hasMessageStartingWith("expected the next partition after byte");
    }

    @Test
    void aSecondPassFollowsAChainThatGoesBack() throws IOException {
        byte[] disk = backward();
        PartitionSplitter first = new PartitionSplitter(chooser(Set.of(1, 5, 6)));
        write(disk, 4096, first);
        assertThat(first.needsWholeDisk())
                .contains(
                        "expected extended boot records in ascending order, found one at byte 153600 after byte 256000");
        assertThatThrownBy(first::finish).hasMessageStartingWith("expected extended boot records in ascending order");
        assertThat(first.diskBytes()).isEqualTo(disk.length);
        written.clear();
        PartitionTable whole = PartitionTable.read(new MemoryDevice(disk));
        for (int pieceBytes : new int[] {511, 1 << 20}) {
            PartitionSplitter second = new PartitionSplitter(whole, chooser(Set.of(1, 5, 6)));
            write(disk, pieceBytes, second);
            assertThat(second.needsWholeDisk()).isEmpty();
            second.finish();
            assertThat(second.table()).contains(whole);
            assertThat(second.partitions()).extracting(Partition::number).containsExactly(1, 6, 5);
            assertThat(second.diskBytes()).isEqualTo(disk.length);
            assertThat(written.get(1).toByteArray()).isEqualTo(sectors(disk, 63, 163));
            assertThat(written.get(5).toByteArray()).isEqualTo(sectors(disk, 601, 701));
            assertThat(written.get(6).toByteArray()).isEqualTo(sectors(disk, 303, 403));
        }
    }

    @Test
    void takesOnlyAWholeTable() throws IOException {
        PartitionTable head = PartitionTable.read(ByteBuffer.wrap(disk()));
        assertThatThrownBy(() -> new PartitionSplitter(head, chooser(Set.of())))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageStartingWith("not all of a disk's table");
    }

    @Test
    void aDamagedGuidTableNeedsTheWholeDisk() throws IOException {
        byte[] disk = new DiskBuilder(1000 * SECTOR)
                .guidTable(SECTOR, 6, 9)
                .backupTable(SECTOR)
                .put(SECTOR, 0)
                .build()
                .array();
        PartitionSplitter splitter = new PartitionSplitter(chooser(Set.of(1)));
        write(disk, 4096, splitter);
        assertThat(splitter.needsWholeDisk())
                .hasValueSatisfying(reason -> assertThat(reason).startsWith("expected GPT's header \"EFI PART\""));
        assertThatThrownBy(splitter::finish)
                .isInstanceOf(DiskImageException.class)
                .hasMessageStartingWith("expected GPT's header");
        assertThat(written).isEmpty();
        splitter = new PartitionSplitter(PartitionTable.read(new MemoryDevice(disk)), chooser(Set.of(1)));
        write(disk, 4096, splitter);
        splitter.finish();
        assertThat(written.get(1).toByteArray()).isEqualTo(sectors(disk, 6, 10));
    }

    @Test
    void partitionsWithoutAKnownContentMayCountLargerSectors() throws IOException {
        assertThat(split(new DiskBuilder(800 * SECTOR).entry(0, 0, LINUX, 64, 36), Set.of())
                        .needsWholeDisk())
                .contains("expected a known content in one of the MBR's partitions, found none:"
                        + " its numbers may count sectors of 4096 bytes");
        for (DiskBuilder told : new DiskBuilder[] {
            new DiskBuilder(800 * SECTOR).entry(0, 0, LINUX, 64, 36).ext(64 * SECTOR),
            new DiskBuilder(800 * SECTOR).entry(0, 0, LINUX, 64, 37),
            new DiskBuilder(800 * SECTOR).entry(0, 0, EXTENDED, 64, 36).entry(64, 0, LINUX, 1, 9),
            new DiskBuilder(800 * SECTOR).guidTable(SECTOR, 6, 9),
            new DiskBuilder(800 * SECTOR)
        }) {
            assertThat(split(told, Set.of()).needsWholeDisk()).isEmpty();
        }
    }

    private PartitionSplitter split(DiskBuilder disk, Set<Integer> wanted) throws IOException {
        return split(disk.build().array(), 4096, wanted);
    }

    private PartitionSplitter split(byte[] disk, int pieceBytes, Set<Integer> wanted) throws IOException {
        PartitionSplitter splitter = new PartitionSplitter(chooser(wanted));
        write(disk, pieceBytes, splitter);
        splitter.finish();
        return splitter;
    }

    private PartitionSplitter.Chooser chooser(Set<Integer> wanted) {
        return (partition, probe) -> {
            if (!wanted.contains(partition.number())) {
                return Optional.empty();
            }
            ByteArrayOutputStream bytes = new ByteArrayOutputStream();
            written.put(partition.number(), bytes);
            return Optional.of(piece -> {
                byte[] taken = new byte[piece.remaining()];
                piece.get(taken);
                bytes.writeBytes(taken);
            });
        };
    }

    private static void write(byte[] disk, int pieceBytes, PartitionSplitter splitter) throws IOException {
        for (int start = 0; start < disk.length; start += pieceBytes) {
            ByteBuffer piece = ByteBuffer.wrap(disk, start, Math.min(pieceBytes, disk.length - start));
            splitter.write(piece);
            assertThat(piece.hasRemaining()).isFalse();
        }
    }

    /** Its first logical partition lies behind its second. */
    private static byte[] backward() {
        return new DiskBuilder(1000 * SECTOR)
                .entry(0, 0, LINUX, 63, 100)
                .entry(0, 1, EXTENDED, 200, 600)
                .entry(200, 1, EXTENDED, 300, 300)
                .entry(500, 0, LINUX, 101, 100)
                .entry(500, 1, EXTENDED, 100, 200)
                .entry(300, 0, LINUX, 3, 100)
                .ext(63 * SECTOR)
                .ext(303 * SECTOR)
                .ext(601 * SECTOR)
                .build()
                .array();
    }

    /** Two primary partitions, one of a single sector, and two logical ones; random between the boot records. */
    private static byte[] disk() {
        byte[] random = new byte[1000 * SECTOR];
        new Random(2).nextBytes(random);
        DiskBuilder disk = new DiskBuilder(random.length);
        ByteBuffer bytes = disk.build().put(random);
        for (int record : new int[] {0, 300, 500}) {
            bytes.position(record * SECTOR).put(new byte[SECTOR]);
        }
        return disk.entry(0, 0, LINUX, 63, 100)
                .entry(0, 1, LINUX, 163, 1)
                .entry(0, 3, EXTENDED, 300, 400)
                .entry(300, 0, LINUX, 3, 100)
                .entry(300, 1, EXTENDED, 200, 200)
                .entry(500, 0, LINUX, 3, 100)
                .build()
                .array();
    }

    private static byte[] sectors(byte[] disk, int from, int to) {
        return Arrays.copyOfRange(disk, from * SECTOR, to * SECTOR);
    }
}

package org.spotcloud.adapter.diskimage.partition;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.spotcloud.adapter.diskimage.Tool;
import org.spotcloud.adapter.diskimage.ext.MemoryDevice;

/** Tables that {@code sfdisk}, {@code fdisk} and {@code sgdisk} make, compared with what {@code partx} reads. */
class PartitionTableIT {
    private static final int SECTOR = 512;
    private static final int LARGE = 4096;
    private static final int DISK_BYTES = 32 << 20;

    @TempDir
    Path dir;

    private Path disk;

    @BeforeEach
    void makeDisk() throws IOException {
        disk = dir.resolve("disk.img");
        try (RandomAccessFile file = new RandomAccessFile(disk.toFile(), "rw")) {
            file.setLength(DISK_BYTES);
        }
    }

    @Test
    void readsPrimaryAndLogicalPartitions() throws Exception {
        sfdisk("start=63,size=1000,type=83\nstart=2048,size=2048,type=82\nstart=8192,size=40000,type=5\n"
                + "start=10240,size=2048,type=83\nstart=14336,size=2048,type=83\nstart=20480,size=2048,type=83\n");
        assertThat(read().kind()).isEqualTo(PartitionTable.Kind.MBR);
        assertThat(lines(read())).hasSize(5).isEqualTo(partx(SECTOR, "3 "));
        assertThat(streamed().partitions()).isEqualTo(read().partitions());
    }

    @Test
    void readsAChainWhoseBeginningWasMadeLast() throws Exception {
        sfdisk("start=8192,size=50000,type=5\nstart=10240,size=2048,type=83\nstart=14336,size=2048,type=83\n"
                + "start=20480,size=2048,type=83\n");
        Tool.needed("sfdisk").run("-q", "--delete", disk, "5");
        shell("echo start=9000,size=500,type=83 | sfdisk -q -a " + disk);
        assertThat(lines(read())).hasSize(3).contains("7 9000 500").isEqualTo(partx(SECTOR, "1 "));
        assertThat(streamed().needsWholeDisk())
                .hasValueSatisfying(reason -> assertThat(reason).contains("in ascending order"));
    }

    @ParameterizedTest
    @ValueSource(ints = {SECTOR, LARGE})
    void readsBothCopiesOfAGuidTable(int sectorBytes) throws Exception {
        fdisk(sectorBytes, "g\nn\n1\n2048\n+99\nn\n7\n4096\n+199\nw\n");
        PartitionTable table = read();
        assertThat(table.kind()).isEqualTo(PartitionTable.Kind.GPT);
        assertThat(lines(table)).hasSize(2).isEqualTo(partx(sectorBytes, "none"));
        assertThat(streamed().table()).contains(table);
        overwrite(sectorBytes, sectorBytes);
        assertThat(read()).isEqualTo(table);
        assertThat(streamed().needsWholeDisk()).isPresent();
    }

    @Test
    void readsBothCopiesOfAHybridTable() throws Exception {
        Tool.needed("sgdisk").run("-n", "1:2048:+1M", "-n", "5:8192:0", "-h", "1", disk);
        PartitionTable table = read();
        assertThat(table.kind()).isEqualTo(PartitionTable.Kind.GPT);
        assertThat(lines(table)).hasSize(2).isEqualTo(partx(SECTOR, "none"));
        overwrite(SECTOR, 4 * SECTOR);
        assertThat(read()).isEqualTo(table);
    }

    @Test
    void readsAnMbrOfLargeSectors() throws Exception {
        fdisk(LARGE, "o\nn\np\n1\n256\n+499\nn\ne\n2\n1024\n+3999\nn\nl\n2000\n+99\nn\nl\n3000\n+99\nw\n");
        Path volume = Files.createFile(dir.resolve("volume"));
        Tool.needed("mkfs.ext4").run("-q", "-F", volume, 500 * 4 + "k");
        try (RandomAccessFile file = new RandomAccessFile(disk.toFile(), "rw")) {
            file.seek(256 * LARGE);
            file.write(Files.readAllBytes(volume));
        }
        assertThat(lines(read())).hasSize(3).isEqualTo(partx(LARGE, "2 "));
        assertThat(streamed().needsWholeDisk()).isPresent();
    }

    @Test
    void aFileSystemAloneHasNoTable() throws Exception {
        Files.delete(disk);
        Files.createFile(disk);
        Tool.needed("mkfs.ext4").run("-q", "-F", disk, "4096k");
        try (RandomAccessFile file = new RandomAccessFile(disk.toFile(), "rw")) {
            file.seek(510); // as a boot loader in its first sector has it
            file.write(new byte[] {0x55, (byte) 0xaa});
        }
        assertThat(read().kind()).isEqualTo(PartitionTable.Kind.NONE);
    }

    private PartitionTable read() throws IOException {
        return PartitionTable.read(new MemoryDevice(Files.readAllBytes(disk)));
    }

    private PartitionSplitter streamed() throws IOException {
        PartitionSplitter splitter = new PartitionSplitter((partition, probe) -> Optional.empty());
        splitter.write(ByteBuffer.wrap(Files.readAllBytes(disk)));
        return splitter;
    }

    /** Number, start and length in sectors of 512 bytes, by number. */
    private static List<String> lines(PartitionTable table) {
        return table.partitions().stream()
                .map(partition -> "%d %d %d"
                        .formatted(partition.number(), partition.start() / SECTOR, partition.length() / SECTOR))
                .sorted()
                .toList();
    }

    /** @param container what the line of the extended partition begins with, which is left out */
    private List<String> partx(int sectorBytes, String container) throws IOException, InterruptedException {
        String printed = Tool.needed("partx").run("-s", "-g", "-S", sectorBytes, "-o", "NR,START,SECTORS", disk);
        return Stream.of(printed.split("\n"))
                .map(line -> line.strip().replaceAll("\\s+", " "))
                .filter(line -> !line.startsWith(container))
                .sorted()
                .toList();
    }

    private void sfdisk(String lines) throws IOException, InterruptedException {
        Tool.needed("sfdisk");
        shell("printf '%s' 'label: dos\n" + lines + "' | sfdisk -q " + disk);
    }

    private void fdisk(int sectorBytes, String answers) throws IOException, InterruptedException {
        Tool.needed("fdisk");
        shell("printf '%s' '" + answers + "' | fdisk -b " + sectorBytes + " " + disk);
    }

    private static void shell(String command) throws IOException, InterruptedException {
        Tool.needed("sh").run("-c", command);
    }

    private void overwrite(int position, int length) throws IOException {
        try (RandomAccessFile file = new RandomAccessFile(disk.toFile(), "rw")) {
            file.seek(position);
            file.write(new byte[length]);
        }
    }
}

package org.spotcloud.adapter.imports;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.stream.Stream;
import java.util.zip.CRC32;
import org.assertj.core.api.AbstractThrowableAssert;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.spotcloud.adapter.catalog.Architecture;
import org.spotcloud.adapter.catalog.Fault;
import org.spotcloud.adapter.catalog.TransferProgress;
import org.spotcloud.adapter.diskimage.partition.DiskBuilder;
import org.spotcloud.adapter.diskimage.qcow2.Qcow2Image;
import org.spotcloud.adapter.diskimage.qcow2.Qcow2Writer;
import org.spotcloud.adapter.isal.InflateEngine;
import org.spotcloud.adapter.settings.BootMode;
import org.spotcloud.adapter.xvm2.AnotherDiskException;
import org.spotcloud.adapter.xvm2.PackageBuilder;

/** Disks that are imported whole, and those that come as QCOW2. */
@Timeout(60)
class WholeDiskTest {
    private static final int PARTITION_START = 2048 * 512;
    private static final int SECTOR = 512;

    @TempDir
    Path dir;

    @TempDir
    Path other;

    @Test
    void aDiskWithAKernelIsImportedWholeOnlyWhenThatIsWanted() throws IOException {
        byte[] disk = PackageBuilder.sampleDisk();
        ConvertedPackage whole = convert(BootMode.DISK, disk);
        assertThat(whole)
                .returns(Optional.empty(), ConvertedPackage::kernelName)
                .returns(Optional.empty(), ConvertedPackage::ramdiskName)
                .returns((long) disk.length, ConvertedPackage::rootBytes)
                .returns((long) disk.length, ConvertedPackage::diskBytes)
                .returns(Files.size(dir.resolve("disk.qcow2")), ConvertedPackage::imageBytes)
                .returns("MBR", ConvertedPackage::table);
        assertThat(whole.partitions()).extracting(DiskPartition::role).containsExactly(DiskPartition.Role.INCLUDED);
        assertThat(content()).isEqualTo(disk);
        assertThat(files()).containsExactly("disk.qcow2");
        assertThat(new KernelExtraction().extract(dir, whole)).isEmpty();

        for (BootMode mode : List.of(BootMode.AUTO, BootMode.KERNEL)) {
            assertThat(convert(mode, disk).kernelName()).contains("/boot/vmlinuz-6.1.0-sample");
            assertThat(content().length).isEqualTo(disk.length - PARTITION_START);
        }
    }

    @Test
    void aDiskWithoutAKernelIsImportedWholeWhereItHasABootLoader() throws IOException {
        byte[] disk = withoutKernel();
        assertRefused(BootMode.AUTO, disk)
                .hasMessageContaining("expected a Linux kernel")
                .hasMessageEndingWith("; nor is there a boot loader on the disk");
        disk[0] = (byte) 0xeb;
        assertThat(convert(BootMode.AUTO, disk).kernelName()).isEmpty();
        assertThat(content()).isEqualTo(disk);
        assertRefused(BootMode.KERNEL, disk).hasMessageStartingWith("expected a Linux kernel");
    }

    @Test
    void aDiskForOtherHardwareIsNotImportedWholeEither() throws IOException {
        byte[] disk = PackageBuilder.sampleDisk();
        int header = new String(disk, StandardCharsets.ISO_8859_1).indexOf("HdrS") - 0x202;
        ByteBuffer.wrap(disk).order(ByteOrder.LITTLE_ENDIAN).putShort(header + 0x206, (short) 0x020f);
        disk[header + 0x236] = 1; // XLF_KERNEL_64
        disk[0] = (byte) 0xeb;
        byte[] xvm2 = new PackageBuilder().addGzip("hd0.img.gz", disk).build();
        PackageConversion conversion = new PackageConversion(new ConversionLimits(1L << 30));
        assertThat(conversion
                        .convertOnce(
                                new ByteArrayInputStream(xvm2),
                                dir,
                                Wanted.on(Architecture.X86_64),
                                TransferProgress.NONE)
                        .kernelName())
                .isPresent();
        assertThatThrownBy(() -> conversion.convertOnce(
                        new ByteArrayInputStream(xvm2), dir, Wanted.on(Architecture.I386), TransferProgress.NONE))
                .isInstanceOf(Fault.class)
                .hasMessageContaining("expected a 32-bit Linux kernel for i386");
    }

    @Test
    void anEfiSystemPartitionIsABootLoader() throws IOException {
        byte[] disk = new DiskBuilder(1 << 20)
                .entry(0, 0, 0xef, 100, 100)
                .entry(0, 1, 0x83, 200, 100)
                .build()
                .array();
        assertThat(convert(BootMode.AUTO, disk).kernelName()).isEmpty();
        assertThat(content()).isEqualTo(disk);
    }

    /** Wherever its parts begin and end, and whatever of them is ext. */
    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3, 4, 5, 6, 7, 8, 9, 10})
    void putsTheWholeTogetherOutOfItsParts(long seed) throws IOException {
        Random random = new Random(seed);
        int sectors = 40_000 + random.nextInt(10_000);
        DiskBuilder builder = new DiskBuilder(sectors * SECTOR).put(3, 1);
        int[] starts = new int[4];
        int next = 63;
        for (int slot = 0; slot < starts.length; slot++) {
            starts[slot] = next + random.nextInt(300);
            int length = 1 + random.nextInt(9000);
            builder.entry(0, slot, 0x83, starts[slot], length);
            next = starts[slot] + length;
        }
        byte[] disk = builder.build().array();
        for (int piece = 0; piece < 60; piece++) {
            int at = SECTOR + random.nextInt(disk.length - SECTOR - 70_000);
            for (int i = 0; i < 1 + random.nextInt(70_000); i++) {
                disk[at + i] = (byte) random.nextInt();
            }
        }
        for (int start : starts) {
            if (random.nextInt(4) > 0) {
                disk[start * SECTOR + 0x438] = 0x53;
                disk[start * SECTOR + 0x439] = (byte) 0xef;
            }
        }
        ConvertedPackage converted = convert(BootMode.AUTO, disk);
        assertThat(converted.kernelName()).isEmpty();
        assertThat(content()).isEqualTo(disk);
        long image = converted.imageBytes();
        convert(BootMode.DISK, disk);
        assertThat(content()).isEqualTo(disk);
        assertThat(image).as("no cluster twice").isEqualTo(Files.size(dir.resolve("disk.qcow2")));
    }

    @Test
    void aTableThatIsWrongCountsOnlyWherePartitionsAreWanted() throws IOException {
        byte[] disk = new DiskBuilder(1 << 20)
                .put(0, 1)
                .entry(0, 0, 0x83, 100, 100)
                .entry(0, 1, 0x83, 150, 100)
                .build()
                .array();
        assertRefused(BootMode.AUTO, disk).hasMessageContaining("do not overlap");
        ConvertedPackage converted = convert(BootMode.DISK, disk);
        assertThat(converted.partitions()).isEmpty();
        assertThat(content()).isEqualTo(disk);
    }

    @Test
    void aTableThatOnlyTheWholeDiskTellsTakesAnotherPass() throws IOException {
        byte[] sample = PackageBuilder.sampleDisk();
        byte[] partition = Arrays.copyOfRange(sample, PARTITION_START, sample.length);
        int lost = 40 * SECTOR;
        DiskBuilder builder = new DiskBuilder(sample.length + (2 << 20))
                .put(lost, 7)
                .guidTable(SECTOR, 2048, 2047 + partition.length / SECTOR);
        byte[] disk = builder.build().array();
        System.arraycopy(partition, 0, disk, PARTITION_START, partition.length);
        byte[] header = Arrays.copyOfRange(disk, SECTOR, 2 * SECTOR);
        byte[] entries = Arrays.copyOfRange(disk, 2 * SECTOR, 2 * SECTOR + 4 * 128);
        int last = disk.length / SECTOR - 1;
        ByteBuffer backup = ByteBuffer.wrap(header).order(ByteOrder.LITTLE_ENDIAN);
        backup.putLong(24, last).putLong(32, 1).putLong(72, last - 1).putInt(16, 0);
        CRC32 crc = new CRC32();
        crc.update(header, 0, 92);
        backup.putInt(16, (int) crc.getValue());
        System.arraycopy(entries, 0, disk, disk.length - 2 * SECTOR, entries.length);
        System.arraycopy(header, 0, disk, disk.length - SECTOR, header.length);
        disk[SECTOR + 20] ^= 1; // the primary header

        ConvertedPackage converted = convert(BootMode.AUTO, disk);
        assertThat(converted.kernelName()).contains("/boot/vmlinuz-6.1.0-sample");
        assertThat(converted.table()).isEqualTo("GPT");
        assertThat(content()).isEqualTo(partition);
        assertThat(files()).containsExactly("disk.qcow2");
        convert(BootMode.DISK, disk);
        assertThat(content()).isEqualTo(disk);
        disk[disk.length - SECTOR + 20] ^= 1;
        assertRefused(BootMode.AUTO, disk).hasMessageContaining("GPT");
    }

    /** The second logical partition lies before the first, as when one is deleted and made again. */
    @Test
    void logicalPartitionsMayLieInAnyOrder() throws IOException {
        byte[] sample = PackageBuilder.sampleDisk();
        byte[] partition = Arrays.copyOfRange(sample, PARTITION_START, sample.length);
        int sectors = partition.length / SECTOR;
        int extended = 64;
        int later = extended + 2048 + sectors;
        DiskBuilder builder = new DiskBuilder((later + 5000) * SECTOR)
                .entry(0, 0, 0x05, extended, 2048 + sectors + 4000)
                // the first record and the second lie around the third
                .entry(extended, 0, 0x83, later - extended + 100, 1000)
                .entry(extended, 1, 0x05, later - extended + 1200, 200)
                .entry(later + 1200, 0, 0x83, 10, 100)
                .entry(later + 1200, 1, 0x05, 20, sectors + 100)
                .entry(extended + 20, 0, 0x83, 44, sectors);
        byte[] disk = builder.build().array();
        System.arraycopy(partition, 0, disk, (extended + 64) * SECTOR, partition.length);
        disk[(later + 100) * SECTOR + 0x438] = 0x53;
        disk[(later + 100) * SECTOR + 0x439] = (byte) 0xef;
        ConvertedPackage converted = convert(BootMode.AUTO, disk);
        assertThat(converted.partitions()).extracting(DiskPartition::number).containsExactlyInAnyOrder(5, 6, 7);
        assertThat(content()).isEqualTo(partition);
    }

    @Test
    void thereHasToBeADisk() throws IOException {
        assertRefused(BootMode.DISK, new byte[0]).hasMessage("expected a disk, found an empty one");
    }

    @Test
    void aDiskMayComeAsQcow2() throws IOException {
        byte[] disk = PackageBuilder.sampleDisk();
        byte[] image = qcow2(disk);
        ConvertedPackage converted = convert(
                BootMode.AUTO,
                new PackageBuilder()
                        .add("manifest.txt", "hd0.qcow2 " + image.length + " " + PackageBuilder.md5(image))
                        .addGzip("hd0.qcow2.gz", image));
        assertThat(converted.diskBytes()).isEqualTo(disk.length);
        assertThat(converted.kernelName()).contains("/boot/vmlinuz-6.1.0-sample");
        assertThat(content().length).isEqualTo(disk.length - PARTITION_START);
        assertThat(files()).containsExactly("disk.qcow2");

        convert(BootMode.DISK, new PackageBuilder().add("/hd0.qcow2", image));
        assertThat(content()).isEqualTo(disk);
    }

    @Test
    void aQcow2MayNotHoldMoreThanTheLargestDisk() throws IOException {
        byte[] image = qcow2(new byte[1 << 20]);
        ByteBuffer.wrap(image).putLong(24, 513L << 20);
        byte[] disk = image;
        assertThatThrownBy(() -> convert(BootMode.AUTO, new PackageBuilder().addGzip("hd0.img.gz", disk)))
                .isInstanceOf(Fault.class)
                .hasMessage("expected a QCOW2 L1 table for 537919488 bytes, found one of 1 entries");
        ByteBuffer.wrap(image).putLong(24, 512L << 20);
        assertThatThrownBy(() -> new PackageConversion(new ConversionLimits(256L << 20))
                        .convert(
                                new ByteArrayInputStream(new PackageBuilder()
                                        .addGzip("hd0.img.gz", image)
                                        .build()),
                                dir,
                                TransferProgress.NONE))
                .hasMessage("expected a disk of at most 268435456 bytes in the QCOW2 image, found one of 536870912");
        assertThat(files()).isEmpty();
    }

    @Test
    void aDescriptionBehindTheDisksTakesAnotherReading() throws IOException {
        byte[] disk = PackageBuilder.sampleDisk();
        byte[] late = new PackageBuilder()
                .addGzip("hd0.img.gz", withoutKernel())
                .addGzip("hd1.img.gz", disk)
                .add(
                        "description.xml",
                        "<domain><devices><disk device='disk'><source file='hd1.img.gz'/></disk></devices></domain>")
                .build();
        PackageConversion conversion =
                new PackageConversion(new ConversionLimits(1L << 30), InflateEngine.AUTO, BootMode.DISK);
        assertThatThrownBy(() ->
                        conversion.convert(new ByteArrayInputStream(late), dir, Wanted.ANYTHING, TransferProgress.NONE))
                .isInstanceOfSatisfying(AnotherDiskException.class, another -> {
                    try {
                        conversion.convert(
                                new ByteArrayInputStream(late),
                                dir,
                                Wanted.ANYTHING.of(another.disk()),
                                TransferProgress.NONE);
                    } catch (IOException e) {
                        throw new AssertionError(e);
                    }
                });
        assertThat(content()).isEqualTo(disk);
        assertThatThrownBy(() -> conversion.convert(new ByteArrayInputStream(late), dir, TransferProgress.NONE))
                .isInstanceOf(Fault.class)
                .hasMessage("expected the disk hd1.img.gz first, or description.xml, which names it, before the disks;"
                        + " found hd0.img.gz first");
    }

    @Test
    void aBadDiskRefusesNothingWhenTheDescriptionBehindItNamesAnother() throws IOException {
        byte[] overlapping = new DiskBuilder(1 << 20)
                .entry(0, 0, 0x83, 100, 100)
                .entry(0, 1, 0x83, 150, 100)
                .build()
                .array();
        PackageBuilder both = new PackageBuilder()
                .addGzip("hd0.img.gz", overlapping)
                .addGzip("hd1.img.gz", PackageBuilder.sampleDisk());
        PackageConversion conversion = new PackageConversion(new ConversionLimits(1L << 30));
        assertThatThrownBy(() -> conversion.convert(both.stream(), dir, Wanted.ANYTHING, TransferProgress.NONE))
                .isInstanceOf(Fault.class)
                .hasMessageContaining("do not overlap");
        both.add(
                "description.xml",
                "<domain><devices><disk device='disk'><source file='hd1.img.gz'/></disk></devices></domain>");
        assertThatThrownBy(() -> conversion.convert(both.stream(), dir, Wanted.ANYTHING, TransferProgress.NONE))
                .isInstanceOfSatisfying(
                        AnotherDiskException.class,
                        another -> assertThat(another.disk().name()).isEqualTo("hd1.img.gz"));
    }

    private ConvertedPackage convert(BootMode mode, byte[] disk) throws IOException {
        return convert(mode, new PackageBuilder().addGzip("hd0.img.gz", disk));
    }

    private ConvertedPackage convert(BootMode mode, PackageBuilder builder) throws IOException {
        return new PackageConversion(new ConversionLimits(1L << 30), InflateEngine.AUTO, mode)
                .convert(new ByteArrayInputStream(builder.build()), dir, TransferProgress.NONE);
    }

    private AbstractThrowableAssert<?, ?> assertRefused(BootMode mode, byte[] disk) {
        return assertThatThrownBy(() -> convert(mode, disk)).isInstanceOf(Fault.class);
    }

    /** The sample's disk, whose kernel is none. */
    private static byte[] withoutKernel() {
        return new String(PackageBuilder.sampleDisk(), StandardCharsets.ISO_8859_1)
                .replace("HdrS", "none")
                .getBytes(StandardCharsets.ISO_8859_1);
    }

    private byte[] qcow2(byte[] disk) throws IOException {
        Path file = other.resolve("disk.qcow2");
        try (Qcow2Writer writer = new Qcow2Writer(file)) {
            writer.write(ByteBuffer.wrap(disk));
            writer.finish();
        }
        return Files.readAllBytes(file);
    }

    private byte[] content() throws IOException {
        try (Qcow2Image image = Qcow2Image.open(dir.resolve("disk.qcow2"))) {
            ByteBuffer all = ByteBuffer.allocate((int) image.size());
            image.read(0, all);
            return all.array();
        }
    }

    private List<String> files() throws IOException {
        try (Stream<Path> entries = Files.list(dir)) {
            return entries.map(entry -> entry.getFileName().toString()).sorted().toList();
        }
    }
}

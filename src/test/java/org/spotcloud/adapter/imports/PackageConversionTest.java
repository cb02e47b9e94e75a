package org.spotcloud.adapter.imports;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.InterruptedIOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.AtomicReference;
import java.util.stream.Stream;
import org.assertj.core.api.AbstractStringAssert;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.spotcloud.adapter.catalog.Fault;
import org.spotcloud.adapter.catalog.Refusals;
import org.spotcloud.adapter.catalog.TransferProgress;
import org.spotcloud.adapter.diskimage.partition.DiskBuilder;
import org.spotcloud.adapter.diskimage.qcow2.Qcow2Image;
import org.spotcloud.adapter.xvm2.PackageBuilder;
import org.spotcloud.adapter.xvm2.TarBytes;

@Timeout(60)
class PackageConversionTest {
    private static final int PARTITION_START = 2048 * 512;
    private static final String NO_BOOT_LOADER = "; nor is there a boot loader on the disk";

    private static final int SUPERBLOCK = PARTITION_START + 1024;

    /** Each cut inflates some MiB; a prime number, so that the cuts fall on all places of a record. */
    private static final int CUTS_APART = 389;

    @TempDir
    Path dir;

    private final PackageConversion conversion = new PackageConversion(new ConversionLimits(1L << 30));

    @Test
    void convertsTheSample() throws IOException {
        AtomicLong told = new AtomicLong();
        ConvertedPackage converted;
        try (InputStream sample = Files.newInputStream(PackageBuilder.SAMPLE)) {
            converted = conversion.convert(sample, dir, (done, total) -> told.set(done));
        }
        byte[] disk = PackageBuilder.sampleDisk();
        assertThat(converted)
                .returns("sample", ConvertedPackage::name)
                .returns(Optional.of(UUID.fromString("5a3c1e2e-7d0b-4f6a-9c58-2f1b6f0e4d11")), ConvertedPackage::uuid)
                .returns(Files.size(PackageBuilder.SAMPLE), ConvertedPackage::packageBytes)
                .returns((long) disk.length, ConvertedPackage::diskBytes)
                .returns((long) disk.length - PARTITION_START, ConvertedPackage::rootBytes)
                .returns(Files.size(dir.resolve("disk.qcow2")), ConvertedPackage::imageBytes)
                .returns("MBR", ConvertedPackage::table)
                .returns(Optional.of("/boot/vmlinuz-6.1.0-sample"), ConvertedPackage::kernelName);
        assertThat(converted.partitions())
                .containsExactly(new DiskPartition(
                        1, PARTITION_START, disk.length - PARTITION_START, "ext4", DiskPartition.Role.ROOT));
        assertThat(told).hasValue(Files.size(PackageBuilder.SAMPLE));
        assertThat(files()).containsExactly("disk.qcow2");
        assertThat(content()).isEqualTo(Arrays.copyOfRange(disk, PARTITION_START, disk.length));
    }

    @Test
    void convertsADiskThatIsNotGzip() throws IOException {
        byte[] disk = PackageBuilder.sampleDisk();
        ConvertedPackage converted = convert(new PackageBuilder().add("/hd0.img", disk));
        assertThat(converted.diskBytes()).isEqualTo(disk.length);
        assertThat(converted.name()).isEmpty();
    }

    @Test
    void takesWhatIsGzipByItsContentAndNotByItsName() throws IOException {
        byte[] disk = PackageBuilder.sampleDisk();
        assertThat(convert(new PackageBuilder().add("hd0.img.gz", disk)).diskBytes())
                .isEqualTo(disk.length);
        assertThat(convert(new PackageBuilder().addGzip("hd0.img", disk)).diskBytes())
                .isEqualTo(disk.length);
    }

    @Test
    void convertsADiskOfSeveralGzipMembers() throws IOException {
        byte[] disk = PackageBuilder.sampleDisk();
        ByteArrayOutputStream members = new ByteArrayOutputStream();
        int step = disk.length / 3;
        for (int start = 0; start < disk.length; start += step) {
            members.write(PackageBuilder.gzip(Arrays.copyOfRange(disk, start, Math.min(disk.length, start + step))));
        }
        ConvertedPackage converted = convert(new PackageBuilder()
                .add("manifest.txt", "hd0.img " + disk.length + " " + PackageBuilder.md5(disk))
                .add("hd0.img.gz", members.toByteArray()));
        assertThat(converted.diskBytes()).isEqualTo(disk.length);
        assertThat(content()).isEqualTo(Arrays.copyOfRange(disk, PARTITION_START, disk.length));
    }

    @Test
    void refusesASparseMemberThatClaimsMoreThanTheLargestDiskBeforeItIsRead() {
        AtomicLong read = new AtomicLong();
        byte[] sparse = new TarBytes()
                .pax("GNU.sparse.size", "9000000000000000000", "GNU.sparse.map", "0,2")
                .member("hd0.img.gz", new byte[] {0x1f, (byte) 0x8b})
                .member("hd1.img", new byte[1 << 20])
                .end();
        assertThatThrownBy(() ->
                        conversion.convert(new ByteArrayInputStream(sparse), dir, (done, total) -> read.set(done)))
                .isInstanceOf(Fault.class)
                .hasMessage("expected a disk of at most 1073741824 bytes in hd0.img.gz,"
                        + " found 9000000000000000000 bytes in the package");
        assertThat(read).hasValueLessThan(sparse.length / 2);
        assertThat(files()).isEmpty();
    }

    @Test
    void convertsABareFileSystem() throws IOException {
        byte[] disk = PackageBuilder.sampleDisk();
        byte[] partition = Arrays.copyOfRange(disk, PARTITION_START, disk.length);
        ConvertedPackage converted = convert(new PackageBuilder().addGzip("hd0.img.gz", partition));
        assertThat(converted.table()).isEqualTo("NONE");
        assertThat(converted.rootBytes()).isEqualTo(partition.length);
        assertThat(content()).isEqualTo(partition);
    }

    @Test
    void replacesWhatAnEarlierConversionLeft() throws IOException {
        for (String old : new String[] {"disk.qcow2", "boot.qcow2", "kernel", "ramdisk", "partition-7.qcow2.part"}) {
            Files.writeString(dir.resolve(old), "old");
        }
        convert(sample());
        assertThat(files()).containsExactly("disk.qcow2");
    }

    @Test
    void extractsKernelAndRamdiskAndKeepsThemWhenDoneAgain() throws IOException {
        ConvertedPackage converted = convert(sample());
        ExtractedKernel kernel = new KernelExtraction().extract(dir, converted).orElseThrow();
        assertThat(kernel.kernelName()).isEqualTo("/boot/vmlinuz-6.1.0-sample");
        assertThat(kernel.ramdiskName()).contains("/boot/initrd.img-6.1.0-sample");
        assertThat(kernel.kernel()).hasSize(207_360);
        assertThat(files()).containsExactly("disk.qcow2", "kernel", "ramdisk");
        Object first = Files.readAttributes(kernel.kernel(), "unix:ino").get("ino");
        Files.delete(kernel.ramdisk().orElseThrow());
        new KernelExtraction().extract(dir, converted);
        assertThat(Files.readAttributes(kernel.kernel(), "unix:ino").get("ino")).isEqualTo(first);
        assertThat(files()).containsExactly("disk.qcow2", "kernel", "ramdisk");
    }

    @Test
    void refusesAPackageThatIsCutAnywhere() throws IOException {
        byte[] whole = Files.readAllBytes(PackageBuilder.SAMPLE);
        int endOfMembers = endOfMembers(whole);
        for (int length = 0; length < endOfMembers; length += CUTS_APART) {
            InputStream cut = new ByteArrayInputStream(whole, 0, length);
            assertThatThrownBy(() -> conversion.convert(cut, dir, TransferProgress.NONE))
                    .as("cut at %d", length)
                    .isInstanceOfSatisfying(Fault.class, fault -> {
                        assertThat(fault.kind()).isEqualTo(Fault.Kind.REFUSED);
                        assertThat(fault.code()).isEqualTo(Refusals.BAD_PACKAGE);
                        assertThat(fault).hasMessageMatching("expected .*, found .*");
                    });
            assertThat(files()).as("cut at %d", length).isEmpty();
        }
    }

    @Test
    void saysWhatIsWrongWithThePackage() {
        assertRefused(new ByteArrayInputStream("no tar".repeat(1000).getBytes(StandardCharsets.UTF_8)))
                .isEqualTo("expected a tar archive, found something else");
        assertRefused(new PackageBuilder().add("readme.txt", "no disk"))
                .isEqualTo("expected a disk such as hd0.img.gz in the package, found only readme.txt");
        assertRefused(new PackageBuilder().add("hd0.img.gz", "no gzip"))
                .isEqualTo("expected a partition with an ext2, ext3 or ext4 file system, found"
                        + " a disk without partitions (unknown)" + NO_BOOT_LOADER);
        assertRefused(new PackageBuilder()
                        .add("hd0.img.gz", Arrays.copyOf(PackageBuilder.gzip(PackageBuilder.sampleDisk()), 5000)))
                .startsWith("expected more deflate data after")
                .endsWith("of gzip member 1, found the end (hd0.img.gz)");
    }

    @Test
    void saysWhatIsWrongWithTheManifest() {
        byte[] disk = PackageBuilder.sampleDisk();
        String md5 = PackageBuilder.md5(disk);
        assertRefused(new PackageBuilder()
                        .add("manifest.txt", "hd0.img 7 " + md5)
                        .addGzip("hd0.img.gz", disk))
                .isEqualTo("expected hd0.img to have 7 bytes, as manifest.txt says, found 16777216");
        assertRefused(new PackageBuilder()
                        .addGzip("hd0.img.gz", disk)
                        .add("manifest.txt", "hd0.img 16777216 " + PackageBuilder.md5(new byte[0])))
                .isEqualTo(
                        "expected hd0.img to have the MD5 d41d8cd98f00b204e9800998ecf8427e, as manifest.txt says, found "
                                + md5);
    }

    @Test
    void saysWhatIsWrongWithTheDisk() {
        assertDiskRefused(new byte[0])
                .isEqualTo("expected a partition with an ext2, ext3 or ext4 file system, found"
                        + " a disk without partitions (unknown)" + NO_BOOT_LOADER);
        assertDiskRefused(new DiskBuilder(1 << 20)
                        .entry(0, 0, 0x83, 100, 100)
                        .put(100 * 512, 'X')
                        .put(100 * 512 + 1, 'F')
                        .put(100 * 512 + 2, 'S')
                        .put(100 * 512 + 3, 'B')
                        .entry(0, 1, 0x82, 200, 100)
                        .build()
                        .array())
                .isEqualTo("expected a partition with an ext2, ext3 or ext4 file system, found"
                        + " partition 1 (XFS), partition 2 (unknown)" + NO_BOOT_LOADER);
        byte[] compressed = withoutChecksums();
        compressed[SUPERBLOCK + 0x60] |= 1;
        assertDiskRefused(compressed)
                .startsWith("expected a partition with an ext2, ext3 or ext4 file system, found partition 1 (ext: ")
                .contains("compression");
        assertDiskRefused(Arrays.copyOf(PackageBuilder.sampleDisk(), 8 << 20))
                .isEqualTo("expected partition 1 to end at byte 16777216, found the end of the disk at byte 8388608");
    }

    @Test
    void saysWhatIsWrongWithTheKernel() {
        byte[] disk = PackageBuilder.sampleDisk();
        int magic = new String(disk, StandardCharsets.ISO_8859_1).indexOf("HdrS");
        assertDiskRefused(changed(magic, 'h'))
                .isEqualTo("expected a Linux kernel (boot flag aa55, \"HdrS\") in /boot/vmlinuz-6.1.0-sample,"
                        + " found boot flag aa55 and 53726468" + NO_BOOT_LOADER);
        byte[] renamed = new String(withoutChecksums(), StandardCharsets.ISO_8859_1)
                .replace("vmlinuz", "vmlinux")
                .getBytes(StandardCharsets.ISO_8859_1);
        renamed[SUPERBLOCK + 0x65] &= ~0x04; // no metadata_csum: the name is changed, its block's checksum is not
        assertDiskRefused(renamed)
                .isEqualTo("expected a Linux kernel (vmlinuz…) in /boot, found none in partition 1 (ext4)"
                        + NO_BOOT_LOADER);
    }

    /** The sample's disk, without the feature that has all its metadata summed. */
    private static byte[] withoutChecksums() {
        byte[] disk = PackageBuilder.sampleDisk();
        disk[SUPERBLOCK + 0x65] &= ~0x04;
        return disk;
    }

    @Test
    void refusesADiskBeyondTheLimit() {
        PackageConversion small = new PackageConversion(new ConversionLimits(1 << 20));
        assertThatThrownBy(() -> small.convert(sample().stream(), dir, TransferProgress.NONE))
                .isInstanceOf(Fault.class)
                .hasMessage("expected a disk of at most 1048576 bytes in hd0.img.gz, found a larger one");
        assertThat(files()).isEmpty();
    }

    @Test
    void passesTheStreamsOwnExceptionOnAndLeavesNothing() {
        IOException lost = new IOException("connection lost");
        InputStream failing = new FilterInputStream(sample().stream()) {
            private int left = 20_000;

            @Override
            public int read(byte[] target, int offset, int length) throws IOException {
                if (left <= 0) {
                    throw lost;
                }
                int read = super.read(target, offset, Math.min(length, left));
                left -= read;
                return read;
            }
        };
        assertThatThrownBy(() -> conversion.convert(failing, dir, TransferProgress.NONE))
                .isSameAs(lost);
        assertThat(files()).isEmpty();
    }

    @Test
    void passesTheExceptionOfWritingOn() throws IOException {
        Path file = Files.writeString(dir.resolve("file"), "no folder");
        assertThatThrownBy(() -> conversion.convert(sample().stream(), file, TransferProgress.NONE))
                .isInstanceOf(IOException.class);
        // the image's place is taken by a folder that is not empty
        Files.createDirectories(dir.resolve("work/disk.qcow2/full"));
        assertThatThrownBy(() -> conversion.convert(sample().stream(), dir.resolve("work"), TransferProgress.NONE))
                .isInstanceOf(IOException.class);
        assertThat(dir.resolve("work")).isDirectoryNotContaining("glob:**.part");
    }

    @Test
    void stopsBothThreadsWhenInterrupted() throws InterruptedException {
        CountDownLatch waiting = new CountDownLatch(1);
        byte[] whole = sample().build();
        InputStream stalling = new ByteArrayInputStream(whole) {
            @Override
            public synchronized int read(byte[] target, int offset, int length) {
                if (pos > whole.length / 2) {
                    waiting.countDown();
                    while (!Thread.currentThread().isInterrupted()) {
                        Thread.onSpinWait();
                    }
                }
                return super.read(target, offset, Math.min(length, 4096));
            }
        };
        AtomicReference<Throwable> thrown = new AtomicReference<>();
        Thread converting = new Thread(() -> {
            try {
                conversion.convert(stalling, dir, TransferProgress.NONE);
            } catch (IOException | RuntimeException e) {
                thrown.set(e);
            }
        });
        converting.start();
        waiting.await();
        converting.interrupt();
        converting.join();
        assertThat(thrown.get()).isInstanceOf(InterruptedIOException.class);
        assertThat(files()).isEmpty();
        assertThat(Thread.getAllStackTraces().keySet())
                .noneMatch(thread -> thread.getName().equals("disk-writing"));
    }

    private AbstractStringAssert<?> assertRefused(PackageBuilder bad) {
        return assertRefused(bad.stream());
    }

    private AbstractStringAssert<?> assertDiskRefused(byte[] disk) {
        return assertRefused(new PackageBuilder().addGzip("hd0.img.gz", disk));
    }

    private AbstractStringAssert<?> assertRefused(InputStream bad) {
        AtomicReference<String> message = new AtomicReference<>();
        assertThatThrownBy(() -> conversion.convert(bad, dir, TransferProgress.NONE))
                .isInstanceOfSatisfying(Fault.class, fault -> {
                    assertThat(fault.code()).isEqualTo(Refusals.BAD_PACKAGE);
                    message.set(fault.getMessage());
                });
        assertThat(files()).isEmpty();
        return assertThat(message.get());
    }

    private ConvertedPackage convert(PackageBuilder good) throws IOException {
        return conversion.convert(good.stream(), dir, TransferProgress.NONE);
    }

    private static PackageBuilder sample() {
        return new PackageBuilder().addGzip("hd0.img.gz", PackageBuilder.sampleDisk());
    }

    private static byte[] changed(int offset, int flip) {
        byte[] disk = PackageBuilder.sampleDisk();
        disk[offset] = (byte) (flip < ' ' ? disk[offset] | flip : flip);
        return disk;
    }

    private static int endOfMembers(byte[] tar) {
        int end = tar.length;
        while (tar[end - 1] == 0) {
            end--;
        }
        return end;
    }

    private byte[] content() throws IOException {
        try (Qcow2Image image = Qcow2Image.open(dir.resolve("disk.qcow2"))) {
            ByteBuffer content = ByteBuffer.allocate((int) image.size());
            image.read(0, content);
            return content.array();
        }
    }

    private List<String> files() {
        try (Stream<Path> files = Files.list(dir)) {
            return files.map(file -> file.getFileName().toString()).sorted().toList();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}

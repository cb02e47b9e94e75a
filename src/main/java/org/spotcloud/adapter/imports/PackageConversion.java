package org.spotcloud.adapter.imports;

import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Objects;
import java.util.Optional;
import org.spotcloud.adapter.catalog.Fault;
import org.spotcloud.adapter.catalog.Refusals;
import org.spotcloud.adapter.catalog.TransferProgress;
import org.spotcloud.adapter.diskimage.DiskImageException;
import org.spotcloud.adapter.isal.GzipException;
import org.spotcloud.adapter.isal.InflateEngine;
import org.spotcloud.adapter.xvm2.Description;
import org.spotcloud.adapter.xvm2.DiskDigest;
import org.spotcloud.adapter.xvm2.Manifest;
import org.spotcloud.adapter.xvm2.Member;
import org.spotcloud.adapter.xvm2.PackageException;
import org.spotcloud.adapter.xvm2.PackageReader;

/**
 * Converts a package that comes as a stream, in one pass: its disk's root partition becomes a QCOW2. Engine-free; used
 * by
 * the service and the command line. Inflating is the calling thread's, everything after it a second thread's; a few MiB
 * of buffers lie between them. Safe for several threads: each call stands for itself.
 */
public final class PackageConversion {
    /** What gzip adds at worst, one part in so many: members of 64 KiB that do not get smaller have less. */
    private static final int GZIP_OVERHEAD = 128;
    /** What it adds besides: header, trailer, padding. */
    private static final int GZIP_OVERHEAD_BYTES = 1 << 20;

    private final ConversionLimits limits;
    private final InflateEngine engine;

    public PackageConversion(ConversionLimits limits) {
        this(limits, InflateEngine.AUTO);
    }

    public PackageConversion(ConversionLimits limits, InflateEngine engine) {
        this.limits = Objects.requireNonNull(limits, "limits");
        this.engine = Objects.requireNonNull(engine, "engine");
    }

    /**
     * Reads {@code packageStream} to its end and writes {@code dir/disk.qcow2}, and {@code dir/boot.qcow2} where kernel
     * and ramdisk are on a partition of their own; what earlier conversions left in {@code dir} is replaced. On failure
     * nothing new is left behind. Interrupting the calling thread stops the conversion.
     *
     * @param progress is told the bytes of the package that were read
     * @throws IOException what reading the stream or writing the files threw, unchanged (network, no space); an
     *     {@link java.io.InterruptedIOException} or {@link java.nio.channels.ClosedByInterruptException} when
     * interrupted
     * @throws Fault refused as {@code bad-package}: the message says what was expected and what was found
     */
    public ConvertedPackage convert(InputStream packageStream, Path dir, TransferProgress progress) throws IOException {
        PackageBytes bytes = new PackageBytes(packageStream, progress);
        PackageReader reader = new PackageReader(bytes);
        Files.createDirectories(dir);
        WorkFiles.deletePartitionParts(dir);
        try (PartitionImages images = new PartitionImages(dir)) {
            Member disk = reader.toBootDisk();
            refuseLargerClaim(disk);
            DiskDigest digest = new DiskDigest(reader.manifestEntry());
            writeDisk(reader, disk, digest, images);
            reader.toEnd();
            Optional<Manifest.Entry> manifest = reader.manifestEntry();
            if (manifest.isPresent()) {
                digest.verify(manifest.get());
            }
            RootChoice choice = RootChoice.of(images);
            ConvertedPackage converted = describe(reader, disk, bytes.count(), images, choice);
            publish(choice, dir);
            return converted;
        } catch (PackageException | DiskImageException e) {
            throw Fault.refused(Refusals.BAD_PACKAGE, e.getMessage(), e);
        }
    }

    private void writeDisk(PackageReader reader, Member disk, DiskDigest digest, PartitionImages images)
            throws IOException {
        try (DiskContent content = DiskContent.of(reader.content(), engine);
                DiskWriting writing = new DiskWriting(digest, images)) {
            long diskBytes = 0;
            boolean more = true;
            while (more) {
                Optional<ByteBuffer> buffer = writing.nextBuffer();
                if (buffer.isEmpty()) {
                    break; // the writing has failed: await throws why
                }
                int read = content.read(buffer.get());
                diskBytes += read;
                refuseLarger(disk, diskBytes);
                more = !buffer.get().hasRemaining();
                writing.write(buffer.get().flip());
            }
            writing.await();
        } catch (GzipException e) {
            throw Fault.refused(Refusals.BAD_PACKAGE, e.getMessage() + " (" + disk.name() + ")", e);
        }
    }

    /** The holes of a sparse member cost its writer nothing, and all of them would be read. */
    private void refuseLargerClaim(Member disk) {
        long most = limits.maxDiskBytes();
        if (disk.size() - most > most / GZIP_OVERHEAD + GZIP_OVERHEAD_BYTES) {
            throw Fault.refused(
                    Refusals.BAD_PACKAGE,
                    "expected a disk of at most %d bytes in %s, found %d bytes in the package"
                            .formatted(most, disk.name(), disk.size()));
        }
    }

    private void refuseLarger(Member disk, long diskBytes) {
        if (diskBytes > limits.maxDiskBytes()) {
            throw Fault.refused(
                    Refusals.BAD_PACKAGE,
                    "expected a disk of at most %d bytes in %s, found a larger one"
                            .formatted(limits.maxDiskBytes(), disk.name()));
        }
    }

    private static ConvertedPackage describe(
            PackageReader reader, Member disk, long packageBytes, PartitionImages images, RootChoice choice)
            throws IOException {
        Optional<Description> description = reader.description();
        return new ConvertedPackage(
                description.map(Description::name).orElse(""),
                description.flatMap(Description::uuid),
                description.map(Description::text).orElse(""),
                choice.root().fileSystem().flatMap(OperatingSystem::of),
                disk.name(),
                packageBytes,
                images.diskBytes(),
                choice.root().diskBytes(),
                choice.root().fileBytes(),
                images.table().name(),
                images.partitions().stream()
                        .map(partition -> new DiskPartition(
                                partition.number(),
                                partition.start(),
                                Math.min(partition.length(), images.diskBytes()),
                                images.contentOf(partition),
                                choice.roleOf(partition)))
                        .toList(),
                choice.files().kernel(),
                choice.files().ramdisk());
    }

    /** The disk gets its name last: where it stands, all of the conversion does. */
    private static void publish(RootChoice choice, Path dir) throws IOException {
        choice.root().force();
        if (choice.boot().isPresent()) {
            choice.boot().get().force();
        }
        Path boot = dir.resolve(WorkFiles.BOOT);
        for (String old : new String[] {WorkFiles.DISK, WorkFiles.BOOT, WorkFiles.KERNEL, WorkFiles.RAMDISK}) {
            Files.deleteIfExists(dir.resolve(old));
        }
        try {
            if (choice.boot().isPresent()) {
                choice.boot().get().publish(boot);
            }
            choice.root().publish(dir.resolve(WorkFiles.DISK));
        } catch (IOException e) {
            Files.deleteIfExists(boot);
            Files.deleteIfExists(dir.resolve(WorkFiles.DISK));
            throw e;
        }
    }
}

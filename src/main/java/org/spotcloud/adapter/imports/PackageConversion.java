package org.spotcloud.adapter.imports;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
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
import org.spotcloud.adapter.settings.BootMode;
import org.spotcloud.adapter.xvm2.AnotherDiskException;
import org.spotcloud.adapter.xvm2.Description;
import org.spotcloud.adapter.xvm2.DiskDigest;
import org.spotcloud.adapter.xvm2.Manifest;
import org.spotcloud.adapter.xvm2.Member;
import org.spotcloud.adapter.xvm2.PackageException;
import org.spotcloud.adapter.xvm2.PackageReader;

/**
 * Converts a package that comes as a stream, in one pass: its disk, or the root partition of it, becomes a QCOW2.
 * Engine-free; used by the service and the command line. Inflating is the calling thread's, digesting, writing and writing
 * back have a thread each; a few MiB of buffers lie between them. Safe for several threads: each call stands for itself.
 */
public final class PackageConversion {
    /** What gzip adds at worst, one part in so many: members of 64 KiB that do not get smaller have less. */
    private static final int GZIP_OVERHEAD = 128;
    /** What it adds besides: header, trailer, padding. */
    private static final int GZIP_OVERHEAD_BYTES = 1 << 20;

    private final ConversionLimits limits;
    private final InflateEngine engine;
    private final BootMode bootMode;

    public PackageConversion(ConversionLimits limits) {
        this(limits, InflateEngine.AUTO, BootMode.AUTO);
    }

    public PackageConversion(ConversionLimits limits, InflateEngine engine, BootMode bootMode) {
        this.limits = Objects.requireNonNull(limits, "limits");
        this.engine = Objects.requireNonNull(engine, "engine");
        this.bootMode = Objects.requireNonNull(bootMode, "bootMode");
    }

    /** As {@link #convertOnce}, for any hardware. */
    public ConvertedPackage convert(InputStream packageStream, Path dir, TransferProgress progress) throws IOException {
        return convertOnce(packageStream, dir, Wanted.ANYTHING, progress);
    }

    /**
     * Converts a package that can be read once: {@link #convert(InputStream, Path, Wanted, TransferProgress)}.
     *
     * @throws Fault also when the package would have to be read again
     */
    public ConvertedPackage convertOnce(InputStream packageStream, Path dir, Wanted wanted, TransferProgress progress)
            throws IOException {
        try {
            return convert(packageStream, dir, wanted, progress);
        } catch (AnotherDiskException e) {
            throw refused(e);
        }
    }

    /**
     * Reads {@code packageStream} to its end and writes {@code dir/disk.qcow2}, and {@code dir/boot.qcow2} where kernel
     * and ramdisk are on a partition of their own beside the root partition; what earlier conversions left in
     * {@code dir} is replaced. On failure nothing new is left behind. Interrupting the calling thread stops the
     * conversion.
     *
     * @param progress is told the bytes of the package that were read
     * @throws AnotherDiskException when only the end of the package tells that another disk is to be converted: it has
     *     to be read again
     * @throws IOException what reading the stream or writing the files threw, unchanged (network, no space); an
     *     {@link java.io.InterruptedIOException} or {@link java.nio.channels.ClosedByInterruptException} when
     *     interrupted
     * @throws Fault refused as {@code bad-package}: the message says what was expected and what was found
     */
    public ConvertedPackage convert(InputStream packageStream, Path dir, Wanted wanted, TransferProgress progress)
            throws IOException {
        PackageBytes bytes = new PackageBytes(packageStream, progress);
        PackageReader reader = new PackageReader(bytes, wanted.disk());
        Files.createDirectories(dir);
        WorkFiles.deleteParts(dir);
        try (PartitionImages images = new PartitionImages(dir, bootMode);
                PackagedDisk packaged = new PackagedDisk(images, limits, dir)) {
            Member disk = reader.toBootDisk();
            refuseLargerClaim(disk);
            DiskDigest digest = new DiskDigest(reader.manifestEntry());
            try {
                writeDisk(reader, disk, digest, packaged);
            } catch (DiskImageException | Fault e) {
                lookForAnotherDisk(reader, wanted, e);
                throw e;
            }
            reader.toEnd();
            Optional<Manifest.Entry> manifest = reader.manifestEntry();
            if (manifest.isPresent()) {
                digest.verify(manifest.get());
            }
            DiskChoice choice = DiskChoice.of(images, bootMode, wanted.hardware());
            ConvertedPackage converted = describe(reader, disk, bytes.count(), images, choice);
            choice.publish(dir);
            return converted;
        } catch (AnotherDiskException e) {
            throw e;
        } catch (PackageException | DiskImageException e) {
            throw refused(e);
        } catch (UncheckedIOException e) {
            throw e.getCause();
        }
    }

    /** A disk that is bad refuses nothing when a description behind it names another one. */
    private static void lookForAnotherDisk(PackageReader reader, Wanted wanted, Exception bad) throws IOException {
        boolean refusal = !(bad instanceof Fault fault) || fault.kind() == Fault.Kind.REFUSED;
        if (refusal && wanted.disk().isEmpty() && reader.description().isEmpty()) {
            try {
                reader.toEnd();
            } catch (AnotherDiskException e) {
                throw e;
            } catch (PackageException e) {
                bad.addSuppressed(e);
            }
        }
    }

    private static Fault refused(IOException e) {
        return Fault.refused(Refusals.BAD_PACKAGE, e.getMessage(), e);
    }

    private void writeDisk(PackageReader reader, Member disk, DiskDigest digest, PackagedDisk packaged)
            throws IOException {
        try (DiskContent content = DiskContent.of(reader.content(), engine);
                DiskWriting writing = new DiskWriting(digest, packaged)) {
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
            PackageReader reader, Member disk, long packageBytes, PartitionImages images, DiskChoice choice)
            throws IOException {
        Optional<Description> description = reader.description();
        return new ConvertedPackage(
                description.map(Description::name).orElse(""),
                description.flatMap(Description::uuid),
                description.map(Description::text).orElse(""),
                choice.os(),
                disk.name(),
                packageBytes,
                images.diskBytes(),
                choice.disk().diskBytes(),
                choice.disk().fileBytes(),
                images.table().name(),
                images.partitions().stream()
                        .map(partition -> new DiskPartition(
                                partition.number(),
                                partition.start(),
                                Math.min(partition.length(), images.diskBytes()),
                                images.contentOf(partition),
                                choice.roleOf(partition)))
                        .toList(),
                choice.files().map(BootFiles::kernel),
                choice.files().flatMap(BootFiles::ramdisk));
    }
}

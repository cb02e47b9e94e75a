package org.spotcloud.adapter.imports;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Optional;
import org.spotcloud.adapter.catalog.Fault;
import org.spotcloud.adapter.catalog.Refusals;
import org.spotcloud.adapter.diskimage.DiskImageException;
import org.spotcloud.adapter.diskimage.ext.ExtFile;
import org.spotcloud.adapter.diskimage.ext.ExtFileSystem;
import org.spotcloud.adapter.diskimage.qcow2.Qcow2Image;

/**
 * Copies kernel and ramdisk out of what {@link PackageConversion} wrote. Can be done again: finished files are kept.
 */
public final class KernelExtraction {
    private static final int COPY_BYTES = 1 << 20;

    /**
     * Copies the kernel that the conversion has chosen to {@code dir/kernel} and, where it has one, its ramdisk to
     * {@code dir/ramdisk}.
     *
     * @param dir the folder with {@code disk.qcow2}, and {@code boot.qcow2} where there is a boot partition
     * @param converted what was found in the package
     * @return empty when the disk boots itself, and has no kernel to be copied
     * @throws IOException when the files cannot be read or written
     * @throws Fault refused as {@code bad-package}, when the file system is damaged where kernel or ramdisk are
     */
    public Optional<ExtractedKernel> extract(Path dir, ConvertedPackage converted) throws IOException {
        if (converted.kernelName().isEmpty()) {
            return Optional.empty();
        }
        Path boot = dir.resolve(WorkFiles.BOOT);
        try (Qcow2Image image = Qcow2Image.open(Files.exists(boot) ? boot : dir.resolve(WorkFiles.DISK))) {
            BootFiles files = new BootFiles(
                    ExtFileSystem.open(image), converted.kernelName().get(), converted.ramdiskName());
            return Optional.of(copy(files, dir));
        } catch (DiskImageException e) {
            throw Fault.refused(Refusals.BAD_PACKAGE, e.getMessage(), e);
        }
    }

    private static ExtractedKernel copy(BootFiles files, Path dir) throws IOException {
        Path kernel = dir.resolve(WorkFiles.KERNEL);
        Path ramdisk = dir.resolve(WorkFiles.RAMDISK);
        copy(files.kernelFile(), kernel);
        Optional<ExtFile> ramdiskFile = files.ramdiskFile();
        if (ramdiskFile.isPresent()) {
            copy(ramdiskFile.get(), ramdisk);
        } else {
            Files.deleteIfExists(ramdisk);
        }
        return new ExtractedKernel(kernel, ramdiskFile.map(file -> ramdisk), files.kernel(), files.ramdisk());
    }

    private static void copy(ExtFile from, Path to) throws IOException {
        if (Files.exists(to) && Files.size(to) == from.size()) {
            return; // it got its name only when it was whole
        }
        requireRoom(from.size(), to);
        Path part = WorkFiles.partOf(to);
        try {
            write(from, part);
            WorkFiles.publish(part, to);
        } finally {
            Files.deleteIfExists(part);
        }
    }

    private static void requireRoom(long bytes, Path file) throws IOException {
        long free = Files.getFileStore(file.toAbsolutePath().getParent()).getUsableSpace();
        if (free < bytes) {
            throw Fault.operator(
                    "The %s needs %s, but %s are free: %s are missing."
                            .formatted(
                                    file.getFileName(), Bytes.text(bytes), Bytes.text(free), Bytes.text(bytes - free)),
                    null);
        }
    }

    private static void write(ExtFile from, Path part) throws IOException {
        ByteBuffer buffer = ByteBuffer.allocateDirect(COPY_BYTES);
        try (FileChannel channel = FileChannel.open(
                part, StandardOpenOption.CREATE, StandardOpenOption.TRUNCATE_EXISTING, StandardOpenOption.WRITE)) {
            for (long position = 0; position < from.size(); position += buffer.limit()) {
                from.read(position, buffer.clear());
                buffer.flip();
                while (buffer.hasRemaining()) {
                    channel.write(buffer);
                }
            }
            channel.force(true);
        }
    }
}

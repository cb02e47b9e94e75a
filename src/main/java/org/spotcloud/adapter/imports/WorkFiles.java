package org.spotcloud.adapter.imports;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;

/**
 * The files of an import in its folder. What has its final name is whole: it was written as a part, forced and renamed.
 */
public final class WorkFiles {
    /** The image's disk: the root partition, or the whole disk. */
    public static final String DISK = "disk.qcow2";
    /** A boot partition of its own, beside the root partition; of no use once kernel and ramdisk are extracted. */
    public static final String BOOT = "boot.qcow2";
    /** The kernel. */
    public static final String KERNEL = "kernel";
    /** The kernel's ramdisk, where it has one. */
    public static final String RAMDISK = "ramdisk";

    private static final String PARTITION_PARTS = "partition-*.qcow2.part";
    private static final String WHOLE_PART = "whole.qcow2.part";
    private static final String PACKAGED_PART = "packaged.qcow2.part";
    private static final String PART_SUFFIX = ".part";

    private WorkFiles() {}

    /** Where a file is written before it is whole. */
    static Path partOf(Path file) {
        return file.resolveSibling(file.getFileName() + PART_SUFFIX);
    }

    /** Where the image of a partition is written, whatever it will be. */
    static Path partitionPart(Path dir, int number) {
        return dir.resolve(PARTITION_PARTS.replace("*", Integer.toString(number)));
    }

    /** Where the image of the whole disk is written, whatever it will be. */
    static Path wholePart(Path dir) {
        return dir.resolve(WHOLE_PART);
    }

    /** Where a disk is kept that is a QCOW2 in its package. */
    static Path packagedPart(Path dir) {
        return dir.resolve(PACKAGED_PART);
    }

    /** Deletes what a conversion that was killed has left. */
    static void deleteParts(Path dir) throws IOException {
        Files.deleteIfExists(wholePart(dir));
        Files.deleteIfExists(packagedPart(dir));
        try (DirectoryStream<Path> parts = Files.newDirectoryStream(dir, PARTITION_PARTS)) {
            for (Path part : parts) {
                Files.delete(part);
            }
        }
    }

    /** Deletes what an earlier conversion has published. */
    static void deleteImage(Path dir) throws IOException {
        for (String name : new String[] {DISK, BOOT, KERNEL, RAMDISK}) {
            Files.deleteIfExists(dir.resolve(name));
        }
    }

    /** Gives a part, which was forced, its final name, in place of what had it; durable. */
    static void publish(Path part, Path file) throws IOException {
        Files.move(part, file, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
        forceDirectory(file.toAbsolutePath().getParent());
    }

    static void forceDirectory(Path dir) throws IOException {
        try (FileChannel channel = FileChannel.open(dir, StandardOpenOption.READ)) {
            channel.force(true);
        }
    }
}

package org.spotcloud.adapter.imports;

import java.io.IOException;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;
import org.spotcloud.adapter.diskimage.DiskImageException;
import org.spotcloud.adapter.diskimage.ext.ExtFile;
import org.spotcloud.adapter.diskimage.ext.ExtFileSystem;
import org.spotcloud.adapter.diskimage.partition.Partition;

/**
 * Which partitions make the machine.
 *
 * @param root the root file system's
 * @param boot the boot partition, where kernel and ramdisk are on one of their own
 * @param files kernel and ramdisk
 */
record RootChoice(PartitionImage root, Optional<PartitionImage> boot, BootFiles files) {
    /** Where the first process of Linux is looked for, and what every root file system has. */
    private static final List<String> SIGNS_OF_A_ROOT = List.of("/sbin/init", "/etc/fstab", "/etc");

    /**
     * Chooses by content: the root is the one with a kernel in {@code /boot}; else kernels at the top of a partition
     * make
     * it the boot partition, and the root is the one that looks most like it of the others.
     *
     * @throws DiskImageException when there is no file system that can be read, or no kernel in any
     */
    static RootChoice of(PartitionImages images) throws IOException {
        List<PartitionImage> readable = images.all().stream()
                .filter(image -> image.fileSystem().isPresent())
                .toList();
        if (readable.isEmpty()) {
            throw new DiskImageException(
                    "expected a partition with an ext2, ext3 or ext4 file system, found " + describe(images));
        }
        for (PartitionImage image : readable) {
            if (isRootWithKernel(fileSystem(image))) {
                return new RootChoice(
                        image,
                        Optional.empty(),
                        BootFiles.choose(fileSystem(image), fileSystem(image), BootFiles.BOOT));
            }
        }
        for (PartitionImage boot : readable) {
            if (BootFiles.areIn(fileSystem(boot), BootFiles.TOP)) {
                return withBootPartition(readable, boot);
            }
        }
        throw new DiskImageException("expected a Linux kernel (vmlinuz…) in /boot, found none in " + describe(images));
    }

    DiskPartition.Role roleOf(Partition partition) {
        if (root.partition().equals(partition)) {
            return DiskPartition.Role.ROOT;
        }
        return boot.filter(image -> image.partition().equals(partition)).isPresent()
                ? DiskPartition.Role.BOOT
                : DiskPartition.Role.UNUSED;
    }

    private static RootChoice withBootPartition(List<PartitionImage> readable, PartitionImage boot) throws IOException {
        PartitionImage root = boot;
        int best = 0;
        for (PartitionImage image : sizeDescending(readable)) {
            int signs = image == boot ? 0 : 1 + signsOfARoot(fileSystem(image));
            if (signs > best) {
                root = image;
                best = signs;
            }
        }
        BootFiles files = BootFiles.choose(fileSystem(root), fileSystem(boot), BootFiles.TOP);
        return new RootChoice(root, root == boot ? Optional.empty() : Optional.of(boot), files);
    }

    private static List<PartitionImage> sizeDescending(List<PartitionImage> images) {
        return images.stream()
                .sorted(Comparator.comparingLong(PartitionImage::diskBytes).reversed())
                .toList();
    }

    private static int signsOfARoot(ExtFileSystem fileSystem) throws IOException {
        int signs = 0;
        for (String sign : SIGNS_OF_A_ROOT) {
            signs += fileSystem.find(sign).isPresent() ? 1 : 0;
        }
        return signs;
    }

    /** On a boot partition, /boot may be a link to its own top. */
    private static boolean isRootWithKernel(ExtFileSystem fileSystem) throws IOException {
        return fileSystem.linkTarget(BootFiles.BOOT).isEmpty()
                && fileSystem.find(BootFiles.BOOT).filter(ExtFile::isDirectory).isPresent()
                && BootFiles.areIn(fileSystem, BootFiles.BOOT);
    }

    private static ExtFileSystem fileSystem(PartitionImage image) {
        return image.fileSystem().orElseThrow();
    }

    private static String describe(PartitionImages images) {
        List<Partition> partitions = images.partitions();
        if (partitions.isEmpty()) {
            return "no partition";
        }
        return partitions.stream().map(partition -> describe(images, partition)).collect(Collectors.joining(", "));
    }

    private static String describe(PartitionImages images, Partition partition) {
        String where = partition.number() == 0 ? "a disk without partitions" : "partition " + partition.number();
        String why = images.all().stream()
                .filter(image -> image.partition().equals(partition))
                .map(PartitionImage::unreadable)
                .findFirst()
                .filter(text -> !text.isEmpty())
                .map(text -> ": " + text)
                .orElse("");
        return "%s (%s%s)".formatted(where, images.contentOf(partition), why);
    }
}

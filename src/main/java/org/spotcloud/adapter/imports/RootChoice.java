package org.spotcloud.adapter.imports;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import org.spotcloud.adapter.catalog.Architecture;
import org.spotcloud.adapter.diskimage.DiskImageException;
import org.spotcloud.adapter.diskimage.ext.ExtFileSystem;
import org.spotcloud.adapter.diskimage.partition.Partition;

/**
 * Which partitions make the machine.
 *
 * @param root the root file system's
 * @param boot the boot partition, where kernel and ramdisk are on one of their own
 * @param kernel and its ramdisk
 */
record RootChoice(PartitionImage root, Optional<PartitionImage> boot, BootFiles kernel) implements DiskChoice {

    /** A root file system, and how much speaks for it. */
    private record Candidate(PartitionImage image, int signs) {}

    /**
     * Chooses by content. The root is the file system with the most signs of one among those with a kernel; of two
     * alike, the larger. Its kernel is on the boot partition when its {@code /etc/fstab} mounts one or its own
     * {@code /boot} has none.
     *
     * @param hardware where the kernel must run; empty for anywhere. Kernels that cannot are passed over, and refused
     *     where there are no others.
     * @throws DiskImageException when no partition is a root that can be read, or none has a kernel
     */
    static RootChoice of(PartitionImages images, Optional<Architecture> hardware) throws IOException {
        PartitionReport report = new PartitionReport(images);
        List<PartitionImage> readable = images.all().stream()
                .filter(image -> image.fileSystem().isPresent())
                .toList();
        if (readable.isEmpty()) {
            throw new DiskImageException(
                    "expected a partition with an ext2, ext3 or ext4 file system, found " + report.contents());
        }
        List<PartitionImage> roots = roots(readable);
        if (roots.isEmpty()) {
            throw new DiskImageException(
                    "expected a root file system (/etc/fstab or /sbin/init on ext2, ext3 or ext4), found "
                            + report.whyNoneIsRoot());
        }
        List<PartitionImage> boots = boots(readable, roots);
        for (PartitionImage root : roots) {
            Optional<RootChoice> choice = withKernel(root, boots, hardware);
            if (choice.isPresent()) {
                return choice.get();
            }
        }
        String where = MountTable.of(fileSystem(roots.get(0))).mounts(BootFiles.BOOT)
                ? "on the partition that /etc/fstab mounts at /boot"
                : "in /boot";
        throw new DiskImageException(
                "expected a Linux kernel (vmlinuz…) %s, found none in %s".formatted(where, report.contents()));
    }

    @Override
    public ImagePart disk() {
        return root.part();
    }

    @Override
    public Optional<BootFiles> files() {
        return Optional.of(kernel);
    }

    @Override
    public Optional<String> os() {
        return root.fileSystem().flatMap(OperatingSystem::of);
    }

    @Override
    public void publish(Path dir) throws IOException {
        root.part().force();
        if (boot.isPresent()) {
            boot.get().part().force();
        }
        WorkFiles.deleteImage(dir);
        Path bootFile = dir.resolve(WorkFiles.BOOT);
        try {
            if (boot.isPresent()) {
                boot.get().part().publish(bootFile);
            }
            root.part().publish(dir.resolve(WorkFiles.DISK));
        } catch (IOException e) {
            Files.deleteIfExists(bootFile);
            Files.deleteIfExists(dir.resolve(WorkFiles.DISK));
            throw e;
        }
    }

    @Override
    public DiskPartition.Role roleOf(Partition partition) {
        if (root.partition().equals(partition)) {
            return DiskPartition.Role.ROOT;
        }
        return boot.filter(image -> image.partition().equals(partition)).isPresent()
                ? DiskPartition.Role.BOOT
                : DiskPartition.Role.UNUSED;
    }

    private static List<PartitionImage> roots(List<PartitionImage> readable) throws IOException {
        List<Candidate> roots = new ArrayList<>();
        for (PartitionImage image : readable) {
            int signs = RootSigns.count(fileSystem(image));
            if (signs > 0) {
                roots.add(new Candidate(image, signs));
            }
        }
        return roots.stream()
                .sorted(Comparator.comparingInt(Candidate::signs)
                        .thenComparingLong(root -> root.image().diskBytes())
                        .reversed())
                .map(Candidate::image)
                .toList();
    }

    private static List<PartitionImage> boots(List<PartitionImage> readable, List<PartitionImage> roots)
            throws IOException {
        List<PartitionImage> boots = new ArrayList<>();
        for (PartitionImage image : readable) {
            if (!roots.contains(image) && BootFiles.areAtTop(fileSystem(image))) {
                boots.add(image);
            }
        }
        return boots;
    }

    /** The choice of that root; empty when there is no kernel for it. */
    private static Optional<RootChoice> withKernel(
            PartitionImage root, List<PartitionImage> boots, Optional<Architecture> hardware) throws IOException {
        ExtFileSystem files = fileSystem(root);
        MountTable mounts = MountTable.of(files);
        boolean own = BootFiles.areIn(files, BootFiles.BOOT) || BootFiles.areInMenu(files);
        if (!boots.isEmpty() && (!own || mounts.mounts(BootFiles.BOOT))) {
            PartitionImage boot = mountedBoot(boots, mounts);
            return Optional.of(new RootChoice(
                    root, Optional.of(boot), BootFiles.choose(files, fileSystem(boot), BootFiles.TOP, hardware)));
        }
        // with a boot partition that cannot be read, what lies below its mount point is not what the machine boots
        if (mounts.mounts(BootFiles.BOOT) || !(own || BootFiles.areAtTop(files))) {
            return Optional.empty();
        }
        return Optional.of(new RootChoice(root, Optional.empty(), BootFiles.chooseInRoot(files, hardware)));
    }

    private static PartitionImage mountedBoot(List<PartitionImage> boots, MountTable mounts) {
        return boots.stream()
                .filter(boot -> mounts.mountsAt(
                        BootFiles.BOOT, fileSystem(boot), boot.partition().number()))
                .findFirst()
                .orElse(boots.get(0));
    }

    private static ExtFileSystem fileSystem(PartitionImage image) {
        return image.fileSystem().orElseThrow();
    }
}

package org.spotcloud.adapter.imports;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.spotcloud.adapter.catalog.Fault;
import org.spotcloud.adapter.catalog.Refusals;
import org.spotcloud.adapter.catalog.TransferProgress;
import org.spotcloud.adapter.diskimage.partition.DiskBuilder;
import org.spotcloud.adapter.isal.InflateEngine;
import org.spotcloud.adapter.settings.BootMode;
import org.spotcloud.adapter.xvm2.PackageBuilder;

/** Which partition is the machine's, on disks with file systems that mkfs made. */
class RootChoiceIT {
    private static final int SECTOR = 512;
    private static final int FIRST_SECTOR = 64;
    private static final String MOUNTS_BOOT = "LABEL=boot /boot ext4 defaults 0 2\n";
    private static final String MOUNTS_ROOT_ALONE = "/dev/sda2 / ext4 defaults 0 1\n# UUID=1 /boot ext4\n";
    /** {@code s_feature_incompat}, and its bit for files that nobody can read. */
    private static final int FEATURES = 1024 + 0x60;

    private static final int COMPRESSION = 0x01;

    @TempDir
    Path dir;

    @Test
    void aLoneRootBringsItsKernel() throws Exception {
        byte[] root = root("").kernel("boot/vmlinuz-2").partition();
        assertThat(convert(root)).returns(Optional.of("/boot/vmlinuz-2"), ConvertedPackage::kernelName);
        byte[] old = root("").kernel("vmlinuz").partition();
        assertThat(convert(old)).returns(Optional.of("/vmlinuz"), ConvertedPackage::kernelName);
    }

    @Test
    void aRootWithoutAnyFileInEtcIsOneByItsFirstProgram() throws Exception {
        byte[] root = tree().folder("etc")
                .file("bin/sh", "")
                .folder("proc")
                .kernel("boot/vmlinuz-2")
                .partition();
        assertThat(convert(root).rootBytes()).isEqualTo(root.length);
    }

    @Test
    void aBootPartitionIsNeverTheRoot() throws Exception {
        assertThat(refused(boot(), lvm()))
                .isEqualTo("expected a root file system (/etc/fstab or /sbin/init on ext2, ext3 or ext4),"
                        + " found partition 1 (ext4: a boot partition), partition 2 (LVM)");
    }

    @Test
    void aRootThatCannotBeReadIsNamed() throws Exception {
        byte[] root = root(MOUNTS_BOOT).partition();
        root[FEATURES] |= COMPRESSION;
        assertThat(refused(boot(), root))
                .startsWith("expected a root file system")
                .contains("partition 1 (ext4: a boot partition), partition 2 (ext: ")
                .contains("compression");
    }

    @Test
    void photosAreNoRoot() throws Exception {
        byte[] photos = tree().file("photos/1.jpg", "").partition();
        assertThat(refused(boot(), lvm(), photos))
                .endsWith("found partition 1 (ext4: a boot partition), partition 2 (LVM), partition 3 (ext4: no root)");
    }

    @Test
    void aFileSystemForUsrIsNoRoot() throws Exception {
        byte[] usr =
                tree().file("sbin/init", "").file("bin/sh", "").folder("etc").partition();
        assertThat(refused(boot(), usr)).endsWith("partition 2 (ext4: no root)");
        byte[] root = tree().file("etc/fstab", "").link("sbin", "usr/sbin").partition();
        assertThat(roles(convert(boot(), usr, root))).containsExactly("BOOT", "UNUSED", "ROOT");
    }

    @Test
    void theBootPartitionHidesWhatLiesBelowItsMountPoint() throws Exception {
        byte[] root = root(MOUNTS_BOOT).kernel("boot/vmlinuz-1-stale").partition();
        ConvertedPackage converted = convert(boot(), root);
        assertThat(roles(converted)).containsExactly("BOOT", "ROOT");
        assertThat(converted.kernelName()).contains("/vmlinuz-2");
        assertThat(new KernelExtraction().extract(dir, converted))
                .map(ExtractedKernel::kernelName)
                .contains("/vmlinuz-2");
    }

    @Test
    void theMountedBootPartitionOfTwoIsTaken() throws Exception {
        byte[] other = tree().kernel("vmlinuz-9-other").partition();
        byte[] root = root(MOUNTS_BOOT).partition();
        assertThat(roles(convert(other, boot(), root))).containsExactly("UNUSED", "BOOT", "ROOT");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "UUID=1B2C3D4E-0000-4000-8000-00000000000F",
                "UUID=\"1b2c3d4e-0000-4000-8000-00000000000f\"",
                "/dev/disk/by-uuid/1b2c3d4e-0000-4000-8000-00000000000f",
                "LABEL=other",
                "/dev/disk/by-label/other",
                "/dev/sda2",
                "/dev/xvda2"
            })
    void theMountNamesTheBootPartitionInManyWays(String name) throws Exception {
        byte[] other =
                tree().kernel("vmlinuz-9-other").partition("-U", "1b2c3d4e-0000-4000-8000-00000000000f", "-L", "other");
        byte[] root = root(name + " /boot ext4 defaults 0 2\n").partition();
        assertThat(roles(convert(boot(), other, root))).containsExactly("UNUSED", "BOOT", "ROOT");
    }

    @Test
    void withoutAMountTheRootsOwnKernelCounts() throws Exception {
        byte[] root = root(MOUNTS_ROOT_ALONE).kernel("boot/vmlinuz-1").partition();
        assertThat(convert(boot(), root).kernelName()).contains("/boot/vmlinuz-1");
        byte[] without = root(MOUNTS_ROOT_ALONE).partition();
        assertThat(convert(boot(), without).kernelName()).contains("/vmlinuz-2");
    }

    @Test
    void aStaleKernelIsNotTakenForThatOfABootPartitionThatCannotBeRead() throws Exception {
        byte[] root = root(MOUNTS_BOOT)
                .kernel("boot/vmlinuz-1-stale")
                .link("vmlinuz", "boot/vmlinuz-2")
                .partition();
        byte[] boot = boot();
        boot[FEATURES] |= COMPRESSION;
        assertThat(refused(boot, root))
                .startsWith("expected a Linux kernel (vmlinuz…) on the partition that /etc/fstab mounts at /boot,"
                        + " found none in partition 1 (ext: ")
                .contains("compression")
                .endsWith("partition 2 (ext4)");
    }

    @Test
    void aKernelOfAnyNameIsOneThatTheBootLoaderStarts() throws Exception {
        byte[] root = root("").kernel("boot/kernel-3.2")
                .file("boot/grub/grub.conf", "title Gentoo\nkernel /boot/kernel-3.2 root=/dev/sda3")
                .partition();
        assertThat(convert(root).kernelName()).contains("/boot/kernel-3.2");
        byte[] boot = tree().kernel("kernel-3.2")
                .file("initramfs-3.2", "")
                .link("boot", ".")
                .file("grub/grub.conf", "title Gentoo\nkernel (hd0,0)/kernel-3.2 root=/dev/sda3")
                .partition();
        ConvertedPackage converted =
                convert(boot, root("/dev/sda1 /boot ext2 noauto 1 2\n").partition());
        assertThat(roles(converted)).containsExactly("BOOT", "ROOT");
        assertThat(converted)
                .returns(Optional.of("/kernel-3.2"), ConvertedPackage::kernelName)
                .returns(Optional.of("/initramfs-3.2"), ConvertedPackage::ramdiskName);
        assertThat(new KernelExtraction().extract(dir, converted))
                .map(ExtractedKernel::kernelName)
                .contains("/kernel-3.2");
    }

    @Test
    void aLinkToAKernelElsewhereIsNoKernel() throws Exception {
        byte[] root = root("").link("vmlinuz", "boot/vmlinuz-2").partition();
        assertThat(refused(root))
                .isEqualTo("expected a Linux kernel (vmlinuz…) in /boot, found none in partition 1 (ext4)");
        assertThat(roles(convert(root, boot()))).containsExactly("ROOT", "BOOT");
    }

    @Test
    void linksInACircleDoNotRefuseAPackage() throws Exception {
        byte[] circle = tree().link("sbin", "sbin").link("etc", "etc").partition();
        byte[] root = tree().file("etc/passwd", "")
                .link("sbin/init", "init")
                .link("bin", "bin")
                .partition();
        assertThat(roles(convert(boot(), circle, root))).containsExactly("BOOT", "UNUSED", "ROOT");
    }

    @Test
    void ofTwoRootsTheOneWithMoreSignsIsTaken() throws Exception {
        byte[] rescue = tree().file("etc/fstab", "").kernel("boot/vmlinuz-1").partition();
        byte[] root = root("").kernel("boot/vmlinuz-2").partition();
        assertThat(roles(convert(rescue, root))).containsExactly("UNUSED", "ROOT");
        byte[] withoutKernel = root("").file("etc/passwd", "").partition();
        assertThat(roles(convert(rescue, withoutKernel))).containsExactly("ROOT", "UNUSED");
    }

    private ExtTree tree() throws IOException {
        return new ExtTree(dir);
    }

    private ExtTree root(String fstab) throws IOException {
        return tree().root(fstab);
    }

    private byte[] boot() throws IOException, InterruptedException {
        return tree().kernel("vmlinuz-2").link("boot", ".").partition("-L", "boot");
    }

    private static byte[] lvm() {
        byte[] volume = new byte[ExtTree.PARTITION_BYTES];
        byte[] sign = "LVM2 001".getBytes(StandardCharsets.US_ASCII);
        System.arraycopy(sign, 0, volume, 0x218, sign.length);
        return volume;
    }

    private static List<String> roles(ConvertedPackage converted) {
        return converted.partitions().stream()
                .map(partition -> partition.role().name())
                .toList();
    }

    private ConvertedPackage convert(byte[]... partitions) throws IOException {
        return new PackageConversion(new ConversionLimits(1L << 30), InflateEngine.AUTO, BootMode.KERNEL)
                .convert(new PackageBuilder().add("hd0.img", disk(partitions)).stream(), dir, TransferProgress.NONE);
    }

    private String refused(byte[]... partitions) throws IOException {
        String[] message = new String[1];
        assertThatThrownBy(() -> convert(partitions)).isInstanceOfSatisfying(Fault.class, fault -> {
            assertThat(fault.code()).isEqualTo(Refusals.BAD_PACKAGE);
            message[0] = fault.getMessage();
        });
        try (Stream<Path> files = Files.list(dir)) {
            assertThat(files).noneMatch(file -> file.toString().contains(".qcow2"));
        }
        return message[0];
    }

    private static byte[] disk(byte[]... partitions) {
        int sectors = ExtTree.PARTITION_BYTES / SECTOR;
        DiskBuilder builder = new DiskBuilder((FIRST_SECTOR + partitions.length * sectors) * SECTOR);
        for (int i = 0; i < partitions.length; i++) {
            builder.entry(0, i, 0x83, FIRST_SECTOR + i * sectors, sectors);
        }
        byte[] disk = builder.build().array();
        for (int i = 0; i < partitions.length; i++) {
            System.arraycopy(partitions[i], 0, disk, (FIRST_SECTOR + i * sectors) * SECTOR, partitions[i].length);
        }
        return disk;
    }
}

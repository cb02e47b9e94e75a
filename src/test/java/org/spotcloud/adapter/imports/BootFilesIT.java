package org.spotcloud.adapter.imports;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Path;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.spotcloud.adapter.diskimage.DiskImageException;
import org.spotcloud.adapter.diskimage.ext.ExtFileSystem;

/** Which kernel and which ramdisk, on file systems that mkfs made. */
class BootFilesIT {
    @TempDir
    Path dir;

    @ParameterizedTest
    @CsvSource({
        "6.1.0-9-amd64, initrd.img-6.1.0-9-amd64",
        "5.14.21-default, initrd-5.14.21-default",
        "2.6.18-238.el5, initrd-2.6.18-238.el5.img",
        "5.14.0-70.el9.x86_64, initramfs-5.14.0-70.el9.x86_64.img",
        "6.8.1, initramfs-6.8.1",
        "2.6.32, initrd.gz",
        "'', initrd.img"
    })
    void findsTheRamdiskByItsDistributionsName(String version, String ramdisk) throws Exception {
        String kernel = version.isEmpty() ? "boot/vmlinuz" : "boot/vmlinuz-" + version;
        assertThat(choose(tree().kernel(kernel).file("boot/" + ramdisk, "r").file("boot/initrd-0.img", "r")))
                .returns("/" + kernel, BootFiles::kernel)
                .returns(Optional.of("/boot/" + ramdisk), BootFiles::ramdisk);
    }

    @Test
    void takesTheHighestVersionThatIsNoLeftOver() throws Exception {
        assertThat(choose(tree().kernel("boot/vmlinuz-6.1.0-9")
                        .kernel("boot/vmlinuz-6.1.0-10")
                        .kernel("boot/vmlinuz-7.0.old")
                        .file("boot/vmlinuz-7.1.hmac", "")
                        .file("boot/initrd.img-6.1.0-9", "")))
                .returns("/boot/vmlinuz-6.1.0-10", BootFiles::kernel)
                .returns(Optional.empty(), BootFiles::ramdisk);
    }

    @Test
    void believesTheLinkBeforeTheVersion() throws Exception {
        assertThat(choose(tree().kernel("boot/vmlinuz-1")
                                .kernel("boot/vmlinuz-2")
                                .link("vmlinuz", "boot/vmlinuz-1"))
                        .kernel())
                .isEqualTo("/boot/vmlinuz-1");
        assertThat(choose(tree().kernel("boot/vmlinuz-1")
                                .kernel("boot/vmlinuz-2")
                                .link("boot/vmlinuz", "vmlinuz-1"))
                        .kernel())
                .isEqualTo("/boot/vmlinuz-1");
        assertThat(choose(tree().kernel("boot/vmlinuz-1").link("vmlinuz", "boot/vmlinuz-0"))
                        .kernel())
                .isEqualTo("/boot/vmlinuz-1");
    }

    @Test
    void takesNoRamdiskOfAnotherVersionByALink() throws Exception {
        assertThat(choose(tree().kernel("boot/vmlinuz-2")
                                .file("boot/initrd.img-1", "")
                                .link("boot/initrd.img", "initrd.img-1"))
                        .ramdisk())
                .isEmpty();
    }

    @Test
    void aBootPartitionHoldsItsFilesAtTheTop() throws Exception {
        ExtFileSystem root = tree().link("vmlinuz", "boot/vmlinuz-1").fileSystem();
        ExtFileSystem boot = tree().kernel("vmlinuz-1")
                .kernel("vmlinuz-2")
                .file("initrd.img-1", "")
                .fileSystem();
        assertThat(BootFiles.choose(root, boot, BootFiles.TOP))
                .returns("/vmlinuz-1", BootFiles::kernel)
                .returns(Optional.of("/initrd.img-1"), BootFiles::ramdisk);
        assertThat(BootFiles.areAtTop(boot)).isTrue();
        assertThat(BootFiles.areAtTop(root)).isFalse();
    }

    @Test
    void refusesWhatIsNoKernelOrNotThere() throws Exception {
        assertRefused(tree(), "expected a Linux kernel (vmlinuz…) in /boot, found none");
        assertRefused(tree().folder("boot/vmlinuz-1"), "expected a file at /boot/vmlinuz-1, found none");
        assertRefused(
                tree().file("boot/vmlinuz-1", "short"),
                "expected a Linux kernel in /boot/vmlinuz-1, found a file of 5 bytes");
        assertRefused(
                tree().file("boot/vmlinuz-1", new byte[0x210]),
                "expected a Linux kernel (boot flag aa55, \"HdrS\") in /boot/vmlinuz-1, found boot flag 0000 and 00000000");
        assertRefused(
                tree().kernel("boot/vmlinuz-1").link("boot/initrd-1", "nowhere"),
                "expected a file at /boot/initrd-1, found none");
    }

    private ExtTree tree() throws IOException {
        return new ExtTree(dir);
    }

    private static BootFiles choose(ExtTree tree) throws IOException, InterruptedException {
        return BootFiles.chooseInRoot(tree.fileSystem());
    }

    private static void assertRefused(ExtTree tree, String message) throws IOException, InterruptedException {
        ExtFileSystem fileSystem = tree.fileSystem();
        assertThatThrownBy(() -> BootFiles.chooseInRoot(fileSystem))
                .isInstanceOf(DiskImageException.class)
                .hasMessage(message);
    }
}

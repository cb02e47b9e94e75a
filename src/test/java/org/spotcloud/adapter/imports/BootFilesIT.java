package org.spotcloud.adapter.imports;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.spotcloud.adapter.catalog.Architecture;
import org.spotcloud.adapter.diskimage.DiskImageException;
import org.spotcloud.adapter.diskimage.Tool;
import org.spotcloud.adapter.diskimage.ext.ExtFileSystem;
import org.spotcloud.adapter.diskimage.ext.MemoryDevice;

/** Which kernel and which ramdisk, on file systems that mkfs made. */
class BootFilesIT {
    private static final Optional<Architecture> ANY = Optional.empty();
    private static final Optional<Architecture> I386 = Optional.of(Architecture.I386);

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
        assertThat(BootFiles.choose(root, boot, BootFiles.TOP, ANY))
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

    @Test
    void believesTheBootLoaderBeforeTheLink() throws Exception {
        ExtTree tree = twoKernels()
                .link("vmlinuz", "boot/vmlinuz-2")
                .file("boot/grub/grub.cfg", "menuentry 1 { linux /boot/vmlinuz-1\n initrd /boot/ucode /boot/other-1 }")
                .file("boot/ucode", "")
                .file("boot/other-1", "");
        assertThat(choose(tree))
                .returns("/boot/vmlinuz-1", BootFiles::kernel)
                .returns(Optional.of("/boot/other-1"), BootFiles::ramdisk);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "menuentry 1 { linux /boot/vmlinuz-1 }",
                "menuentry 1 { linux /vmlinuz-1 }",
                "menuentry 1 { linux (hd0,1)/vmlinuz-1\n initrd /initrd.img-1 }",
                "menuentry 1 { linux /boot/default }"
            })
    void theBootLoadersPathsCountFromEitherPlace(String menu) throws Exception {
        assertThat(choose(twoKernels()
                        .link("boot/default", "../boot/newest")
                        .link("boot/newest", "/boot/vmlinuz-1")
                        .file("boot/grub/grub.cfg", menu)))
                .returns("/boot/vmlinuz-1", BootFiles::kernel)
                .returns(Optional.of("/boot/initrd.img-1"), BootFiles::ramdisk);
        ExtFileSystem boot = tree().kernel("vmlinuz-1")
                .kernel("vmlinuz-2")
                .kernel("default")
                .file("initrd.img-1", "")
                .link("boot", ".")
                .file("grub2/grub.cfg", menu.replace("default", "vmlinuz-1"))
                .fileSystem();
        assertThat(BootFiles.choose(tree().fileSystem(), boot, BootFiles.TOP, ANY))
                .returns("/vmlinuz-1", BootFiles::kernel)
                .returns(Optional.of("/initrd.img-1"), BootFiles::ramdisk);
    }

    @Test
    void passesOverWhatTheBootLoaderCannotStart() throws Exception {
        for (String menu : new String[] {
            "linux /boot/gone", "linux /boot/vmlinuz-1\n initrd /boot/gone", "linux /boot/initrd.img-1"
        }) {
            assertThat(choose(twoKernels().file("boot/grub/grub.cfg", "menuentry 1 {\n" + menu + "\n}"))
                            .kernel())
                    .as(menu)
                    .isEqualTo("/boot/vmlinuz-2");
        }
    }

    @Test
    void followsEveryLinkToTheKernelsVersion() throws Exception {
        assertThat(choose(tree().kernel("boot/vmlinuz-1")
                        .kernel("boot/vmlinuz-2")
                        .link("vmlinuz", "boot/vmlinuz")
                        .link("boot/vmlinuz", "vmlinuz-1")
                        .file("boot/initrd.img-2", "")
                        .link("boot/initrd.img", "initrd.img-2")))
                .returns("/boot/vmlinuz-1", BootFiles::kernel)
                .returns(Optional.empty(), BootFiles::ramdisk);
        assertThat(choose(tree().kernel("boot/vmlinuz-2")
                                .link("vmlinuz", "boot/vmlinuz")
                                .link("boot/vmlinuz", "../vmlinuz"))
                        .kernel())
                .isEqualTo("/boot/vmlinuz-2");
    }

    @Test
    void passesOverKernelsThatAreBroken() throws Exception {
        byte[] cutOff = ExtTree.kernel(32);
        cutOff[0x1f5] = 2; // syssize: 8 KiB
        ExtTree tree = tree().kernel("boot/vmlinuz-1")
                .link("boot/vmlinuz-5", "vmlinuz-6")
                .file("boot/vmlinuz-4", "short")
                .file("boot/vmlinuz-3", new byte[4096])
                .file("boot/vmlinuz-2", cutOff);
        assertThat(choose(tree).kernel()).isEqualTo("/boot/vmlinuz-1");
        assertRefused(
                tree().file("boot/vmlinuz-2", cutOff).file("boot/vmlinuz-1", ""),
                "expected a Linux kernel of at least 10240 bytes in /boot/vmlinuz-2, found 4096;"
                        + " none of the other kernels can be taken either (vmlinuz-1)");
        assertRefused(
                tree().file("boot/grub/menu.lst", "title 1\nkernel /boot/bzImage"),
                "expected a file at /boot/bzImage, found none");
    }

    @Test
    void passesOverAKernelWhoseBlocksCannotBeFound() throws Exception {
        Path image = Files.write(
                dir.resolve("damaged"),
                tree().kernel("boot/vmlinuz-1").kernel("boot/vmlinuz-2").partition());
        Tool.needed("debugfs").run("-w", "-R", "set_inode_field /boot/vmlinuz-2 block[0] 0", image);
        ExtFileSystem fileSystem = ExtFileSystem.open(new MemoryDevice(Files.readAllBytes(image)));
        assertThat(BootFiles.chooseInRoot(fileSystem, ANY).kernel()).isEqualTo("/boot/vmlinuz-1");
    }

    @Test
    void passesOverKernelsThatCannotRunOnTheHardware() throws Exception {
        ExtTree tree = tree().kernel("boot/vmlinuz-1", 32)
                .kernel("boot/vmlinuz-2", 64)
                .file("boot/grub/grub.cfg", "menuentry 2 { linux /boot/vmlinuz-2 }");
        ExtFileSystem fileSystem = tree.fileSystem();
        assertThat(BootFiles.chooseInRoot(fileSystem, I386).kernel()).isEqualTo("/boot/vmlinuz-1");
        assertThat(BootFiles.chooseInRoot(fileSystem, ANY).kernel()).isEqualTo("/boot/vmlinuz-2");
        assertThat(BootFiles.chooseInRoot(fileSystem, Optional.of(Architecture.X86_64))
                        .kernel())
                .isEqualTo("/boot/vmlinuz-2");
        ExtFileSystem wide =
                tree().kernel("boot/vmlinuz-1", 64).kernel("boot/vmlinuz-2", 64).fileSystem();
        assertThatThrownBy(() -> BootFiles.chooseInRoot(wide, I386))
                .isInstanceOf(DiskImageException.class)
                .hasMessage("expected a 32-bit Linux kernel for i386 in /boot/vmlinuz-2, found a 64-bit one;"
                        + " none of the other kernels can be taken either (vmlinuz-1)");
        ExtFileSystem narrow = tree().kernel("boot/vmlinuz-1", 32).fileSystem();
        assertThat(BootFiles.chooseInRoot(narrow, Optional.of(Architecture.X86_64))
                        .kernel())
                .isEqualTo("/boot/vmlinuz-1");
    }

    @Test
    void aKernelWithoutAVersionInItsNameHasTheOneItSays() throws Exception {
        byte[] kernel = Arrays.copyOf(ExtTree.kernel(64), 8192);
        byte[] text = "6.1.0-9-amd64 (debian) #1\0".getBytes(StandardCharsets.US_ASCII);
        kernel[0x20f] = 0x04;
        System.arraycopy(text, 0, kernel, 0x600, text.length);
        ExtTree tree = tree().file("boot/vmlinuz", kernel)
                .file("boot/initrd.img-6.1.0-10-amd64", "")
                .link("boot/initrd.img", "initrd.img-6.1.0-10-amd64");
        assertThat(choose(tree).ramdisk()).isEmpty();
        tree.file("boot/initrd.img-6.1.0-9-amd64", "");
        assertThat(choose(tree).ramdisk()).contains("/boot/initrd.img-6.1.0-9-amd64");
    }

    private ExtTree twoKernels() throws IOException {
        return tree().kernel("boot/vmlinuz-1").kernel("boot/vmlinuz-2").file("boot/initrd.img-1", "");
    }

    private ExtTree tree() throws IOException {
        return new ExtTree(dir);
    }

    private static BootFiles choose(ExtTree tree) throws IOException, InterruptedException {
        return BootFiles.chooseInRoot(tree.fileSystem(), ANY);
    }

    private static void assertRefused(ExtTree tree, String message) throws IOException, InterruptedException {
        ExtFileSystem fileSystem = tree.fileSystem();
        assertThatThrownBy(() -> BootFiles.chooseInRoot(fileSystem, ANY))
                .isInstanceOf(DiskImageException.class)
                .hasMessage(message);
    }
}

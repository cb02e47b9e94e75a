package org.spotcloud.adapter.imports;

import java.io.IOException;
import java.util.Comparator;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;
import org.spotcloud.adapter.diskimage.DiskImageException;
import org.spotcloud.adapter.diskimage.ext.ExtFile;
import org.spotcloud.adapter.diskimage.ext.ExtFileSystem;
import org.spotcloud.adapter.imports.bootmenu.VersionOrder;

/**
 * The kernel that a disk would boot, and its ramdisk.
 *
 * @param fileSystem where they are
 * @param kernel the kernel's path
 * @param ramdisk the ramdisk's, where the kernel has one
 */
record BootFiles(ExtFileSystem fileSystem, String kernel, Optional<String> ramdisk) {
    /** Where kernels are in a root file system. */
    static final String BOOT = "/boot";
    /** Where kernels are in the file system of a boot partition. */
    static final String TOP = "";

    private static final String KERNEL = "vmlinuz";
    private static final String VERSIONED = KERNEL + "-";
    private static final String LINK = "/" + KERNEL;
    private static final List<String> LEFT_OVERS =
            List.of(".old", ".bak", ".orig", ".dpkg-tmp", ".efi.signed", ".hmac");
    /** By Debian and Ubuntu, SUSE, Red Hat 5, and dracut. */
    private static final List<String> RAMDISKS =
            List.of("initrd.img-%s", "initrd-%s", "initrd-%s.img", "initramfs-%s.img", "initramfs-%s");
    /** What disks of 2011 have beside a kernel with or without a version. */
    private static final List<String> UNVERSIONED_RAMDISKS =
            List.of("initrd.img", "initrd", "initrd.gz", "initramfs.img", "initramfs");

    private static final long MAX_KERNEL_BYTES = 256 << 20;
    private static final long MAX_RAMDISK_BYTES = 1 << 30;

    BootFiles {
        Objects.requireNonNull(fileSystem, "fileSystem");
        Objects.requireNonNull(kernel, "kernel");
        Objects.requireNonNull(ramdisk, "ramdisk");
    }

    /** Whether that folder has a file that is named as a kernel. */
    static boolean areIn(ExtFileSystem fileSystem, String folder) throws IOException {
        return kernelNames(fileSystem.names(folder)).findAny().isPresent();
    }

    /**
     * Whether there is a kernel at the top of a file system, as on a boot partition; a link to one that is elsewhere is
     * none. What cannot be read has none.
     */
    static boolean areAtTop(ExtFileSystem fileSystem) throws IOException {
        try {
            for (String name : kernelNames(fileSystem.names(TOP)).toList()) {
                if (fileSystem.find("/" + name).filter(ExtFile::isRegular).isPresent()) {
                    return true;
                }
            }
            return false;
        } catch (DiskImageException e) {
            return false;
        }
    }

    /** Chooses the kernel of a disk whose root file system has it, in {@code /boot} or at its top: {@link #choose}. */
    static BootFiles chooseInRoot(ExtFileSystem root) throws IOException {
        return choose(root, root, areIn(root, BOOT) ? BOOT : TOP);
    }

    /**
     * Chooses the kernel of a disk: what the link {@code /vmlinuz} says, or one beside the kernels, else the highest
     * version.
     *
     * @param root the root file system, whose link counts
     * @param fileSystem where the kernels are: the root file system, or the boot partition's
     * @param folder where in it: {@link #BOOT} or {@link #TOP}
     * @throws DiskImageException when there is none, or what there is is no kernel
     */
    static BootFiles choose(ExtFileSystem root, ExtFileSystem fileSystem, String folder) throws IOException {
        Set<String> names = fileSystem.names(folder);
        Optional<String> linked = linked(root, LINK, names);
        if (linked.isEmpty()) {
            linked = linked(fileSystem, folder + LINK, names);
        }
        String name = linked.or(() -> highest(names))
                .orElseThrow(() -> new DiskImageException("expected a Linux kernel (vmlinuz…) in /boot, found "
                        + (names.isEmpty() ? "no such folder" : "none")));
        String path = folder + "/" + name;
        ExtFile kernel = file(fileSystem, path, MAX_KERNEL_BYTES);
        LinuxKernel.read(path, kernel);
        Optional<String> ramdisk = ramdiskOf(fileSystem, folder, name, names);
        if (ramdisk.isPresent()) {
            file(fileSystem, ramdisk.get(), MAX_RAMDISK_BYTES);
        }
        return new BootFiles(fileSystem, path, ramdisk);
    }

    ExtFile kernelFile() throws IOException {
        return file(fileSystem, kernel, MAX_KERNEL_BYTES);
    }

    Optional<ExtFile> ramdiskFile() throws IOException {
        return ramdisk.isPresent() ? Optional.of(file(fileSystem, ramdisk.get(), MAX_RAMDISK_BYTES)) : Optional.empty();
    }

    /** The kernel that a link names, where it is among those of the folder: the link may lead to another partition. */
    private static Optional<String> linked(ExtFileSystem root, String link, Set<String> names) throws IOException {
        return root.linkTarget(link)
                .map(target -> target.substring(target.lastIndexOf('/') + 1))
                .filter(names::contains)
                .filter(name -> name.startsWith(KERNEL));
    }

    private static Optional<String> highest(Set<String> names) {
        return kernelNames(names)
                .max(Comparator.comparing(name -> name.substring(KERNEL.length()), new VersionOrder()));
    }

    private static Stream<String> kernelNames(Set<String> names) {
        return names.stream()
                .filter(name -> name.equals(KERNEL) || name.startsWith(VERSIONED))
                .filter(name -> LEFT_OVERS.stream().noneMatch(name::endsWith));
    }

    private static Optional<String> ramdiskOf(
            ExtFileSystem fileSystem, String folder, String kernelName, Set<String> names) throws IOException {
        if (kernelName.startsWith(VERSIONED)) {
            String version = kernelName.substring(VERSIONED.length());
            Optional<String> sameVersion = RAMDISKS.stream()
                    .map(form -> form.formatted(version))
                    .filter(names::contains)
                    .findFirst();
            if (sameVersion.isPresent()) {
                return sameVersion.map(name -> folder + "/" + name);
            }
        }
        for (String name : UNVERSIONED_RAMDISKS) {
            String path = folder + "/" + name;
            // a link leads to the ramdisk of some version, and this kernel's version has none
            boolean link = kernelName.startsWith(VERSIONED)
                    && fileSystem.linkTarget(path).isPresent();
            if (names.contains(name) && !link) {
                return Optional.of(path);
            }
        }
        return Optional.empty();
    }

    private static ExtFile file(ExtFileSystem fileSystem, String path, long maxBytes) throws IOException {
        ExtFile file = fileSystem
                .find(path)
                .filter(ExtFile::isRegular)
                .orElseThrow(() -> new DiskImageException("expected a file at " + path + ", found none"));
        if (file.size() > maxBytes) {
            throw new DiskImageException(
                    "expected %s to have at most %d bytes, found %d".formatted(path, maxBytes, file.size()));
        }
        return file;
    }
}

package org.spotcloud.adapter.imports;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;
import org.spotcloud.adapter.catalog.Architecture;
import org.spotcloud.adapter.diskimage.DiskImageException;
import org.spotcloud.adapter.diskimage.ext.ExtFile;
import org.spotcloud.adapter.diskimage.ext.ExtFileSystem;

/**
 * The kernel that a disk would boot, and its ramdisk.
 *
 * @param fileSystem where they are
 * @param kernel the kernel's path, without links
 * @param ramdisk the ramdisk's, where the kernel has one
 */
record BootFiles(ExtFileSystem fileSystem, String kernel, Optional<String> ramdisk) {
    /** Where kernels are in a root file system. */
    static final String BOOT = "/boot";
    /** Where kernels are in the file system of a boot partition. */
    static final String TOP = "";

    /** What a kernel's name begins with. */
    static final String KERNEL = "vmlinuz";

    private static final String VERSIONED = KERNEL + "-";
    private static final List<String> LEFT_OVERS =
            List.of(".old", ".bak", ".orig", ".dpkg-tmp", ".efi.signed", ".hmac");

    private static final long MAX_KERNEL_BYTES = 256 << 20;
    private static final long MAX_RAMDISK_BYTES = 1 << 30;
    private static final int READ_BYTES = 1 << 20;

    BootFiles {
        Objects.requireNonNull(fileSystem, "fileSystem");
        Objects.requireNonNull(kernel, "kernel");
        Objects.requireNonNull(ramdisk, "ramdisk");
    }

    /** Whether that folder has a file that is named as a kernel. */
    static boolean areIn(ExtFileSystem fileSystem, String folder) throws IOException {
        return kernelNames(fileSystem.names(folder)).findAny().isPresent();
    }

    /** Whether a boot loader's configuration on that file system names a kernel on it, which may have any name. */
    static boolean areInMenu(ExtFileSystem fileSystem) throws IOException {
        return new KernelChoice(fileSystem, fileSystem, Optional.empty()).isNamedByMenu();
    }

    /**
     * Whether there is a kernel at the top of a file system, as on a boot partition; a link to one that is elsewhere is
     * none. A kernel of any name is one that the boot loader's configuration beside it names. What cannot be read has
     * none.
     */
    static boolean areAtTop(ExtFileSystem fileSystem) throws IOException {
        try {
            for (String name : kernelNames(fileSystem.names(TOP))
                    .limit(KernelChoice.MAX_KERNELS)
                    .toList()) {
                if (fileSystem.find("/" + name).filter(ExtFile::isRegular).isPresent()) {
                    return true;
                }
            }
            return areInMenu(fileSystem);
        } catch (DiskImageException e) {
            return false;
        }
    }

    /** Chooses the kernel of a disk whose root file system has it, in {@code /boot} or at its top: {@link #choose}. */
    static BootFiles chooseInRoot(ExtFileSystem root, Optional<Architecture> hardware) throws IOException {
        return choose(root, root, areIn(root, BOOT) ? BOOT : TOP, hardware);
    }

    /**
     * Chooses the kernel of a disk: what its boot loader starts by default, else what the link {@code /vmlinuz} says, or
     * one beside the kernels, else the highest version. What cannot be taken makes way for the next.
     *
     * @param root the root file system, whose link counts
     * @param fileSystem where the kernels are: the root file system, or the boot partition's
     * @param folder where in it: {@link #BOOT} or {@link #TOP}
     * @param hardware where the kernel must run; empty for anywhere
     * @throws DiskImageException when there is none that can be taken: the message says why the highest version cannot
     */
    static BootFiles choose(
            ExtFileSystem root, ExtFileSystem fileSystem, String folder, Optional<Architecture> hardware)
            throws IOException {
        return new KernelChoice(root, fileSystem, hardware).choose(folder);
    }

    /**
     * The kernel and the ramdisk at those paths, read to their ends.
     *
     * @throws DiskImageException when one is missing, too large, damaged, or cannot run on that hardware
     */
    static BootFiles verified(
            ExtFileSystem fileSystem, String kernel, Optional<String> ramdisk, Optional<Architecture> hardware)
            throws IOException {
        BootFiles files = new BootFiles(fileSystem, kernel, ramdisk);
        LinuxKernel header = LinuxKernel.read(kernel, files.kernelFile());
        if (hardware.filter(header::isTooWideFor).isPresent()) {
            throw new DiskImageException("expected a 32-bit Linux kernel for %s in %s, found a 64-bit one"
                    .formatted(hardware.get(), kernel));
        }
        readToEnd(files.kernelFile());
        Optional<ExtFile> ramdiskFile = files.ramdiskFile();
        if (ramdiskFile.isPresent()) {
            readToEnd(ramdiskFile.get());
        }
        return files;
    }

    /** The names of kernels among those. */
    static Stream<String> kernelNames(Set<String> names) {
        return names.stream()
                .filter(name -> name.equals(KERNEL) || name.startsWith(VERSIONED))
                .filter(name -> LEFT_OVERS.stream().noneMatch(name::endsWith));
    }

    static DiskImageException missing(String path) {
        return new DiskImageException("expected a file at " + path + ", found none");
    }

    ExtFile kernelFile() throws IOException {
        return kernelFile(fileSystem, kernel);
    }

    Optional<ExtFile> ramdiskFile() throws IOException {
        return ramdisk.isPresent() ? Optional.of(file(fileSystem, ramdisk.get(), MAX_RAMDISK_BYTES)) : Optional.empty();
    }

    /** The kernel at that path; missing and too large ones are refused. */
    static ExtFile kernelFile(ExtFileSystem fileSystem, String path) throws IOException {
        return file(fileSystem, path, MAX_KERNEL_BYTES);
    }

    private static ExtFile file(ExtFileSystem fileSystem, String path, long maxBytes) throws IOException {
        ExtFile file = fileSystem.find(path).filter(ExtFile::isRegular).orElseThrow(() -> missing(path));
        if (file.size() > maxBytes) {
            throw new DiskImageException(
                    "expected %s to have at most %d bytes, found %d".formatted(path, maxBytes, file.size()));
        }
        return file;
    }

    /** Throws for a file whose blocks cannot all be found. */
    private static void readToEnd(ExtFile file) throws IOException {
        ByteBuffer buffer = ByteBuffer.allocate(READ_BYTES);
        for (long position = 0; position < file.size(); position += READ_BYTES) {
            file.read(position, buffer.clear());
        }
    }
}

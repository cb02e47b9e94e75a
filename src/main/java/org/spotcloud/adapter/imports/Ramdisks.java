package org.spotcloud.adapter.imports;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.spotcloud.adapter.diskimage.DiskImageException;
import org.spotcloud.adapter.diskimage.ext.ExtFileSystem;

/** Finds the ramdisk that belongs to a kernel. */
final class Ramdisks {
    /** By Debian and Ubuntu, SUSE, Red Hat 5, and dracut. */
    private static final List<String> VERSIONED =
            List.of("initrd.img-%s", "initrd-%s", "initrd-%s.img", "initramfs-%s.img", "initramfs-%s");
    /** What disks of 2011 have beside a kernel with or without a version. */
    private static final List<String> UNVERSIONED =
            List.of("initrd.img", "initrd", "initrd.gz", "initramfs.img", "initramfs");

    private static final Pattern KERNEL = Pattern.compile("(?:vmlinu[xz]|kernel|bzImage|linux)-(.+)");
    /** What a boot loader loads before the ramdisk proper: {@code intel-ucode.img}, {@code early_ucode.cpio}. */
    private static final Pattern MICROCODE = Pattern.compile(".*(?:ucode|microcode).*");

    private final BootPaths paths;
    private final ExtFileSystem files;

    /** @param files the file system with kernels and ramdisks */
    Ramdisks(BootPaths paths, ExtFileSystem files) {
        this.paths = paths;
        this.files = files;
    }

    /**
     * The one of those that a boot loader loads: clouds take one. It is the one of the kernel's version, else the first
     * that is not microcode; what comes after it adds to it.
     *
     * @param kernel the kernel's path, without links
     * @throws DiskImageException when it is not there
     */
    Optional<String> ofLoader(String kernel, List<String> loaded) throws IOException {
        List<String> candidates = loaded.stream()
                .filter(path -> !MICROCODE.matcher(name(path)).matches())
                .toList();
        List<String> names = versioned(version(kernel));
        Optional<String> chosen = candidates.stream()
                .filter(path -> names.contains(name(path)))
                .findFirst()
                .or(() -> candidates.stream().findFirst());
        return chosen.isEmpty()
                ? Optional.empty()
                : Optional.of(there(chosen.get(), paths.followLoaders(chosen.get())));
    }

    /**
     * The one that lies beside a kernel and has its version, or none. A link without a version leads to the ramdisk of
     * some version: it counts only for a kernel that has none either.
     *
     * @param kernel the kernel's path, without links
     * @param builtVersion the version that the kernel says it has; empty when it says none
     * @throws DiskImageException when it is a link to nowhere
     */
    Optional<String> of(String kernel, String builtVersion) throws IOException {
        String folder = kernel.substring(0, kernel.lastIndexOf('/'));
        String version = version(kernel).or(() -> Optional.of(builtVersion)).get();
        for (String name : versioned(Optional.of(version))) {
            if (files.names(folder).contains(name)) {
                String path = folder + "/" + name;
                return Optional.of(there(path, paths.follow(paths.onMachine(path))));
            }
        }
        for (String name : UNVERSIONED) {
            Optional<String> path = paths.follow(paths.onMachine(folder + "/" + name));
            if (path.isPresent() && (version.isEmpty() || UNVERSIONED.contains(name(path.get())))) {
                return path;
            }
        }
        return Optional.empty();
    }

    private static String there(String path, Optional<String> found) throws DiskImageException {
        return found.orElseThrow(() -> BootFiles.missing(path));
    }

    private static List<String> versioned(Optional<String> version) {
        List<String> names = new ArrayList<>();
        version.filter(text -> !text.isEmpty())
                .ifPresent(text -> VERSIONED.forEach(form -> names.add(form.formatted(text))));
        return names;
    }

    private static Optional<String> version(String kernel) {
        Matcher matcher = KERNEL.matcher(name(kernel));
        return matcher.matches() ? Optional.of(matcher.group(1)) : Optional.empty();
    }

    private static String name(String path) {
        return path.substring(path.lastIndexOf('/') + 1);
    }
}

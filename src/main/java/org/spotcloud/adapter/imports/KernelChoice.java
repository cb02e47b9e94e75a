package org.spotcloud.adapter.imports;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.spotcloud.adapter.catalog.Architecture;
import org.spotcloud.adapter.diskimage.DiskImageException;
import org.spotcloud.adapter.diskimage.ext.ExtFileSystem;
import org.spotcloud.adapter.imports.bootmenu.BootEntry;
import org.spotcloud.adapter.imports.bootmenu.BootFolder;
import org.spotcloud.adapter.imports.bootmenu.BootMenus;
import org.spotcloud.adapter.imports.bootmenu.VersionOrder;

/** Tries the kernels of a disk, the likeliest first, until one can be taken. */
final class KernelChoice {
    /** A link of that name, at the top or beside the kernels, leads to the kernel that is to be used. */
    private static final List<String> LINKS = List.of("/" + BootFiles.KERNEL, BootFiles.BOOT + "/" + BootFiles.KERNEL);
    /** Of the highest versions: each is read to its end before it is taken. */
    static final int MAX_KERNELS = 16;
    /** A boot loader's configuration with some dozen kernels has a tenth of it. */
    private static final int MAX_MENU_BYTES = 256 * 1024;

    private final ExtFileSystem files;
    private final Optional<Architecture> hardware;
    private final BootPaths paths;
    private final Ramdisks ramdisks;
    private Optional<DiskImageException> firstFailure = Optional.empty();

    KernelChoice(ExtFileSystem root, ExtFileSystem files, Optional<Architecture> hardware) {
        this.files = files;
        this.hardware = hardware;
        this.paths = new BootPaths(root, files);
        this.ramdisks = new Ramdisks(paths, files);
    }

    /** A way to a kernel, which may lead to none. */
    @FunctionalInterface
    private interface Way {
        BootFiles take() throws IOException;
    }

    /**
     * Chooses.
     *
     * @param folder where the kernels are on their file system
     */
    BootFiles choose(String folder) throws IOException {
        for (BootEntry entry : BootMenus.defaults(menus())) {
            Optional<BootFiles> started = tried(() -> started(entry));
            if (started.isPresent()) {
                return started.get();
            }
        }
        for (String link : LINKS) {
            Optional<BootFiles> linked = isLink(link) ? tried(() -> at(link)) : Optional.empty();
            if (linked.isPresent()) {
                return linked.get();
            }
        }
        return highest(folder);
    }

    /** Whether a boot loader's configuration names a kernel that is there, whatever its name. */
    boolean isNamedByMenu() throws IOException {
        for (BootEntry entry : BootMenus.defaults(menus())) {
            try {
                if (paths.followLoaders(entry.kernel()).isPresent()) {
                    return true;
                }
            } catch (DiskImageException e) {
                continue; // what cannot be read is not there
            }
        }
        return false;
    }

    private boolean isLink(String path) throws IOException {
        try {
            return paths.isLink(path);
        } catch (DiskImageException e) {
            return false; // what cannot be read leads nowhere
        }
    }

    private BootFiles started(BootEntry entry) throws IOException {
        String kernel = paths.followLoaders(entry.kernel()).orElseThrow(() -> BootFiles.missing(entry.kernel()));
        Optional<String> loaded = ramdisks.ofLoader(kernel, entry.ramdisks());
        return loaded.isPresent() ? BootFiles.verified(files, kernel, loaded, hardware) : withItsRamdisk(kernel);
    }

    private BootFiles highest(String folder) throws IOException {
        Set<String> names = files.names(folder);
        List<String> kernels = BootFiles.kernelNames(names)
                .sorted(Comparator.<String, String>comparing(
                                name -> name.substring(BootFiles.KERNEL.length()), new VersionOrder())
                        .reversed())
                .limit(MAX_KERNELS)
                .toList();
        if (kernels.isEmpty()) {
            throw firstFailure.orElseGet(
                    () -> new DiskImageException("expected a Linux kernel (vmlinuz…) in /boot, found "
                            + (names.isEmpty() ? "no such folder" : "none")));
        }
        firstFailure = Optional.empty(); // what is there counts, not what a menu or a link says
        for (String name : kernels) {
            Optional<BootFiles> taken = tried(() -> at(paths.onMachine(folder + "/" + name)));
            if (taken.isPresent()) {
                return taken.get();
            }
        }
        throw refusal(kernels.subList(1, kernels.size()));
    }

    private DiskImageException refusal(List<String> others) {
        DiskImageException failure = firstFailure.orElseThrow();
        return others.isEmpty()
                ? failure
                : new DiskImageException(
                        "%s; none of the other kernels can be taken either (%s)"
                                .formatted(failure.getMessage(), String.join(", ", others)),
                        failure);
    }

    private BootFiles at(String path) throws IOException {
        return withItsRamdisk(paths.follow(path).orElseThrow(() -> BootFiles.missing(path)));
    }

    private BootFiles withItsRamdisk(String kernel) throws IOException {
        String version =
                LinuxKernel.read(kernel, BootFiles.kernelFile(files, kernel)).version();
        return BootFiles.verified(files, kernel, ramdisks.of(kernel, version), hardware);
    }

    private Optional<BootFiles> tried(Way way) throws IOException {
        try {
            return Optional.of(way.take());
        } catch (DiskImageException e) {
            firstFailure = firstFailure.or(() -> Optional.of(e));
            return Optional.empty();
        }
    }

    private BootFolder menus() {
        return new BootFolder() {
            @Override
            public Optional<String> text(String path) {
                return TextFile.read(files, path, MAX_MENU_BYTES);
            }

            @Override
            public Set<String> names(String path) {
                try {
                    return files.names(path);
                } catch (DiskImageException e) {
                    return Set.of(); // what is damaged says nothing
                } catch (IOException e) {
                    throw new UncheckedIOException(e);
                }
            }
        };
    }
}

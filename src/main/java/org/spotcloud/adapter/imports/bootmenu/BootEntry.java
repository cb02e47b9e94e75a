package org.spotcloud.adapter.imports.bootmenu;

import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * What a boot loader starts.
 *
 * @param kernel the kernel's path on the file system that the boot loader reads
 * @param ramdisks the paths of what is loaded with it, in order; the processor's microcode may be among them
 */
public record BootEntry(String kernel, List<String> ramdisks) {
    /** {@code (hd0,1)/boot/vmlinuz}. */
    private static final Pattern DEVICE = Pattern.compile("^\\([^)]*\\)");

    public BootEntry {
        Objects.requireNonNull(kernel, "kernel");
        ramdisks = List.copyOf(ramdisks);
    }

    /** A path as configurations have it, without the device before it; empty for what is no absolute path. */
    static Optional<String> path(String word) {
        return Optional.of(DEVICE.matcher(word).replaceFirst("")).filter(path -> path.startsWith("/"));
    }
}

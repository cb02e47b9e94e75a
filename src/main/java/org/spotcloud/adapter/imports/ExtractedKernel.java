package org.spotcloud.adapter.imports;

import java.nio.file.Path;
import java.util.Objects;
import java.util.Optional;

/**
 * Kernel and ramdisk as files.
 *
 * @param kernel the kernel's file
 * @param ramdisk the ramdisk's; empty for a kernel without one
 * @param kernelName the kernel's path in its file system
 * @param ramdiskName the ramdisk's
 */
public record ExtractedKernel(Path kernel, Optional<Path> ramdisk, String kernelName, Optional<String> ramdiskName) {
    public ExtractedKernel {
        Objects.requireNonNull(kernel, "kernel");
        Objects.requireNonNull(ramdisk, "ramdisk");
        Objects.requireNonNull(kernelName, "kernelName");
        Objects.requireNonNull(ramdiskName, "ramdiskName");
    }
}

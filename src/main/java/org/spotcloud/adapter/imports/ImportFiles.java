package org.spotcloud.adapter.imports;

import java.nio.file.Path;
import java.util.Objects;
import java.util.Optional;

/**
 * The finished files of an import.
 *
 * @param disk the machine's disk as QCOW2
 * @param kernel its kernel, when it was extracted
 * @param ramdisk its ramdisk, when it was extracted and there is one
 */
public record ImportFiles(Path disk, Optional<Path> kernel, Optional<Path> ramdisk) {
    public ImportFiles {
        Objects.requireNonNull(disk, "disk");
        Objects.requireNonNull(kernel, "kernel");
        Objects.requireNonNull(ramdisk, "ramdisk");
    }
}

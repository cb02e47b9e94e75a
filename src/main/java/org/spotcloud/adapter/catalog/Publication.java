package org.spotcloud.adapter.catalog;

import java.nio.file.Path;
import java.util.Objects;
import java.util.Optional;

/**
 * One file to publish.
 *
 * @param generation which import of that image; a new one starts with each import
 * @param kind what the file is
 * @param attempt names this attempt; no other attempt has the same name
 * @param claim of this attempt to its step
 * @param file the file to publish
 * @param kernelId for a machine image: the published kernel, if it has one
 * @param ramdiskId for a machine image: the published ramdisk, if it has one
 */
public record Publication(
        ImageKey key,
        int generation,
        Kind kind,
        String attempt,
        Claim claim,
        Path file,
        Optional<String> kernelId,
        Optional<String> ramdiskId) {

    /** EC2's three types of image. */
    public enum Kind {
        MACHINE,
        KERNEL,
        RAMDISK
    }

    public Publication {
        Objects.requireNonNull(key, "key");
        Objects.requireNonNull(kind, "kind");
        Objects.requireNonNull(attempt, "attempt");
        Objects.requireNonNull(claim, "claim");
        Objects.requireNonNull(file, "file");
        Objects.requireNonNull(kernelId, "kernelId");
        Objects.requireNonNull(ramdiskId, "ramdiskId");
    }
}

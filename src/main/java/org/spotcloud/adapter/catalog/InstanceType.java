package org.spotcloud.adapter.catalog;

import java.util.Objects;

/**
 * A size of instance that the cloud offers.
 *
 * @param name the cloud's own name, such as {@code m1.small}
 * @param vcpus virtual processors, at least 1
 * @param memoryMiB memory in MiB, at least 1
 * @param diskGiB root disk in GiB; 0 where the cloud does not tell
 */
public record InstanceType(String name, int vcpus, long memoryMiB, long diskGiB) {
    public InstanceType {
        Objects.requireNonNull(name, "name");
        if (name.isBlank() || vcpus < 1 || memoryMiB < 1 || diskGiB < 0) {
            throw new IllegalArgumentException(
                    "instance type '%s' with %d vCPUs, %d MiB of memory and %d GiB of disk: a type has a name, a vCPU and memory"
                            .formatted(name, vcpus, memoryMiB, diskGiB));
        }
    }
}

package org.spotcloud.adapter.catalog;

/**
 * So much of everything that machines take.
 *
 * @param memoryMiB MiB of memory
 * @param storageMiB MiB of their disks
 */
public record Amounts(long machines, long vcpus, long memoryMiB, long storageMiB) {
    private static final long MIB_PER_GIB = 1024;

    /** What one machine of that type takes. */
    public static Amounts of(InstanceType type) {
        return new Amounts(1, type.vcpus(), type.memoryMiB(), Math.multiplyExact(type.diskGiB(), MIB_PER_GIB));
    }

    public Amounts plus(Amounts other) {
        return new Amounts(
                machines + other.machines,
                vcpus + other.vcpus,
                memoryMiB + other.memoryMiB,
                storageMiB + other.storageMiB);
    }
}

package org.spotcloud.adapter.machines;

import org.spotcloud.adapter.catalog.Capacity.Loads;

/**
 * What there is and what is free of it. What no source knows the total of is 0 in all and free.
 *
 * @param totalMemory MiB
 * @param freeMemory MiB, not below 0
 * @param totalStorage MiB
 * @param freeStorage MiB, not below 0
 * @param committedStorage MiB of the disks of all machines that are sold
 * @param cpus vCPUs in all
 */
public record Utilization(
        long totalMemory,
        long freeMemory,
        long totalStorage,
        long freeStorage,
        long committedStorage,
        long cpus,
        Loads loads) {}

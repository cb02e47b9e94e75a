package org.spotcloud.adapter.imports;

import java.util.Objects;

/**
 * A partition that was found on a package's disk.
 *
 * @param number as Linux counts them; 0 for a disk without a partition table
 * @param start its first byte on the disk
 * @param length bytes
 * @param content what it holds: {@code ext4}, {@code swap} …; {@code unknown} when it shows no known sign
 * @param role what became of it
 */
public record DiskPartition(int number, long start, long length, String content, Role role) {
    /** What becomes of a partition. */
    public enum Role {
        /** It is the disk of the image. */
        ROOT,
        /** Kernel and ramdisk come from it. */
        BOOT,
        /** It is left out. */
        UNUSED,
        /** It is on the disk of the image, as all others are. */
        INCLUDED
    }

    public DiskPartition {
        Objects.requireNonNull(content, "content");
        Objects.requireNonNull(role, "role");
    }
}

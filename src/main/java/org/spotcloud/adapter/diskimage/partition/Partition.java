package org.spotcloud.adapter.diskimage.partition;

import java.util.Objects;

/**
 * A partition of a disk.
 *
 * @param number as Linux counts them, from 1; 0 for a disk without a table
 * @param start its first byte on the disk
 * @param length bytes; {@link #TO_THE_END} for a disk without a table
 * @param type the table's type: {@code 83} (MBR, hexadecimal) or a GUID (GPT); empty without a table
 */
public record Partition(int number, long start, long length, String type) {
    /** The length of what reaches to the disk's end, wherever that is. */
    public static final long TO_THE_END = Long.MAX_VALUE;

    public Partition {
        Objects.requireNonNull(type, "type");
        if (number < 0 || start < 0 || length <= 0) {
            throw new IllegalArgumentException(
                    "not a partition: number %d, start %d, length %d".formatted(number, start, length));
        }
    }

    /** A disk without a table, as a partition. */
    static Partition wholeDisk() {
        return new Partition(0, 0, TO_THE_END, "");
    }

    /** The first byte after it. */
    public long end() {
        return length == TO_THE_END ? TO_THE_END : start + length;
    }
}

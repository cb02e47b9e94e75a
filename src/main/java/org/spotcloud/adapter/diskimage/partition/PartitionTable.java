package org.spotcloud.adapter.diskimage.partition;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import org.spotcloud.adapter.diskimage.DiskImageException;

/**
 * A disk's partition table.
 *
 * @param kind which kind of table
 * @param partitions in the order in which they lie on the disk; those that overlap are refused
 * @param extended where the first extended boot record lies (MBR), whose logical partitions are not among the others
 */
public record PartitionTable(Kind kind, List<Partition> partitions, Optional<Partition> extended) {
    /** The head of a disk that {@link #read} needs: GPT's entries with sectors of 4096 bytes end well before. */
    public static final int HEAD_BYTES = 128 * 1024;

    /** The kinds of tables. */
    public enum Kind {
        MBR,
        GPT,
        /** No table: the file system begins at the disk's first byte. */
        NONE
    }

    public PartitionTable {
        partitions = partitions.stream()
                .sorted(Comparator.comparingLong(Partition::start))
                .toList();
    }

    /**
     * Reads the table.
     *
     * @param head the disk's first {@link #HEAD_BYTES}, or all of it when it is smaller
     * @throws DiskImageException when the table is damaged or its partitions overlap
     */
    public static PartitionTable read(ByteBuffer head) throws DiskImageException {
        ByteBuffer disk = head.slice().order(ByteOrder.LITTLE_ENDIAN);
        Optional<List<BootRecord.Entry>> entries = BootRecord.entries(disk, 0);
        if (entries.isEmpty()) {
            return new PartitionTable(Kind.NONE, List.of(Partition.wholeDisk()), Optional.empty());
        }
        PartitionTable table = entries.get().stream().anyMatch(BootRecord.Entry::isProtective)
                ? new PartitionTable(Kind.GPT, GuidTable.read(disk), Optional.empty())
                : masterBootRecord(entries.get());
        table.refuseOverlaps();
        return table;
    }

    private static PartitionTable masterBootRecord(List<BootRecord.Entry> entries) {
        List<Partition> primary = entries.stream()
                .filter(entry -> !entry.isExtended())
                .map(entry -> entry.toPartition(entry.slot() + 1, 0))
                .toList();
        Optional<Partition> extended = entries.stream()
                .filter(BootRecord.Entry::isExtended)
                .findFirst()
                .map(entry -> entry.toPartition(entry.slot() + 1, 0));
        return new PartitionTable(Kind.MBR, primary, extended);
    }

    private void refuseOverlaps() throws DiskImageException {
        for (int i = 1; i < partitions.size(); i++) {
            Partition before = partitions.get(i - 1);
            Partition after = partitions.get(i);
            if (after.start() < before.end()) {
                throw new DiskImageException(
                        "expected partitions that do not overlap, found partition %d beginning within partition %d"
                                .formatted(after.number(), before.number()));
            }
        }
    }
}

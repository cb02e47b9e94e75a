package org.spotcloud.adapter.diskimage.partition;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.Comparator;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.stream.Stream;
import org.spotcloud.adapter.diskimage.BlockDevice;
import org.spotcloud.adapter.diskimage.DiskImageException;

/**
 * A disk's partition table.
 *
 * @param kind which kind of table
 * @param partitions in the order in which they lie on the disk; those that overlap are refused
 * @param extended where the first extended boot record lies (MBR), when its logical partitions are not among the others
 * @param needsWholeDisk why the disk's head does not tell the partitions; empty when it does
 */
public record PartitionTable(
        Kind kind, List<Partition> partitions, Optional<Partition> extended, Optional<String> needsWholeDisk) {
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
        Objects.requireNonNull(extended, "extended");
        Objects.requireNonNull(needsWholeDisk, "needsWholeDisk");
    }

    /**
     * Reads what the head of a disk tells. The numbers of an MBR are taken to count sectors of 512 bytes. A GUID
     * partition table whose primary copy is damaged needs the whole disk.
     *
     * @param head the disk's first {@link #HEAD_BYTES}, or all of it when it is smaller
     * @throws DiskImageException when partitions overlap
     */
    public static PartitionTable read(ByteBuffer head) throws IOException {
        HeadDevice disk = new HeadDevice(head);
        Optional<List<BootRecord.Entry>> entries = entries(disk.bytes());
        if (entries.isEmpty()) {
            return none();
        }
        if (isProtective(entries.get())) {
            return primary(disk);
        }
        MasterTable master = new MasterTable(entries.get(), BootRecord.SECTOR_BYTES);
        return of(Kind.MBR, master.primary(), master.firstExtended(), master.needsWholeDisk());
    }

    /**
     * Reads all of a disk's table: logical partitions are among the others, in the order in which Linux counts them. A
     * GUID partition table is read from its backup at the disk's end where the primary copy is damaged. The numbers of an
     * MBR count sectors of 4096 bytes when only then partitions begin with what partitions hold.
     *
     * @throws DiskImageException when the table is damaged, its partitions overlap, or its extended boot records make a
     *     circle or are too many
     */
    public static PartitionTable read(BlockDevice disk) throws IOException {
        ByteBuffer first = ByteBuffer.allocate((int) Math.min(HEAD_BYTES, disk.size()));
        disk.read(0, first);
        HeadDevice head = new HeadDevice(first.flip());
        Optional<List<BootRecord.Entry>> entries = entries(head.bytes());
        if (entries.isEmpty()) {
            return none();
        }
        return isProtective(entries.get()) ? guid(disk) : master(entries.get(), disk);
    }

    /** Whether the numbers of an MBR, which were taken for sectors of 512 bytes, may count sectors of 4096 as well. */
    boolean fitsWithLargeSectors(long diskBytes) {
        long factor = BootRecord.LARGE_SECTOR_BYTES / BootRecord.SECTOR_BYTES;
        return kind == Kind.MBR
                && Stream.concat(partitions.stream(), extended.stream())
                        .allMatch(partition -> partition.end() <= diskBytes / factor);
    }

    private static Optional<List<BootRecord.Entry>> entries(ByteBuffer head) throws DiskImageException {
        Optional<List<BootRecord.Entry>> entries = BootRecord.master(head);
        boolean ownVolume = ContentSign.of(head.slice(0, Math.min(head.limit(), PartitionSplitter.PROBE_BYTES)))
                .filter(ContentSign::isOfVolume)
                .isPresent();
        // a file system's boot code that looks like entries
        return entries.filter(used -> !(ownVolume && new MasterTable(used, BootRecord.SECTOR_BYTES).isStrange()));
    }

    private static boolean isProtective(List<BootRecord.Entry> entries) {
        return entries.stream().anyMatch(BootRecord.Entry::isProtective);
    }

    private static PartitionTable none() {
        return new PartitionTable(Kind.NONE, List.of(Partition.wholeDisk()), Optional.empty(), Optional.empty());
    }

    private static PartitionTable primary(BlockDevice head) throws IOException {
        List<Partition> partitions;
        try {
            partitions = GuidTable.primary(head);
        } catch (DiskImageException e) {
            return of(Kind.GPT, List.of(), Optional.empty(), Optional.of(e.getMessage()));
        }
        return of(Kind.GPT, partitions, Optional.empty(), Optional.empty());
    }

    private static PartitionTable guid(BlockDevice disk) throws IOException {
        PartitionTable primary = primary(disk);
        if (primary.needsWholeDisk.isEmpty()) {
            return primary;
        }
        List<Partition> partitions;
        try {
            partitions = GuidTable.backup(disk);
        } catch (DiskImageException e) {
            throw new DiskImageException("%s; %s".formatted(primary.needsWholeDisk.get(), e.getMessage()), e);
        }
        return of(Kind.GPT, partitions, Optional.empty(), Optional.empty());
    }

    private static PartitionTable master(List<BootRecord.Entry> entries, BlockDevice disk) throws IOException {
        MasterTable small = new MasterTable(entries, BootRecord.SECTOR_BYTES);
        List<Partition> partitions = small.all(disk);
        if (!MasterTable.showContent(partitions, disk)) {
            MasterTable large = new MasterTable(entries, BootRecord.LARGE_SECTOR_BYTES);
            if (large.isWithin(disk.size())) {
                List<Partition> larger = large.all(disk);
                partitions = MasterTable.showContent(larger, disk) ? larger : partitions;
            }
        }
        return of(Kind.MBR, partitions, Optional.empty(), Optional.empty());
    }

    private static PartitionTable of(
            Kind kind, List<Partition> partitions, Optional<Partition> extended, Optional<String> needsWholeDisk)
            throws DiskImageException {
        PartitionTable table = new PartitionTable(kind, partitions, extended, needsWholeDisk);
        table.refuseOverlaps();
        return table;
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

package org.spotcloud.adapter.diskimage.partition;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.spotcloud.adapter.diskimage.BlockDevice;

/**
 * The partitions of a master boot record.
 *
 * @param entries its used entries
 * @param sectorBytes what their numbers count
 */
record MasterTable(List<BootRecord.Entry> entries, int sectorBytes) {

    /** Those that are no containers of others. */
    List<Partition> primary() {
        return entries.stream()
                .filter(entry -> !entry.isExtended())
                .map(this::partition)
                .toList();
    }

    /** The container of logical partitions that comes first. */
    Optional<Partition> firstExtended() {
        return extended().stream().findFirst();
    }

    /** All partitions, logical ones included: those count on from one container to the next. */
    List<Partition> all(BlockDevice disk) throws IOException {
        List<Partition> all = new ArrayList<>(primary());
        int number = ExtendedRecord.FIRST_NUMBER;
        for (Partition container : extended()) {
            List<Partition> logical = ExtendedRecord.chain(disk, container, sectorBytes, number);
            all.addAll(logical);
            number += logical.size();
        }
        return all;
    }

    Optional<String> needsWholeDisk() {
        int count = extended().size();
        return count > 1 ? Optional.of("expected at most one extended partition, found " + count) : Optional.empty();
    }

    /** Whether it is none, more likely than not: partitions at the record itself, or over each other. */
    boolean isStrange() {
        for (BootRecord.Entry entry : entries) {
            for (BootRecord.Entry other : entries) {
                boolean over = entry.slot() != other.slot()
                        && entry.firstSector() >= other.firstSector()
                        && entry.firstSector() < other.firstSector() + other.sectors();
                if (over || entry.firstSector() == 0) {
                    return true;
                }
            }
        }
        return false;
    }

    /** Whether all of it lies on a disk of that size. */
    boolean isWithin(long diskBytes) {
        return entries.stream().map(this::partition).allMatch(partition -> partition.end() <= diskBytes);
    }

    /** Whether any of them begins with what partitions hold, or is one that an extended boot record names. */
    static boolean showContent(List<Partition> partitions, BlockDevice disk) throws IOException {
        for (Partition partition : partitions) {
            if (partition.number() >= ExtendedRecord.FIRST_NUMBER || showsContent(partition, disk)) {
                return true;
            }
        }
        return false;
    }

    private static boolean showsContent(Partition partition, BlockDevice disk) throws IOException {
        long length = Math.min(PartitionSplitter.PROBE_BYTES, disk.size() - partition.start());
        if (length <= 0) {
            return false;
        }
        ByteBuffer probe = ByteBuffer.allocate((int) length);
        disk.read(partition.start(), probe);
        return ContentSign.of(probe.flip()).filter(ContentSign::isOfVolume).isPresent();
    }

    /** One that begins with the master boot record is no container. */
    private List<Partition> extended() {
        return entries.stream()
                .filter(entry -> entry.isExtended() && entry.firstSector() > 0)
                .map(this::partition)
                .toList();
    }

    private Partition partition(BootRecord.Entry entry) {
        return entry.toPartition(entry.slot() + 1, 0, sectorBytes);
    }
}

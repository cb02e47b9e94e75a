package org.spotcloud.adapter.diskimage.partition;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.spotcloud.adapter.diskimage.BlockDevice;
import org.spotcloud.adapter.diskimage.DiskImageException;

/**
 * An extended boot record, read as Linux reads it ({@code block/partitions/msdos.c}).
 *
 * @param logical the partitions that it names: one, as a rule
 * @param next the byte on the disk where the next record is; empty at the end of the chain
 */
record ExtendedRecord(List<Partition> logical, Optional<Long> next) {
    /** The number of the first logical partition. */
    static final int FIRST_NUMBER = 5;
    /** As many as a chain may have. */
    static final int MAX_RECORDS = 128;

    /** The other entries are filled by few, and at times with rubbish. */
    private static final int RELIABLE_SLOTS = 2;

    ExtendedRecord {
        logical = List.copyOf(logical);
    }

    /**
     * Reads a record.
     *
     * @param start its byte on the disk, which its partitions count from
     * @param extended the partition that all records are in; links to others count from its start
     * @param sectorBytes what the numbers count
     * @param number of its first logical partition
     */
    static ExtendedRecord read(ByteBuffer sector, long start, Partition extended, int sectorBytes, int number) {
        List<Partition> logical = new ArrayList<>();
        Optional<Long> next = Optional.empty();
        for (BootRecord.Entry entry : BootRecord.entries(sector)) {
            if (!entry.isUsed()) {
                continue; // a protective one of no length
            }
            if (entry.isExtended()) {
                long link =
                        entry.toPartition(number, extended.start(), sectorBytes).start();
                next = next.or(() -> Optional.of(link));
            } else {
                Partition partition = entry.toPartition(number + logical.size(), start, sectorBytes);
                if (entry.slot() < RELIABLE_SLOTS || partition.end() <= extended.end()) {
                    logical.add(partition);
                }
            }
        }
        return new ExtendedRecord(logical, next);
    }

    /**
     * The logical partitions of a whole chain; it ends where the disk does.
     *
     * @param number of the first
     */
    static List<Partition> chain(BlockDevice disk, Partition extended, int sectorBytes, int number) throws IOException {
        List<Partition> logical = new ArrayList<>();
        Set<Long> starts = new HashSet<>();
        Optional<Long> next = Optional.of(extended.start());
        while (next.isPresent() && next.get() <= disk.size() - BootRecord.SECTOR_BYTES) {
            long start = next.get();
            if (!starts.add(start)) {
                throw new DiskImageException(
                        "expected a chain of extended boot records with an end, found one that leads back to byte "
                                + start);
            }
            if (starts.size() > MAX_RECORDS) {
                throw tooMany();
            }
            ByteBuffer sector = ByteBuffer.allocate(BootRecord.SECTOR_BYTES).order(ByteOrder.LITTLE_ENDIAN);
            disk.read(start, sector);
            ExtendedRecord record = read(sector, start, extended, sectorBytes, number + logical.size());
            logical.addAll(record.logical);
            next = record.next;
        }
        return logical;
    }

    static DiskImageException tooMany() {
        return new DiskImageException("expected at most " + MAX_RECORDS + " extended boot records, found more");
    }
}

package org.spotcloud.adapter.diskimage.partition;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.PriorityQueue;
import org.spotcloud.adapter.diskimage.DiskImageException;

/**
 * Splits a disk that comes as a stream into its partitions. Logical partitions are found as their extended boot records
 * pass. Nothing but the disk's head is kept.
 */
public final class PartitionSplitter {
    /** What of a partition is kept until its target is chosen: enough for a file system's superblock. */
    public static final int PROBE_BYTES = 4096;

    /** Takes the bytes of a partition, in order. */
    @FunctionalInterface
    public interface Target {
        /** Takes all that remains in {@code piece}. */
        void write(ByteBuffer piece) throws IOException;
    }

    /** Chooses where a partition goes. */
    @FunctionalInterface
    public interface Chooser {
        /**
         * Chooses.
         *
         * @param probe the partition's first {@link #PROBE_BYTES}, fewer when it is smaller
         * @return empty to skip the partition
         */
        Optional<Target> choose(Partition partition, ByteBuffer probe) throws IOException;
    }

    private final Chooser chooser;
    private final ByteBuffer head = ByteBuffer.allocate(PartitionTable.HEAD_BYTES);
    private final PriorityQueue<Region> ahead = new PriorityQueue<>(Comparator.comparingLong(Region::start));
    private final List<Partition> partitions = new ArrayList<>();
    private Optional<PartitionTable> table = Optional.empty();
    private Optional<Region> current = Optional.empty();
    private Optional<String> unordered = Optional.empty();
    private boolean showsVolume;
    private long position;
    private int logical;
    private int bootRecords;

    /** For a disk whose table is told by the stream. */
    public PartitionSplitter(Chooser chooser) {
        this.chooser = chooser;
    }

    /**
     * For a disk whose table is known, as when it passes for the second time.
     *
     * @param whole read from the whole disk: {@link PartitionTable#read(org.spotcloud.adapter.diskimage.BlockDevice)}
     */
    public PartitionSplitter(PartitionTable whole, Chooser chooser) {
        this.chooser = chooser;
        if (whole.needsWholeDisk().isPresent() || whole.extended().isPresent()) {
            throw new IllegalArgumentException("not all of a disk's table: " + whole);
        }
        this.table = Optional.of(whole);
        this.showsVolume = true;
        whole.partitions().forEach(this::expect);
    }

    /**
     * Takes the next bytes of the disk: all that remains in {@code piece}. Once the whole disk is needed to tell its
     * table they are only counted.
     */
    public void write(ByteBuffer piece) throws IOException {
        if (table.isEmpty()) {
            Region.transfer(piece, head);
            if (head.hasRemaining()) {
                return;
            }
            readHead();
        }
        distribute(piece);
    }

    /**
     * Why the stream does not tell the partitions: then {@link PartitionTable#read} has to, with the whole disk, and the
     * disk has to pass again. To be asked when all of it has passed, before {@link #finish}. Reasons are a GUID partition
     * table whose primary copy is damaged, extended boot records that lead back, and numbers of an MBR that may count
     * sectors of 4096 bytes: the latter is no reason to refuse the disk.
     *
     * @return empty when the partitions are told
     */
    public Optional<String> needsWholeDisk() {
        return untold().or(this::largerSectors);
    }

    /**
     * The disk has ended.
     *
     * @throws DiskImageException when a partition that was wanted goes beyond that end, or only the whole disk can tell
     *     its table
     */
    public void finish() throws IOException {
        if (table.isEmpty()) {
            readHead();
        }
        Optional<String> reason = untold();
        if (reason.isPresent()) {
            throw new DiskImageException(reason.get());
        }
        if (current.isPresent()) {
            current.get().finish(position);
        }
    }

    /** The disk's table; empty while its head has not passed. */
    public Optional<PartitionTable> table() {
        return table;
    }

    /** The partitions so far, logical ones included. */
    public List<Partition> partitions() {
        return List.copyOf(partitions);
    }

    /** Bytes of the disk so far. */
    public long diskBytes() {
        return table.isEmpty() ? head.position() : position;
    }

    private void readHead() throws IOException {
        head.flip();
        PartitionTable found = PartitionTable.read(head);
        table = Optional.of(found);
        found.partitions().forEach(this::expect);
        found.extended().ifPresent(extended -> ahead.add(new BootRecordRegion(extended, extended.start())));
        distribute(head);
    }

    private void expect(Partition partition) {
        partitions.add(partition);
        ahead.add(new PartitionRegion(partition, this::choose));
    }

    private Optional<Target> choose(Partition partition, ByteBuffer probe) throws IOException {
        showsVolume |= ContentSign.of(probe).filter(ContentSign::isOfVolume).isPresent();
        return chooser.choose(partition, probe);
    }

    private Optional<String> untold() {
        return unordered.or(() -> table.flatMap(PartitionTable::needsWholeDisk));
    }

    private Optional<String> largerSectors() {
        boolean possible = !showsVolume
                && logical == 0
                && table.filter(told -> told.fitsWithLargeSectors(position)).isPresent();
        return possible
                ? Optional.of("expected a known content in one of the MBR's partitions, found none:"
                        + " its numbers may count sectors of 4096 bytes")
                : Optional.empty();
    }

    private void distribute(ByteBuffer piece) throws IOException {
        while (piece.hasRemaining()) {
            if (untold().isPresent()) {
                skip(piece, Long.MAX_VALUE);
                return;
            }
            if (current.isEmpty() && !enterNext()) {
                skip(piece, Long.MAX_VALUE);
                return;
            }
            Region region = current.orElseThrow();
            if (position < region.start()) {
                skip(piece, region.start() - position);
            } else {
                int length = (int) Math.min(piece.remaining(), region.end() - position);
                ByteBuffer part = piece.slice(piece.position(), length);
                skip(piece, length);
                region.write(part);
                if (position == region.end()) {
                    region.finish(position);
                    current = Optional.empty();
                }
            }
        }
    }

    private boolean enterNext() throws DiskImageException {
        current = Optional.ofNullable(ahead.poll());
        if (current.isPresent() && current.get().start() < position) {
            throw new DiskImageException("expected the next partition after byte %d of the disk, found it at byte %d"
                    .formatted(position, current.get().start()));
        }
        return current.isPresent();
    }

    private void skip(ByteBuffer piece, long bytes) {
        int skipped = (int) Math.min(piece.remaining(), bytes);
        piece.position(piece.position() + skipped);
        position += skipped;
    }

    /** Where an extended boot record is. */
    private final class BootRecordRegion implements Region {
        private final Partition extended;
        private final long start;
        private final ByteBuffer sector =
                ByteBuffer.allocate(BootRecord.SECTOR_BYTES).order(ByteOrder.LITTLE_ENDIAN);

        BootRecordRegion(Partition extended, long start) {
            this.extended = extended;
            this.start = start;
        }

        @Override
        public long start() {
            return start;
        }

        @Override
        public long end() {
            return start + BootRecord.SECTOR_BYTES;
        }

        @Override
        public void write(ByteBuffer part) {
            sector.put(part);
        }

        @Override
        public void finish(long reached) throws DiskImageException {
            if (sector.hasRemaining()) {
                return;
            }
            if (++bootRecords > ExtendedRecord.MAX_RECORDS) {
                throw ExtendedRecord.tooMany();
            }
            ExtendedRecord record = ExtendedRecord.read(
                    sector, start, extended, BootRecord.SECTOR_BYTES, ExtendedRecord.FIRST_NUMBER + logical);
            logical += record.logical().size();
            record.logical().forEach(PartitionSplitter.this::expect);
            record.next().ifPresent(this::follow);
        }

        private void follow(long next) {
            if (next <= start) {
                unordered = Optional.of(
                        "expected extended boot records in ascending order, found one at byte %d after byte %d"
                                .formatted(next, start));
            } else {
                ahead.add(new BootRecordRegion(extended, next));
            }
        }
    }
}

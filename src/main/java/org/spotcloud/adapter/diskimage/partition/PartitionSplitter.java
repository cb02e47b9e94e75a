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

    private static final int MAX_LOGICAL_PARTITIONS = 128;
    private static final int FIRST_LOGICAL_NUMBER = 5;

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
    private long position;
    private int logical;

    public PartitionSplitter(Chooser chooser) {
        this.chooser = chooser;
    }

    /** Takes the next bytes of the disk: all that remains in {@code piece}. */
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
     * The disk has ended.
     *
     * @throws DiskImageException when a partition that was wanted goes beyond that end
     */
    public void finish() throws IOException {
        if (table.isEmpty()) {
            readHead();
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
        ahead.add(new PartitionRegion(partition, chooser));
    }

    private void distribute(ByteBuffer piece) throws IOException {
        while (piece.hasRemaining()) {
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

    /** An extended boot record: names one logical partition, and where the next record is. */
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
            for (BootRecord.Entry entry : BootRecord.entries(sector, 0).orElse(List.of())) {
                if (entry.isExtended()) {
                    follow(entry.toPartition(FIRST_LOGICAL_NUMBER, extended.start()));
                } else {
                    Partition partition = entry.toPartition(FIRST_LOGICAL_NUMBER + logical, start);
                    logical++;
                    expect(partition);
                }
            }
        }

        private void follow(Partition next) throws DiskImageException {
            if (next.start() <= start || logical >= MAX_LOGICAL_PARTITIONS) {
                throw new DiskImageException(
                        "expected extended boot records in ascending order, at most %d, found one at byte %d after byte %d"
                                .formatted(MAX_LOGICAL_PARTITIONS, next.start(), start));
            }
            ahead.add(new BootRecordRegion(extended, next.start()));
        }
    }
}

package org.spotcloud.adapter.diskimage.partition;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.Optional;
import org.spotcloud.adapter.diskimage.DiskImageException;

/** A partition: its first bytes are kept until they tell where it goes. */
final class PartitionRegion implements Region {
    private final Partition partition;
    private final PartitionSplitter.Chooser chooser;
    private final ByteBuffer probe;
    private Optional<PartitionSplitter.Target> target = Optional.empty();
    private boolean chosen;

    PartitionRegion(Partition partition, PartitionSplitter.Chooser chooser) {
        this.partition = partition;
        this.chooser = chooser;
        this.probe = ByteBuffer.allocate((int) Math.min(PartitionSplitter.PROBE_BYTES, partition.length()));
    }

    @Override
    public long start() {
        return partition.start();
    }

    @Override
    public long end() {
        return partition.end();
    }

    @Override
    public void write(ByteBuffer part) throws IOException {
        if (!chosen) {
            Region.transfer(part, probe);
            if (probe.hasRemaining()) {
                return;
            }
            choose();
        }
        if (target.isPresent() && part.hasRemaining()) {
            target.get().write(part);
        }
    }

    @Override
    public void finish(long reached) throws IOException {
        if (!chosen) {
            choose();
        }
        if (target.isPresent() && partition.length() != Partition.TO_THE_END && reached < end()) {
            throw new DiskImageException("expected partition %d to end at byte %d, found the end of the disk at byte %d"
                    .formatted(partition.number(), end(), reached));
        }
    }

    private void choose() throws IOException {
        chosen = true;
        probe.flip();
        target = chooser.choose(partition, probe.asReadOnlyBuffer());
        if (target.isPresent()) {
            target.get().write(probe);
        }
    }
}

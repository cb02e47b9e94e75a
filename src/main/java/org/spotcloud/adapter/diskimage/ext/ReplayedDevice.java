package org.spotcloud.adapter.diskimage.ext;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.NavigableMap;
import org.spotcloud.adapter.diskimage.BlockDevice;

/** A device as it is after its journal is replayed: blocks that are in the journal are read there. */
final class ReplayedDevice implements BlockDevice {
    private final BlockDevice device;
    private final int blockBytes;
    private final ExtFile journal;
    private final NavigableMap<Long, Logged> logged;

    /**
     * A block in the journal.
     *
     * @param place its place there, in blocks
     * @param escaped whether its first four bytes are to be the journal's magic
     * @param transaction how many transactions were before the one that wrote it
     * @param checksum as its tag says, of the transaction with that {@code sequence}
     */
    record Logged(long place, boolean escaped, long transaction, int sequence, int checksum) {}

    ReplayedDevice(BlockDevice device, int blockBytes, ExtFile journal, NavigableMap<Long, Logged> logged) {
        this.device = device;
        this.blockBytes = blockBytes;
        this.journal = journal;
        this.logged = logged;
    }

    @Override
    public long size() {
        return device.size();
    }

    @Override
    public void read(long position, ByteBuffer target) throws IOException {
        checkRange(position, target.remaining());
        int limit = target.limit();
        long at = position;
        while (target.position() < limit) {
            long block = at / blockBytes;
            Long next = logged.ceilingKey(block);
            long end = next == null ? Long.MAX_VALUE : next == block ? (block + 1) * blockBytes : next * blockBytes;
            int length = (int) Math.min(limit - target.position(), end - at);
            target.limit(target.position() + length);
            if (next != null && next == block) {
                readLogged(logged.get(block), at % blockBytes, target);
            } else {
                device.read(at, target);
            }
            at += length;
        }
        target.limit(limit);
    }

    private void readLogged(Logged block, long within, ByteBuffer target) throws IOException {
        int start = target.position();
        journal.read(block.place() * blockBytes + within, target);
        if (block.escaped()) {
            ByteBuffer magic = ByteBuffer.allocate(Integer.BYTES)
                    .order(ByteOrder.BIG_ENDIAN)
                    .putInt(0, JournalSuperblock.MAGIC);
            for (long i = within; i < Math.min(Integer.BYTES, within + target.position() - start); i++) {
                target.put(start + (int) (i - within), magic.get((int) i));
            }
        }
    }
}

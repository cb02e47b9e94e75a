package org.spotcloud.adapter.diskimage.qcow2;

import java.io.Closeable;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import org.spotcloud.adapter.diskimage.BlockDevice;
import org.spotcloud.adapter.diskimage.DiskImageException;

/**
 * A QCOW2 image, version 2 or 3, read as the disk it holds now; snapshots in it count for nothing. Backing files,
 * encryption and incompatible features are refused by name. Keeps a few tables and one inflated cluster: some 20
 * clusters in all.
 */
public final class Qcow2Image implements BlockDevice, Closeable {
    private static final long OFFSET_MASK = 0x00fffffffffffe00L;
    private static final long COMPRESSED = 1L << 62;
    private static final long ALL_ZEROS = 1L;
    private static final int CACHED_TABLES = 16;
    private static final ByteBuffer ZEROS = ByteBuffer.allocateDirect(1 << 16).asReadOnlyBuffer();

    private final FileChannel channel;
    private final Header header;
    private final ByteBuffer l1;
    private final ByteBuffer[] tables = new ByteBuffer[CACHED_TABLES];
    private final int[] tableIndexes = new int[CACHED_TABLES];
    private ByteBuffer inflated;
    private long inflatedEntry;

    private Qcow2Image(FileChannel channel) throws IOException {
        this.channel = channel;
        ByteBuffer first = ByteBuffer.allocate(Header.BYTES).order(ByteOrder.BIG_ENDIAN);
        fill(first, 0, "header");
        this.header = Header.read(first);
        this.l1 = ByteBuffer.allocate(header.l1Size() * Long.BYTES).order(ByteOrder.BIG_ENDIAN);
        fill(l1, header.l1TableOffset(), "L1 table");
    }

    /**
     * Opens an image.
     *
     * @throws DiskImageException when it is not QCOW2, is damaged, or has a feature that is not supported
     */
    public static Qcow2Image open(Path path) throws IOException {
        FileChannel channel = FileChannel.open(path, StandardOpenOption.READ);
        try {
            return new Qcow2Image(channel);
        } catch (IOException | RuntimeException e) {
            channel.close();
            throw e;
        }
    }

    @Override
    public long size() {
        return header.size();
    }

    @Override
    public void read(long position, ByteBuffer target) throws IOException {
        checkRange(position, target.remaining());
        int limit = target.limit();
        long at = position;
        while (target.position() < limit) {
            int within = (int) (at % header.clusterBytes());
            int length = Math.min(limit - target.position(), header.clusterBytes() - within);
            readWithin(entry(at / header.clusterBytes()), within, target.limit(target.position() + length));
            target.limit(limit);
            at += length;
        }
    }

    @Override
    public void close() throws IOException {
        channel.close();
    }

    /** Reads from a cluster what {@code target} has room for. */
    private void readWithin(long entry, int within, ByteBuffer target) throws IOException {
        if ((entry & COMPRESSED) != 0) {
            target.put(inflated(entry).slice(within, target.remaining()));
        } else if ((entry & OFFSET_MASK) == 0 || header.hasZeroFlags() && (entry & ALL_ZEROS) != 0) {
            putZeros(target);
        } else {
            fillCluster(target, entry & OFFSET_MASK, within);
        }
    }

    /** The last cluster of a file need not be whole: what it lacks is zeros. */
    private void fillCluster(ByteBuffer target, long cluster, int within) throws IOException {
        int limit = target.limit();
        long there = channel.size() - cluster > 0 ? channel.size() - cluster - within : target.remaining();
        target.limit(target.position() + (int) Math.max(0, Math.min(target.remaining(), there)));
        fill(target, cluster + within, "cluster");
        putZeros(target.limit(limit));
    }

    private static void putZeros(ByteBuffer target) {
        while (target.hasRemaining()) {
            target.put(ZEROS.slice(0, Math.min(ZEROS.capacity(), target.remaining())));
        }
    }

    /** The L2 entry of a cluster of the disk; 0 when there is no table for it. */
    private long entry(long guestCluster) throws IOException {
        int index = (int) (guestCluster / header.l2Entries());
        long table = l1.getLong(index * Long.BYTES) & OFFSET_MASK;
        return table == 0 ? 0 : table(index, table).getLong((int) (guestCluster % header.l2Entries()) * Long.BYTES);
    }

    private ByteBuffer inflated(long entry) throws IOException {
        if (inflated == null) {
            inflated = ByteBuffer.allocate(header.clusterBytes());
        }
        if (inflatedEntry != entry) {
            inflatedEntry = 0; // until it is there
            CompressedCluster cluster = CompressedCluster.of(entry, header.clusterBits());
            // the last sector need not be whole
            long there = Math.min(cluster.length(), channel.size() - cluster.offset());
            ByteBuffer stored = ByteBuffer.allocate((int) Math.max(0, there));
            fill(stored, cluster.offset(), "compressed cluster");
            CompressedCluster.inflate(stored.flip(), inflated.clear());
            inflatedEntry = entry;
        }
        return inflated;
    }

    private ByteBuffer table(int index, long offset) throws IOException {
        int slot = index % CACHED_TABLES;
        if (tables[slot] == null || tableIndexes[slot] != index) {
            ByteBuffer table = ByteBuffer.allocate(header.clusterBytes()).order(ByteOrder.BIG_ENDIAN);
            fill(table, offset, "L2 table");
            tables[slot] = table;
            tableIndexes[slot] = index;
        }
        return tables[slot];
    }

    private void fill(ByteBuffer target, long offset, String what) throws IOException {
        long at = offset;
        while (target.hasRemaining()) {
            int read = at < 0 ? -1 : channel.read(target, at);
            if (read < 0) {
                throw new DiskImageException(
                        "expected a QCOW2 %s at byte %d, found the end of the image".formatted(what, at));
            }
            at += read;
        }
    }
}

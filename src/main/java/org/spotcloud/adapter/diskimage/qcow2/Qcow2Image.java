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

/** A QCOW2 image, read as the disk it holds. Backing files, encryption and compressed clusters are refused by name. */
public final class Qcow2Image implements BlockDevice, Closeable {
    private static final long OFFSET_MASK = 0x00fffffffffffe00L;
    private static final long COMPRESSED = 1L << 62;
    private static final long ALL_ZEROS = 1L;
    private static final int CACHED_TABLES = 16;

    private final FileChannel channel;
    private final Header header;
    private final ByteBuffer l1;
    private final ByteBuffer[] tables = new ByteBuffer[CACHED_TABLES];
    private final int[] tableIndexes = new int[CACHED_TABLES];

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
            target.limit(target.position() + length);
            long cluster = locate(at / header.clusterBytes());
            if (cluster == 0) {
                while (target.hasRemaining()) {
                    target.put((byte) 0);
                }
            } else {
                fill(target, cluster + within, "cluster");
            }
            target.limit(limit);
            at += length;
        }
    }

    @Override
    public void close() throws IOException {
        channel.close();
    }

    /** Where a cluster of the disk is in the file; 0 when it holds zeros. */
    private long locate(long guestCluster) throws IOException {
        int index = (int) (guestCluster / header.l2Entries());
        long table = l1.getLong(index * Long.BYTES) & OFFSET_MASK;
        if (table == 0) {
            return 0;
        }
        long entry = table(index, table).getLong((int) (guestCluster % header.l2Entries()) * Long.BYTES);
        if ((entry & COMPRESSED) != 0) {
            throw new DiskImageException(
                    "expected plain QCOW2 clusters, found a compressed one, which is not supported");
        }
        return (entry & ALL_ZEROS) != 0 ? 0 : entry & OFFSET_MASK;
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

package org.spotcloud.adapter.diskimage.qcow2;

import java.io.Closeable;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Path;

/**
 * Writes a QCOW2 image (version 3, clusters of 64 KiB) from a disk that comes as a stream. Clusters of zeros are left
 * out. Stretches of the disk can be skipped, and written when all else has come. The file is written from its beginning
 * to its end, but for the header, which comes last, and for what is written over: until {@link #finish} it is no image. Needs about 1.2 MiB, and 64 KiB
 * for each 512 MiB of disk that are not all zeros. Not safe for several threads.
 */
public final class Qcow2Writer implements Closeable {
    static final int CLUSTER_BITS = 16;
    static final int CLUSTER_BYTES = 1 << CLUSTER_BITS;
    private static final int L2_ENTRIES = CLUSTER_BYTES / Long.BYTES;
    private static final int REFCOUNT_BYTES = (1 << Header.REFCOUNT_ORDER) / Byte.SIZE;
    private static final int REFCOUNTS_A_BLOCK = CLUSTER_BYTES / REFCOUNT_BYTES;
    private static final int OFFSETS_A_CLUSTER = CLUSTER_BYTES / Long.BYTES;
    /** Bit 63 of an L1 or L2 entry: the refcount of what it points to is exactly one. */
    private static final long COPIED = 1L << 63;

    private final ClusterFile file;
    private final ZeroRuns zeroRuns = new ZeroRuns(CLUSTER_BYTES);
    private final ClusterMap map = new ClusterMap(L2_ENTRIES);
    private long clusters;
    private int filled;
    private boolean ended;
    private long size;

    /** Begins an image in that file, which is made, or emptied. */
    public Qcow2Writer(Path path) throws IOException {
        this.file = new ClusterFile(path, CLUSTER_BYTES);
    }

    /** Takes the next bytes of the disk: all that remains in {@code piece}. */
    public void write(ByteBuffer piece) throws IOException {
        while (piece.hasRemaining()) {
            boolean whole = filled == 0 && piece.remaining() >= CLUSTER_BYTES;
            if (whole && zeroRuns.isZero(piece, piece.position(), CLUSTER_BYTES)) {
                piece.position(piece.position() + CLUSTER_BYTES);
                clusters++;
                continue;
            }
            fill(piece);
            endCluster(whole);
        }
    }

    /** Leaves out the next bytes of the disk. They hold zeros, unless they are written by {@link #writeAt}. */
    public void skip(long bytes) throws IOException {
        long left = bytes;
        if (filled > 0) {
            int zeros = (int) Math.min(left, CLUSTER_BYTES - filled);
            fillZeros(zeros);
            endCluster(false);
            left -= zeros;
        }
        clusters += left / CLUSTER_BYTES;
        fillZeros((int) (left % CLUSTER_BYTES));
    }

    /** Bytes of the disk, so far while it has not ended. */
    public long diskBytes() {
        return ended ? size : clusters * CLUSTER_BYTES + filled;
    }

    /** Bytes that were written to the file so far. */
    public long fileBytes() {
        return file.written();
    }

    /** The disk has ended: it has {@link #diskBytes}. */
    public void end() throws IOException {
        if (ended) {
            return;
        }
        size = diskBytes();
        ended = true;
        if (filled > 0) {
            fillZeros(CLUSTER_BYTES - filled);
            endCluster(false);
        }
    }

    /**
     * Writes bytes of a disk that has ended: all that remains in {@code piece}, over what is there.
     *
     * @param position where on the disk; no byte may be beyond its end
     */
    public void writeAt(long position, ByteBuffer piece) throws IOException {
        if (!ended || position < 0 || position > size - piece.remaining()) {
            throw new IllegalArgumentException(
                    "not within the disk: %d bytes at byte %d".formatted(piece.remaining(), position));
        }
        long at = position;
        while (piece.hasRemaining()) {
            int within = (int) (at % CLUSTER_BYTES);
            int length = Math.min(piece.remaining(), CLUSTER_BYTES - within);
            writeWithin(at / CLUSTER_BYTES, within, piece.slice(piece.position(), length));
            piece.position(piece.position() + length);
            at += length;
        }
    }

    /** Writes what makes the file an image of exactly {@link #diskBytes}. */
    public void finish() throws IOException {
        end();
        int l1Size = Math.toIntExact((clusters + L2_ENTRIES - 1) / L2_ENTRIES);
        long[] l1 = new long[l1Size];
        for (int index = 0; index < l1Size; index++) {
            long[] table = map.table(index);
            l1[index] = table == null ? 0 : appendOffsets(table) | COPIED;
        }
        long l1Offset = appendOffsets(l1);
        long[] refcountBlocks = appendRefcountBlocks();
        long refcountTable = appendOffsets(refcountBlocks);
        file.flush();
        ByteBuffer first = ByteBuffer.allocate(CLUSTER_BYTES).order(ByteOrder.BIG_ENDIAN);
        new Header(
                        Header.VERSION_3,
                        CLUSTER_BITS,
                        size,
                        l1Size,
                        l1Offset,
                        refcountTable,
                        clustersFor(refcountBlocks.length))
                .writeTo(first);
        file.overwrite(0, first);
    }

    /** Waits until all that was written is on the storage device. */
    public void force() throws IOException {
        file.force();
    }

    @Override
    public void close() throws IOException {
        file.close();
    }

    private void fill(ByteBuffer piece) {
        int length = Math.min(piece.remaining(), CLUSTER_BYTES - filled);
        int limit = piece.limit();
        piece.limit(piece.position() + length);
        file.next().put(piece);
        piece.limit(limit);
        filled += length;
    }

    private void fillZeros(int count) {
        zeroRuns.put(file.next(), count);
        filled += count;
    }

    /** Stores the cluster that is being filled, when it is full. */
    private void endCluster(boolean knownNotZero) throws IOException {
        if (filled < CLUSTER_BYTES) {
            return;
        }
        ByteBuffer next = file.next();
        int start = next.position() - CLUSTER_BYTES;
        filled = 0;
        if (!knownNotZero && zeroRuns.isZero(next, start, CLUSTER_BYTES)) {
            next.position(start);
        } else {
            map.set(clusters, file.append() | COPIED);
        }
        clusters++;
    }

    private void writeWithin(long cluster, int within, ByteBuffer part) throws IOException {
        long entry = map.get(cluster);
        if (entry != 0) {
            file.overwrite((entry & ~COPIED) + within, part);
        } else if (!zeroRuns.isZero(part, 0, part.remaining())) {
            fillZeros(within);
            fill(part);
            fillZeros(CLUSTER_BYTES - filled);
            filled = 0;
            map.set(cluster, file.append() | COPIED);
        }
    }

    /** Appends a table of offsets, padded to whole clusters; returns where it begins. */
    private long appendOffsets(long[] offsets) throws IOException {
        int count = offsets.length;
        long start = file.clusters() * CLUSTER_BYTES;
        for (int cluster = 0; cluster < clustersFor(count); cluster++) {
            ByteBuffer next = file.next();
            for (int i = cluster * OFFSETS_A_CLUSTER; i < (cluster + 1) * OFFSETS_A_CLUSTER; i++) {
                next.putLong(i < count ? offsets[i] : 0);
            }
            file.append();
        }
        return start;
    }

    /**
     * Appends blocks that count every cluster of the file once: those before, their own, and the table's after them.
     */
    private long[] appendRefcountBlocks() throws IOException {
        long before = file.clusters();
        int blocks = 0;
        long total = before;
        for (int needed = 1;
                needed != blocks;
                needed = Math.toIntExact((total + REFCOUNTS_A_BLOCK - 1) / REFCOUNTS_A_BLOCK)) {
            blocks = needed;
            total = before + blocks + clustersFor(blocks);
        }
        long[] offsets = new long[blocks];
        for (int block = 0; block < blocks; block++) {
            ByteBuffer next = file.next();
            for (int i = 0; i < REFCOUNTS_A_BLOCK; i++) {
                next.putShort((short) ((long) block * REFCOUNTS_A_BLOCK + i < total ? 1 : 0));
            }
            offsets[block] = file.append();
        }
        return offsets;
    }

    private static int clustersFor(int offsets) {
        return (offsets + OFFSETS_A_CLUSTER - 1) / OFFSETS_A_CLUSTER;
    }
}

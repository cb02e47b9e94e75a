package org.spotcloud.adapter.diskimage.qcow2;

import java.io.Closeable;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Path;
import java.util.Arrays;

/**
 * Writes a QCOW2 image (version 3, clusters of 64 KiB) from a disk that comes as a stream. Clusters of zeros are left
 * out. The file is written from its beginning to its end, but for the header, which comes last: until {@link #finish}
 * it is no image. Needs about 1.3 MiB and 8 bytes for each 512 MiB of disk. Not safe for several threads.
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
    private final ByteBuffer l2 = ByteBuffer.allocateDirect(CLUSTER_BYTES).order(ByteOrder.BIG_ENDIAN);
    private boolean l2Used;
    private long[] l1 = new long[16];
    private long guestClusters;
    private int filled;

    /** Begins an image in that file, which is made, or emptied. */
    public Qcow2Writer(Path path) throws IOException {
        this.file = new ClusterFile(path, CLUSTER_BYTES);
    }

    /** Takes the next bytes of the disk: all that remains in {@code piece}. */
    public void write(ByteBuffer piece) throws IOException {
        while (piece.hasRemaining()) {
            boolean whole = filled == 0 && piece.remaining() >= CLUSTER_BYTES;
            if (whole && zeroRuns.isZero(piece, piece.position())) {
                piece.position(piece.position() + CLUSTER_BYTES);
                endCluster(0);
                continue;
            }
            fill(piece);
            if (filled == CLUSTER_BYTES) {
                filled = 0;
                storeCluster(whole);
            }
        }
    }

    /** Bytes of the disk so far. */
    public long diskBytes() {
        return guestClusters * CLUSTER_BYTES + filled;
    }

    /** The disk has ended: writes what makes the file an image of exactly {@link #diskBytes}. */
    public void finish() throws IOException {
        long size = diskBytes();
        if (filled > 0) {
            ByteBuffer next = file.next();
            putZeros(next, CLUSTER_BYTES - filled);
            filled = 0;
            storeCluster(false);
        }
        int l1Size = Math.toIntExact((guestClusters + L2_ENTRIES - 1) / L2_ENTRIES);
        if (l2Used) {
            appendL2(l1Size - 1);
        }
        long l1Offset = appendOffsets(Arrays.copyOf(l1, l1Size));
        long[] refcountBlocks = appendRefcountBlocks();
        long refcountTable = appendOffsets(refcountBlocks);
        file.flush();
        ByteBuffer first = ByteBuffer.allocate(CLUSTER_BYTES).order(ByteOrder.BIG_ENDIAN);
        new Header(CLUSTER_BITS, size, l1Size, l1Offset, refcountTable, clustersFor(refcountBlocks.length))
                .writeTo(first);
        file.writeFirstCluster(first);
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

    private void storeCluster(boolean knownNotZero) throws IOException {
        ByteBuffer next = file.next();
        int start = next.position() - CLUSTER_BYTES;
        if (!knownNotZero && zeroRuns.isZero(next, start)) {
            next.position(start);
            endCluster(0);
        } else {
            endCluster(file.append() | COPIED);
        }
    }

    /** @param entry the L2 entry of the guest's cluster that has ended; 0 when it holds zeros and is left out */
    private void endCluster(long entry) throws IOException {
        int index = (int) (guestClusters % L2_ENTRIES);
        if (entry != 0) {
            l2.putLong(index * Long.BYTES, entry);
            l2Used = true;
        }
        guestClusters++;
        if (index == L2_ENTRIES - 1 && l2Used) {
            appendL2(Math.toIntExact(guestClusters / L2_ENTRIES) - 1);
        }
    }

    private void appendL2(int table) throws IOException {
        if (table >= l1.length) {
            l1 = Arrays.copyOf(l1, Math.max(table + 1, l1.length * 2));
        }
        file.next().put(l2.clear());
        l1[table] = file.append() | COPIED;
        putZeros(l2.clear(), CLUSTER_BYTES);
        l2Used = false;
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

    private static void putZeros(ByteBuffer target, int count) {
        for (int i = 0; i < count; i++) {
            target.put((byte) 0);
        }
    }
}

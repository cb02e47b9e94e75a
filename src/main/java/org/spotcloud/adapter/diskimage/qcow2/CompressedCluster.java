package org.spotcloud.adapter.diskimage.qcow2;

import java.nio.ByteBuffer;
import java.util.zip.DataFormatException;
import java.util.zip.Inflater;
import org.spotcloud.adapter.diskimage.DiskImageException;

/**
 * Where a compressed cluster is, as its L2 entry says: an offset in bytes, and how many sectors of 512 bytes follow the
 * one that it points into.
 *
 * @param offset of the first byte in the file
 * @param length bytes that belong to it at most: its end is not said, deflate knows it
 */
record CompressedCluster(long offset, int length) {
    private static final int SECTOR_BYTES = 512;
    /** Bits 62 and 63 are flags. */
    private static final int FLAGS_AT = 62;

    static CompressedCluster of(long entry, int clusterBits) {
        int offsetBits = FLAGS_AT - (clusterBits - 8);
        long offset = entry & ((1L << offsetBits) - 1);
        long sectors = (entry & ((1L << FLAGS_AT) - 1)) >>> offsetBits;
        return new CompressedCluster(offset, (int) ((sectors + 1) * SECTOR_BYTES - offset % SECTOR_BYTES));
    }

    /**
     * Inflates the cluster.
     *
     * @param stored its bytes, from the first on; more may follow
     * @param cluster is filled
     */
    static void inflate(ByteBuffer stored, ByteBuffer cluster) throws DiskImageException {
        Inflater inflater = new Inflater(true);
        try {
            inflater.setInput(stored);
            while (cluster.hasRemaining() && inflater.inflate(cluster) > 0) {
                // goes on
            }
        } catch (DataFormatException e) {
            throw new DiskImageException("expected a compressed QCOW2 cluster, found: " + e.getMessage(), e);
        } finally {
            inflater.end();
        }
        if (cluster.hasRemaining()) {
            throw new DiskImageException("expected a compressed QCOW2 cluster of %d bytes, found %d"
                    .formatted(cluster.limit(), cluster.position()));
        }
    }
}

package org.spotcloud.adapter.diskimage.qcow2;

import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import org.spotcloud.adapter.diskimage.DiskImageException;

/**
 * The header of a QCOW2 image, by the specification's names. Big-endian.
 *
 * @param version 2 or 3
 * @param clusterBits log2 of the cluster size
 * @param size of the virtual disk in bytes
 * @param l1Size entries of the L1 table
 * @param l1TableOffset where the L1 table is in the file
 * @param refcountTableOffset where the refcount table is in the file
 * @param refcountTableClusters how many clusters it has
 */
record Header(
        int version,
        int clusterBits,
        long size,
        int l1Size,
        long l1TableOffset,
        long refcountTableOffset,
        int refcountTableClusters) {
    static final int BYTES = 104;
    /** Refcounts of 16 bits, which every reader has to know. */
    static final int REFCOUNT_ORDER = 4;

    private static final int MAGIC = 0x514649fb; // "QFI", 0xfb
    private static final int VERSION_2 = 2;
    static final int VERSION_3 = 3;
    private static final int MIN_CLUSTER_BITS = 9;
    private static final int MAX_CLUSTER_BITS = 21;
    /** QEMU's own limit. */
    private static final int MAX_L1_BYTES = 32 << 20;

    private static final int AT_MAGIC = 0;
    private static final int AT_VERSION = 4;
    private static final int AT_BACKING_FILE_OFFSET = 8;
    private static final int AT_CLUSTER_BITS = 20;
    private static final int AT_SIZE = 24;
    private static final int AT_CRYPT_METHOD = 32;
    private static final int AT_L1_SIZE = 36;
    private static final int AT_L1_TABLE_OFFSET = 40;
    private static final int AT_REFCOUNT_TABLE_OFFSET = 48;
    private static final int AT_REFCOUNT_TABLE_CLUSTERS = 56;
    private static final int AT_INCOMPATIBLE_FEATURES = 72;
    private static final int AT_REFCOUNT_ORDER = 96;
    private static final int AT_HEADER_LENGTH = 100;

    /** Refcounts may be wrong, of which reading needs none. */
    private static final long DIRTY = 1;

    private static final List<String> INCOMPATIBLE_FEATURES =
            List.of("dirty", "corrupt", "external data file", "compression type", "extended L2 entries");

    void writeTo(ByteBuffer target) {
        int start = target.position();
        target.putInt(start + AT_MAGIC, MAGIC)
                .putInt(start + AT_VERSION, version)
                .putInt(start + AT_CLUSTER_BITS, clusterBits)
                .putLong(start + AT_SIZE, size)
                .putInt(start + AT_L1_SIZE, l1Size)
                .putLong(start + AT_L1_TABLE_OFFSET, l1TableOffset)
                .putLong(start + AT_REFCOUNT_TABLE_OFFSET, refcountTableOffset)
                .putInt(start + AT_REFCOUNT_TABLE_CLUSTERS, refcountTableClusters)
                .putInt(start + AT_REFCOUNT_ORDER, REFCOUNT_ORDER)
                .putInt(start + AT_HEADER_LENGTH, BYTES);
    }

    /** Reads the header from the image's first {@link #BYTES}; refuses what {@link Qcow2Image} cannot read, by name. */
    static Header read(ByteBuffer bytes) throws DiskImageException {
        if (bytes.getInt(AT_MAGIC) != MAGIC) {
            throw new DiskImageException("expected a QCOW2 image (first bytes 51 46 49 fb), found first bytes %08x"
                    .formatted(bytes.getInt(AT_MAGIC)));
        }
        int version = bytes.getInt(AT_VERSION);
        if (version != VERSION_2 && version != VERSION_3) {
            throw new DiskImageException("expected QCOW2 version 2 or 3, found " + Integer.toUnsignedString(version));
        }
        refuse(bytes.getLong(AT_BACKING_FILE_OFFSET) != 0, "a backing file");
        refuse(bytes.getInt(AT_CRYPT_METHOD) != 0, "encryption");
        if (version == VERSION_3) {
            refuseFeatures(bytes.getLong(AT_INCOMPATIBLE_FEATURES) & ~DIRTY);
        }
        Header header = new Header(
                version,
                bytes.getInt(AT_CLUSTER_BITS),
                bytes.getLong(AT_SIZE),
                bytes.getInt(AT_L1_SIZE),
                bytes.getLong(AT_L1_TABLE_OFFSET),
                bytes.getLong(AT_REFCOUNT_TABLE_OFFSET),
                bytes.getInt(AT_REFCOUNT_TABLE_CLUSTERS));
        header.verify();
        return header;
    }

    /** Whether an L2 entry can say of a cluster that it holds zeros. */
    boolean hasZeroFlags() {
        return version >= VERSION_3;
    }

    int clusterBytes() {
        return 1 << clusterBits;
    }

    /** Entries of an L2 table, which fills a cluster. */
    int l2Entries() {
        return clusterBytes() / Long.BYTES;
    }

    private void verify() throws DiskImageException {
        if (clusterBits < MIN_CLUSTER_BITS || clusterBits > MAX_CLUSTER_BITS) {
            throw new DiskImageException("expected QCOW2 cluster_bits of %d to %d, found %d"
                    .formatted(MIN_CLUSTER_BITS, MAX_CLUSTER_BITS, clusterBits));
        }
        if (l1Size < 0 || l1Size > MAX_L1_BYTES / Long.BYTES) {
            throw new DiskImageException("expected a QCOW2 L1 table of at most %d entries, found %s"
                    .formatted(MAX_L1_BYTES / Long.BYTES, Integer.toUnsignedString(l1Size)));
        }
        long covered = (long) l1Size * l2Entries(); // clusters; at most 2^22 * 2^18
        if (size < 0
                || size / clusterBytes() > covered
                || (size / clusterBytes() == covered && size % clusterBytes() > 0)) {
            throw new DiskImageException("expected a QCOW2 L1 table for %s bytes, found one of %d entries"
                    .formatted(Long.toUnsignedString(size), l1Size));
        }
    }

    private static void refuseFeatures(long features) throws DiskImageException {
        List<String> names = new ArrayList<>();
        for (int bit = 0; bit < Long.SIZE; bit++) {
            if ((features & (1L << bit)) != 0) {
                names.add(bit < INCOMPATIBLE_FEATURES.size() ? INCOMPATIBLE_FEATURES.get(bit) : "bit " + bit);
            }
        }
        refuse(!names.isEmpty(), "the incompatible features " + names);
    }

    private static void refuse(boolean found, String what) throws DiskImageException {
        if (found) {
            throw new DiskImageException(
                    "expected a self-contained QCOW2 image, found " + what + ", which is not supported");
        }
    }
}

package org.spotcloud.sandbox.bundle;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;

/**
 * The header of a QCOW2 image, as far as it can be wrong by itself (QEMU's docs/interop/qcow2.txt).
 *
 * @param virtualSize bytes of the disk
 */
record Qcow2Head(long virtualSize) {
    private static final int MAGIC = 0x514649fb;
    private static final int LENGTH_V2 = 72;
    private static final int LENGTH_V3 = 104;
    private static final int SECTOR = 512;
    private static final int LEAST_CLUSTER_BITS = 9;
    private static final int MOST_CLUSTER_BITS = 21;
    private static final int ENTRY = 8;
    private static final int VERSION = 4;
    private static final int BACKING_FILE_OFFSET = 8;
    private static final int CLUSTER_BITS = 20;
    private static final int SIZE = 24;
    private static final int CRYPT_METHOD = 32;
    private static final int L1_SIZE = 36;
    private static final int L1_TABLE_OFFSET = 40;
    private static final int REFCOUNT_TABLE_OFFSET = 48;
    private static final int REFCOUNT_TABLE_CLUSTERS = 56;
    private static final int INCOMPATIBLE_FEATURES = 72;
    private static final int REFCOUNT_ORDER = 96;
    private static final int HEADER_LENGTH = 100;
    private static final int MOST_REFCOUNT_ORDER = 6;

    static Qcow2Head read(ByteBuffer head, long fileSize) throws BundleRefused {
        head.order(ByteOrder.BIG_ENDIAN);
        require(head.limit() >= LENGTH_V2 && head.getInt(0) == MAGIC, "it has no QCOW2 magic");
        int version = head.getInt(VERSION);
        require(version == 2 || version == 3, "version must be 2 or 3, found " + version);
        require(head.getLong(BACKING_FILE_OFFSET) == 0, "it has a backing file");
        require(head.getInt(CRYPT_METHOD) == 0, "it is encrypted");
        int clusterBits = head.getInt(CLUSTER_BITS);
        require(
                clusterBits >= LEAST_CLUSTER_BITS && clusterBits <= MOST_CLUSTER_BITS,
                "cluster_bits must be 9 to 21, found " + clusterBits);
        long size = head.getLong(SIZE);
        require(size > 0 && size % SECTOR == 0, "its size must be whole sectors, found " + size);
        checkTables(head, size, 1L << clusterBits, fileSize);
        if (version == 3) {
            checkVersion3(head);
        }
        return new Qcow2Head(size);
    }

    private static void checkTables(ByteBuffer head, long size, long cluster, long fileSize) throws BundleRefused {
        long perL2 = cluster / ENTRY * cluster;
        long l1Entries = head.getInt(L1_SIZE) & 0xffffffffL;
        require(l1Entries >= (size + perL2 - 1) / perL2, "its L1 table is too small: " + l1Entries + " entries");
        table(head.getLong(L1_TABLE_OFFSET), l1Entries * ENTRY, cluster, fileSize, "L1 table");
        long refcountBytes = head.getInt(REFCOUNT_TABLE_CLUSTERS) * cluster;
        require(refcountBytes > 0, "its refcount table is empty");
        table(head.getLong(REFCOUNT_TABLE_OFFSET), refcountBytes, cluster, fileSize, "refcount table");
    }

    private static void table(long offset, long length, long cluster, long fileSize, String name) throws BundleRefused {
        require(offset >= cluster && offset % cluster == 0, "its " + name + " is not at a cluster of its own");
        require(offset <= fileSize - length, "its " + name + " ends behind the file");
    }

    private static void checkVersion3(ByteBuffer head) throws BundleRefused {
        require(head.limit() >= LENGTH_V3, "its header is cut off");
        require(head.getLong(INCOMPATIBLE_FEATURES) == 0, "it has incompatible features");
        require(head.getInt(REFCOUNT_ORDER) <= MOST_REFCOUNT_ORDER, "its refcount_order is above 6");
        int length = head.getInt(HEADER_LENGTH);
        require(length >= LENGTH_V3 && length % ENTRY == 0, "its header_length is " + length);
    }

    private static void require(boolean holds, String otherwise) throws BundleRefused {
        if (!holds) {
            throw new BundleRefused("The image is not a sound QCOW2 file: " + otherwise);
        }
    }
}

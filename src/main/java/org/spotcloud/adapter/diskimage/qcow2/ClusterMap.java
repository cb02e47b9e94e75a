package org.spotcloud.adapter.diskimage.qcow2;

import java.util.Arrays;

/** Where the clusters of a disk are in the file: the L2 tables of an image that is being written, by their L1 index. */
final class ClusterMap {
    private final int tableEntries;
    private long[][] tables = new long[16][];
    private int used;

    /** @param tableEntries entries of an L2 table */
    ClusterMap(int tableEntries) {
        this.tableEntries = tableEntries;
    }

    /** The L2 entry of a cluster of the disk; 0 when it holds zeros. */
    long get(long cluster) {
        int index = (int) (cluster / tableEntries);
        return index < used && tables[index] != null ? tables[index][(int) (cluster % tableEntries)] : 0;
    }

    void set(long cluster, long entry) {
        int index = Math.toIntExact(cluster / tableEntries);
        if (index >= tables.length) {
            tables = Arrays.copyOf(tables, Math.max(index + 1, tables.length * 2));
        }
        used = Math.max(used, index + 1);
        if (tables[index] == null) {
            tables[index] = new long[tableEntries];
        }
        tables[index][(int) (cluster % tableEntries)] = entry;
    }

    /** The entries of an L2 table; null when all of its clusters hold zeros. */
    long[] table(int index) {
        return index < used ? tables[index] : null;
    }
}

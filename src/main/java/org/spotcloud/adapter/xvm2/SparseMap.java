package org.spotcloud.adapter.xvm2;

import java.util.Arrays;

/**
 * Where the bytes of a member belong in its file: chunks in ascending order, between which the file has holes. A member
 * that is not sparse has one chunk.
 */
final class SparseMap {
    /** Each costs 16 bytes of memory; a disk of many GiB that was written here and there has some ten thousand. */
    static final int MAX_CHUNKS = 1 << 20;

    private static final int FIRST_CAPACITY = 4;
    private static final int OLDGNU_SPARSE_BYTES = 24;
    private static final int OLDGNU_OFFSET_LENGTH = 12;
    private static final int OLDGNU_NUMBYTES_LENGTH = 12;

    private long[] offsets = new long[FIRST_CAPACITY];
    private long[] ends = new long[FIRST_CAPACITY];
    private int count;
    private long end;
    private long storedBytes;

    /** The map of a file without holes. */
    static SparseMap whole(long size) throws PackageException {
        SparseMap map = new SparseMap();
        map.add(0, size);
        return map;
    }

    /**
     * Adds a chunk.
     *
     * @throws PackageException when it does not lie after those before it, or is one too many
     */
    void add(long offset, long numbytes) throws PackageException {
        if (offset < end) {
            throw new PackageException(
                    "expected the next chunk of a sparse file from byte %d on, found it at %d".formatted(end, offset));
        }
        if (numbytes > Long.MAX_VALUE - offset) {
            throw new PackageException("expected chunks of a sparse file below byte 2^63, found one beyond");
        }
        end = offset + numbytes;
        if (numbytes == 0) {
            return; // GNU tar ends a map with an empty chunk where the file ends in a hole
        }
        if (count == MAX_CHUNKS) {
            throw new PackageException("expected at most " + MAX_CHUNKS + " chunks in a sparse file, found more");
        }
        if (count == offsets.length) {
            offsets = Arrays.copyOf(offsets, 2 * count);
            ends = Arrays.copyOf(ends, 2 * count);
        }
        offsets[count] = offset;
        ends[count++] = end;
        storedBytes += numbytes;
    }

    /** Adds chunks of GNU's old form, up to the first that is not filled in. */
    void addOldGnu(byte[] block, int first, int most) throws PackageException {
        for (int at = first; at < first + most * OLDGNU_SPARSE_BYTES; at += OLDGNU_SPARSE_BYTES) {
            int numbytes = at + OLDGNU_OFFSET_LENGTH;
            if (block[numbytes] == 0) {
                return;
            }
            add(
                    TarNumber.field(block, at, OLDGNU_OFFSET_LENGTH, "sparse offset"),
                    TarNumber.field(block, numbytes, OLDGNU_NUMBYTES_LENGTH, "sparse numbytes"));
        }
    }

    /**
     * Holds the whole map against the file's size and what the package has of it.
     *
     * @throws PackageException when they do not agree
     */
    void verify(String name, long size, long stored) throws PackageException {
        if (end > size) {
            throw new PackageException(
                    "expected the chunks of the sparse %s within its %d bytes, found one that ends at %d"
                            .formatted(name, size, end));
        }
        if (storedBytes != stored) {
            throw new PackageException("expected chunks of the sparse %s of %d bytes in all, found %d"
                    .formatted(name, stored, storedBytes));
        }
    }

    int count() {
        return count;
    }

    /** Where a chunk begins in the file. */
    long offset(int chunk) {
        return offsets[chunk];
    }

    /** Where a chunk ends in the file. */
    long end(int chunk) {
        return ends[chunk];
    }
}

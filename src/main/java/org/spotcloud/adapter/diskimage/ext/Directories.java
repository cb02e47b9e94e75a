package org.spotcloud.adapter.diskimage.ext;

import java.io.IOException;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.Map;
import org.spotcloud.adapter.diskimage.DiskImageException;

/** The directories of a file system. Those used last are kept in memory; what is read in all is bounded. */
final class Directories {
    /** Bytes of directories to read in all, some seconds of work: what leads to a kernel is far less. */
    private static final long MAX_READ_BYTES = 256L << 20;
    /** To keep, beside the directory that was used last. */
    private static final int MAX_KEPT_NAMES = 20_000;

    private static final int INITIAL_CAPACITY = 16;
    private static final float LOAD_FACTOR = 0.75f;
    private static final boolean BY_LAST_USE = true;

    private final Superblock superblock;
    private final Blocks blocks;
    private final Map<Long, Map<String, Long>> kept = new LinkedHashMap<>(INITIAL_CAPACITY, LOAD_FACTOR, BY_LAST_USE);
    private long readBytes;

    Directories(Superblock superblock, Blocks blocks) {
        this.superblock = superblock;
        this.blocks = blocks;
    }

    /** The inode numbers by name, "." and ".." included where they are stored. */
    Map<String, Long> entries(Inode directory) throws IOException {
        Map<String, Long> entries = kept.get(directory.number());
        if (entries == null) {
            readBytes += Directory.verifiedSize(directory);
            if (readBytes > MAX_READ_BYTES) {
                throw new DiskImageException("expected to find the paths within %d bytes of directories, found more"
                        .formatted(MAX_READ_BYTES));
            }
            entries = Directory.read(directory, blocks, superblock);
            kept.put(directory.number(), entries);
            forget();
        }
        return entries;
    }

    private void forget() {
        int names = kept.values().stream().mapToInt(Map::size).sum();
        Iterator<Map<String, Long>> oldest = kept.values().iterator();
        while (names > MAX_KEPT_NAMES && kept.size() > 1) {
            names -= oldest.next().size();
            oldest.remove();
        }
    }
}

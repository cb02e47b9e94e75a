package org.spotcloud.adapter.diskimage.ext;

/**
 * Blocks of a file that lie one after the other.
 *
 * @param start the first one's place on the device; {@link #HOLE} when the file has zeros there
 * @param length how many blocks, at least one
 */
record BlockRun(long start, long length) {
    static final long HOLE = 0;

    boolean isHole() {
        return start == HOLE;
    }
}

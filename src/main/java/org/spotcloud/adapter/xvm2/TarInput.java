package org.spotcloud.adapter.xvm2;

import java.io.IOException;
import java.io.InputStream;

/** The bytes of a tar, from a stream that may give fewer of them than were asked for. */
final class TarInput {
    /** All of a tar comes in blocks of this size. */
    static final int BLOCK_BYTES = 512;

    private static final int SKIP_BYTES = 64 * 1024;

    private final InputStream source;
    private final byte[] skipped = new byte[SKIP_BYTES];

    TarInput(InputStream source) {
        this.source = source;
    }

    /** Reads what is there, or -1 at the end. */
    int read(byte[] target, int offset, int length) throws IOException {
        return source.read(target, offset, length);
    }

    /** Reads a block; fewer bytes than that only at the end. */
    int readBlock(byte[] block) throws IOException {
        return source.readNBytes(block, 0, BLOCK_BYTES);
    }

    /** Reads so many bytes, fewer only at the end. What is claimed is allocated only as it comes. */
    byte[] readNBytes(int length) throws IOException {
        return source.readNBytes(length);
    }

    /**
     * Passes over so many bytes by reading them: {@code skip} of a file goes beyond its end without a word.
     *
     * @return whether all of them were there
     */
    boolean skip(long bytes) throws IOException {
        long left = bytes;
        while (left > 0) {
            int read = source.read(skipped, 0, (int) Math.min(left, SKIP_BYTES));
            if (read < 0) {
                return false;
            }
            left -= read;
        }
        return true;
    }

    void skipToEnd() throws IOException {
        skip(Long.MAX_VALUE);
    }

    /** The bytes that fill the last block of so many bytes. */
    static int paddingOf(long bytes) {
        return (int) (-bytes & (BLOCK_BYTES - 1));
    }
}

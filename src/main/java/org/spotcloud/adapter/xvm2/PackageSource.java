package org.spotcloud.adapter.xvm2;

import java.io.EOFException;
import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;

/**
 * The stream of a package. It knows the exceptions that were its own, apart from what the tar reader says of the bytes.
 */
final class PackageSource extends FilterInputStream {
    private static final int SKIP_BYTES = 64 * 1024;

    private IOException failure;
    private boolean ended;

    PackageSource(InputStream packageStream) {
        super(packageStream);
    }

    @Override
    public int read() throws IOException {
        byte[] one = new byte[1];
        return read(one, 0, 1) < 0 ? -1 : Byte.toUnsignedInt(one[0]);
    }

    @Override
    public int read(byte[] target, int offset, int length) throws IOException {
        try {
            int read = in.read(target, offset, length);
            ended |= read < 0;
            return read;
        } catch (IOException e) {
            failure = e;
            throw e;
        }
    }

    /** By reading: {@code skip} of a file goes beyond its end without a word. */
    @Override
    public long skip(long bytes) throws IOException {
        byte[] skipped = new byte[SKIP_BYTES];
        long left = bytes;
        while (left > 0) {
            int read = read(skipped, 0, (int) Math.min(left, skipped.length));
            if (read < 0) {
                break;
            }
            left -= read;
        }
        return bytes - left;
    }

    void skipToEnd() throws IOException {
        skip(Long.MAX_VALUE);
    }

    /** The stream's own exception where there is one; else what the tar reader's means for the package. */
    IOException ownOr(IOException thrown, String expected, String otherwise) {
        if (failure != null) {
            return failure;
        }
        if (thrown instanceof PackageException) {
            return thrown;
        }
        boolean cut = ended || thrown instanceof EOFException;
        return new PackageException(
                "expected " + expected + ", found " + (cut ? "the end of the package" : otherwise), thrown);
    }
}

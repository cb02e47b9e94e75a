package org.spotcloud.adapter.isal;

import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;

/** The compressed bytes: a window over a stream, with the little-endian reads that gzip's framing needs. */
final class GzipInput {
    /** Fits the level-2 cache beside the inflater's own window. */
    private static final int WINDOW_BYTES = 64 * 1024;

    private final InputStream compressed;
    private final ByteBuffer window =
            ByteBuffer.allocate(WINDOW_BYTES).order(ByteOrder.LITTLE_ENDIAN).limit(0);

    GzipInput(InputStream compressed) {
        this.compressed = compressed;
    }

    /** What has been read and not been used, for the inflater to use. Empty only at the end of the stream. */
    ByteBuffer filledWindow() throws IOException {
        if (!window.hasRemaining()) {
            fill();
        }
        return window;
    }

    /** Whether at least so many bytes (a few) are still to come. */
    boolean has(int bytes) throws IOException {
        while (window.remaining() < bytes) {
            if (!fill()) {
                return false;
            }
        }
        return true;
    }

    /** The unsigned 16 bits that come next, not used up. Call {@link #has} before. */
    int peekShort() {
        return Short.toUnsignedInt(window.getShort(window.position()));
    }

    int nextByte(String what) throws IOException {
        require(Byte.BYTES, what);
        return Byte.toUnsignedInt(window.get());
    }

    int nextShort(String what) throws IOException {
        require(Short.BYTES, what);
        return Short.toUnsignedInt(window.getShort());
    }

    int nextInt(String what) throws IOException {
        require(Integer.BYTES, what);
        return window.getInt();
    }

    void skipToEnd() throws IOException {
        do {
            window.position(window.limit());
        } while (fill());
    }

    private void require(int bytes, String what) throws IOException {
        if (!has(bytes)) {
            throw new TruncatedGzipException("expected " + what + ", found the end of the gzip stream");
        }
    }

    private boolean fill() throws IOException {
        window.compact();
        int read = compressed.read(window.array(), window.position(), window.remaining());
        if (read > 0) {
            window.position(window.position() + read);
        }
        window.flip();
        return read > 0;
    }
}

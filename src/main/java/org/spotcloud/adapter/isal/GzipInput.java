package org.spotcloud.adapter.isal;

import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;

/** The compressed bytes: a window over a stream, with the little-endian reads that gzip's framing needs. */
final class GzipInput {
    private final InputStream compressed;
    private final ByteBuffer window;
    /** What is read goes to the window itself, or by way of this where the window is not the JVM's own memory. */
    private final byte[] chunk;

    /** @param window is used up to its capacity, whatever it holds */
    GzipInput(InputStream compressed, ByteBuffer window) {
        this.compressed = compressed;
        this.window = window.order(ByteOrder.LITTLE_ENDIAN).position(0).limit(0);
        this.chunk = window.hasArray() ? window.array() : new byte[window.capacity()];
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

    /** Keeps, before the position, what an inflater may still give back. */
    private boolean fill() throws IOException {
        int kept = Math.min(window.position(), RawInflater.MOST_TAKEN_AHEAD);
        window.position(window.position() - kept).compact();
        int read = readInto(window);
        window.flip().position(kept);
        return read > 0;
    }

    private int readInto(ByteBuffer target) throws IOException {
        if (target.hasArray()) {
            int read = compressed.read(chunk, target.position(), target.remaining());
            target.position(target.position() + Math.max(read, 0));
            return read;
        }
        int read = compressed.read(chunk, 0, target.remaining());
        target.put(chunk, 0, Math.max(read, 0));
        return read;
    }
}

package org.spotcloud.adapter.cloud.publishing;

import java.io.InputStream;
import java.nio.ByteBuffer;

/** Reads a buffer. */
final class BufferInput extends InputStream {
    private static final int BYTE_MASK = 0xff;

    private final ByteBuffer buffer;

    BufferInput(ByteBuffer buffer) {
        this.buffer = buffer;
    }

    @Override
    public int read() {
        return buffer.hasRemaining() ? buffer.get() & BYTE_MASK : -1;
    }

    @Override
    public int read(byte[] bytes, int offset, int length) {
        if (length == 0) {
            return 0;
        }
        if (!buffer.hasRemaining()) {
            return -1;
        }
        int taken = Math.min(length, buffer.remaining());
        buffer.get(bytes, offset, taken);
        return taken;
    }

    @Override
    public int available() {
        return buffer.remaining();
    }
}

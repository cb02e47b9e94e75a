package org.spotcloud.adapter.bundle;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.zip.CRC32;
import java.util.zip.Deflater;

/**
 * Writes one gzip member (RFC 1952) whose bytes depend on content, level and compressor alone: no time and no name, and
 * the same header on every JVM. It ends when it is told to; closing only gives back the compressor's memory.
 */
final class GzipOutput extends OutputStream {
    private static final int BUFFER = 1 << 16;

    private static final short MAGIC = 0x1f8b;
    private static final byte CM_DEFLATE = 8;
    private static final byte FLG_NONE = 0;
    private static final int MTIME_NONE = 0;
    private static final byte XFL_NONE = 0;
    private static final byte OS_UNKNOWN = (byte) 255;
    private static final int HEADER_BYTES = 10;
    private static final int TRAILER_BYTES = 8;

    private final OutputStream out;
    private final Deflater deflater;
    private final CRC32 crc = new CRC32();
    private final byte[] compressed = new byte[BUFFER];

    GzipOutput(OutputStream out, int level) throws IOException {
        this.out = out;
        out.write(header());
        this.deflater = new Deflater(level, true);
    }

    @Override
    public void write(int value) throws IOException {
        write(new byte[] {(byte) value}, 0, 1);
    }

    @Override
    public void write(byte[] bytes, int offset, int length) throws IOException {
        crc.update(bytes, offset, length);
        deflater.setInput(bytes, offset, length);
        while (!deflater.needsInput()) {
            drain();
        }
    }

    /** Ends the member. */
    void finish() throws IOException {
        long size = deflater.getBytesRead();
        deflater.finish();
        while (!deflater.finished()) {
            drain();
        }
        out.write(trailer(size));
    }

    private void drain() throws IOException {
        int length = deflater.deflate(compressed);
        if (length > 0) {
            out.write(compressed, 0, length);
        }
    }

    private static byte[] header() {
        return ByteBuffer.allocate(HEADER_BYTES)
                .putShort(MAGIC)
                .put(CM_DEFLATE)
                .put(FLG_NONE)
                .putInt(MTIME_NONE)
                .put(XFL_NONE)
                .put(OS_UNKNOWN)
                .array();
    }

    /** CRC32 and ISIZE, the size modulo 2 to the 32nd, both little-endian. */
    private byte[] trailer(long size) {
        return ByteBuffer.allocate(TRAILER_BYTES)
                .order(ByteOrder.LITTLE_ENDIAN)
                .putInt((int) crc.getValue())
                .putInt((int) size)
                .array();
    }

    @Override
    public void close() {
        deflater.end();
    }
}

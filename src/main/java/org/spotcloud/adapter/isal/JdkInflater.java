package org.spotcloud.adapter.isal;

import java.nio.ByteBuffer;
import java.util.zip.DataFormatException;
import java.util.zip.Inflater;

/** The JDK's own inflater, which is there always. */
final class JdkInflater implements RawInflater {
    private static final boolean WITHOUT_ZLIB_HEADER = true;

    private final Inflater inflater = new Inflater(WITHOUT_ZLIB_HEADER);
    private final ByteBuffer window = ByteBuffer.allocate(WINDOW_BYTES);

    @Override
    public void reset() {
        inflater.reset();
    }

    @Override
    public ByteBuffer window() {
        return window;
    }

    @Override
    public boolean inflate(ByteBuffer input, ByteBuffer output) throws GzipException {
        inflater.setInput(input);
        try {
            // moves the positions of both buffers itself
            inflater.inflate(output);
        } catch (DataFormatException e) {
            throw new GzipException(DAMAGED, e);
        }
        return inflater.finished();
    }

    @Override
    public void close() {
        inflater.end();
    }
}

package org.spotcloud.adapter.bundle;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.function.LongSupplier;

/** Cuts what is written into parts and hands each to the sink as soon as it is full. */
final class PartCutter extends OutputStream {
    private final BundleLayout layout;
    private final PartSink sink;
    private final LongSupplier imageBytes;
    private final byte[] body;
    private final List<Part> parts = new ArrayList<>();
    private int filled;

    PartCutter(BundleLayout layout, PartSink sink, LongSupplier imageBytes) {
        this.layout = layout;
        this.sink = sink;
        this.imageBytes = imageBytes;
        this.body = new byte[layout.partSize()];
    }

    @Override
    public void write(int value) throws IOException {
        write(new byte[] {(byte) value}, 0, 1);
    }

    @Override
    public void write(byte[] bytes, int offset, int length) throws IOException {
        int at = offset;
        int left = length;
        while (left > 0) {
            int fits = Math.min(left, body.length - filled);
            System.arraycopy(bytes, at, body, filled, fits);
            filled += fits;
            at += fits;
            left -= fits;
            if (filled == body.length) {
                cut();
            }
        }
    }

    /** Hands out what is left and returns all parts. */
    List<Part> finish() throws IOException {
        if (filled > 0) {
            cut();
        }
        return parts;
    }

    private void cut() throws IOException {
        int index = parts.size();
        Part part = new Part(index, layout.partName(index), filled, Sha1.hex(body, filled), imageBytes.getAsLong());
        sink.accept(part, ByteBuffer.wrap(body, 0, filled).slice().asReadOnlyBuffer());
        parts.add(part);
        filled = 0;
    }
}

package org.spotcloud.bench.image;

import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Locale;
import java.util.zip.CRC32;
import java.util.zip.DataFormatException;
import java.util.zip.Inflater;
import org.spotcloud.adapter.isal.GzipReader;
import org.spotcloud.adapter.isal.InflateEngine;

/**
 * Inflates a gzip file to nowhere, into one buffer again and again. Arguments: {@code isal} or {@code jdk}, which read
 * as a conversion does, or {@code floor}, the JDK's own classes and nothing around them; and the file.
 */
final class Inflating {
    private static final int WINDOW_BYTES = 64 << 10;
    private static final int BUFFER_BYTES = 256 << 10;
    /** As gzip -n and a pipe write it: no name, no comment. */
    private static final int HEADER_BYTES = 10;

    private Inflating() {}

    public static void main(String[] args) throws IOException, DataFormatException {
        Stopwatch time = new Stopwatch();
        try (InputStream file = Files.newInputStream(Path.of(args[1]))) {
            if (args[0].equals("floor")) {
                inflatePlainly(file);
            } else {
                inflate(file, InflateEngine.valueOf(args[0].toUpperCase(Locale.ROOT)));
            }
        }
        time.print();
    }

    private static void inflate(InputStream file, InflateEngine engine) throws IOException {
        ByteBuffer buffer = ByteBuffer.allocateDirect(BUFFER_BYTES);
        try (GzipReader reader = new GzipReader(file, engine)) {
            do {
                reader.read(buffer.clear());
            } while (!buffer.hasRemaining());
        }
    }

    /** A file of one member. */
    private static void inflatePlainly(InputStream file) throws IOException, DataFormatException {
        file.skipNBytes(HEADER_BYTES);
        byte[] window = new byte[WINDOW_BYTES];
        ByteBuffer buffer = ByteBuffer.allocateDirect(BUFFER_BYTES);
        CRC32 crc = new CRC32();
        Inflater inflater = new Inflater(true);
        while (!inflater.finished()) {
            if (inflater.needsInput()) {
                inflater.setInput(window, 0, Math.max(0, file.read(window)));
            }
            inflater.inflate(buffer.clear());
            crc.update(buffer.flip());
        }
        inflater.end();
    }
}

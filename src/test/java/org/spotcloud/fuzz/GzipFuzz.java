package org.spotcloud.fuzz;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.zip.CRC32;
import org.spotcloud.adapter.isal.GzipException;
import org.spotcloud.adapter.isal.GzipReader;
import org.spotcloud.adapter.isal.InflateEngine;

/**
 * Inflates with the JDK and with ISA-L: what the JDK accepts both do, with the same bytes. The JDK also refuses blocks
 * whose codes are incomplete, at once; ISA-L, as igzip, goes on with what they mean, and a member counts only when that
 * has the right checksum and length.
 */
public final class GzipFuzz {
    private static final int BUFFER_BYTES = 100_000;
    private static final int MOST_BUFFERS = 40;
    private static final ByteBuffer BUFFER = ByteBuffer.allocateDirect(BUFFER_BYTES);
    private static final String DAMAGED = "damaged";
    private static final String REFUSED = "refused";
    private static final String ENDLESS = "endless";

    private GzipFuzz() {}

    public static void fuzzerTestOneInput(byte[] input) throws IOException {
        String jdk = inflate(input, InflateEngine.JDK);
        String isal = inflate(input, InflateEngine.ISAL.isThere() ? InflateEngine.ISAL : InflateEngine.JDK);
        if (!jdk.equals(isal) && !jdk.equals(DAMAGED) && !jdk.equals(ENDLESS) && !isal.equals(ENDLESS)) {
            throw new AssertionError("by the JDK %s, by ISA-L %s".formatted(jdk, isal));
        }
    }

    private static String inflate(byte[] input, InflateEngine engine) throws IOException {
        CRC32 content = new CRC32();
        long length = 0;
        try (GzipReader reader = new GzipReader(new ByteArrayInputStream(input), engine)) {
            for (int i = 0; i < MOST_BUFFERS; i++) {
                length += reader.read(BUFFER.clear());
                boolean ended = BUFFER.hasRemaining();
                content.update(BUFFER.flip());
                if (ended) {
                    return "%d bytes of checksum %08x".formatted(length, content.getValue());
                }
            }
            return ENDLESS;
        } catch (GzipException e) {
            Expected.message(e);
            return engine == InflateEngine.JDK && e.getMessage().contains("damaged") ? DAMAGED : REFUSED;
        }
    }
}

package org.spotcloud.adapter.isal;

import com.sun.jna.Native;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Arrays;
import java.util.Optional;
import java.util.zip.Deflater;

/**
 * Whether ISA-L can be used: it is installed, and its state lies in memory as {@link IsalInflater} takes it to. The
 * library does not tell its version, so the latter is tried, once.
 */
final class IsalProbe {
    private static final int TRIED_BYTES = 100_000;
    /** A prime number, so that the pieces end anywhere in the blocks. */
    private static final int PIECE_BYTES = 4_099;

    private static final int POINTER_BYTES = 8;
    private static final byte[] AFTER_THE_STREAM = {1, 2, 3, 4, 5, 6, 7, 8, 9};

    private IsalProbe() {}

    private static final class Once {
        private static final Optional<String> MISSING = probe();
    }

    /** Why it cannot be used; empty when it can. */
    static Optional<String> missing() {
        return Once.MISSING;
    }

    private static Optional<String> probe() {
        try {
            if (Native.POINTER_SIZE != POINTER_BYTES || ByteOrder.nativeOrder() != ByteOrder.LITTLE_ENDIAN) {
                return Optional.of("the processor is of another kind");
            }
            return inflatesAsExpected() ? Optional.empty() : Optional.of(Isal.LIBRARY + " is of another version");
        } catch (LinkageError e) {
            // JNA says why at length, over several lines
            return Optional.of(Isal.LIBRARY + " is not installed, or cannot be loaded");
        } catch (GzipException | IllegalArgumentException e) {
            return Optional.of(Isal.LIBRARY + " is of another version");
        }
    }

    private static boolean inflatesAsExpected() throws GzipException {
        byte[] content = content();
        byte[] inflated = new byte[content.length + PIECE_BYTES];
        ByteBuffer piece = ByteBuffer.allocateDirect(PIECE_BYTES);
        try (IsalInflater inflater = new IsalInflater()) {
            ByteBuffer window = inflater.window().clear();
            window.put(deflated(content)).put(AFTER_THE_STREAM).flip();
            int length = 0;
            boolean ended = false;
            while (!ended && length <= content.length) {
                ended = inflater.inflate(window, piece.clear());
                piece.flip();
                if (!ended && piece.remaining() < PIECE_BYTES) {
                    return false;
                }
                int read = piece.remaining();
                piece.get(inflated, length, read);
                length += read;
            }
            return ended
                    && window.remaining() == AFTER_THE_STREAM.length
                    && Arrays.equals(content, Arrays.copyOf(inflated, length));
        }
    }

    /** Pseudo-random text, so that there are several blocks and codes of all lengths. */
    private static byte[] content() {
        byte[] content = new byte[TRIED_BYTES];
        int value = 1;
        for (int i = 0; i < content.length; i++) {
            value = value * 1_103_515_245 + 12_345;
            content[i] = (byte) ('a' + Math.min(value >>> 28, value >>> 26 & 0xf));
        }
        return content;
    }

    private static byte[] deflated(byte[] content) {
        Deflater deflater = new Deflater(Deflater.BEST_COMPRESSION, true);
        try {
            deflater.setInput(content);
            deflater.finish();
            byte[] deflated = new byte[content.length];
            return Arrays.copyOf(deflated, deflater.deflate(deflated));
        } finally {
            deflater.end();
        }
    }
}

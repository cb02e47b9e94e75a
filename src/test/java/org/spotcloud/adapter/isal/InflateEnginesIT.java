package org.spotcloud.adapter.isal;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.zip.CRC32;
import java.util.zip.Deflater;
import org.junit.jupiter.api.Assertions;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** ISA-L and the JDK give the same bytes, and refuse the same streams. */
class InflateEnginesIT {
    private static final int WINDOW = RawInflater.WINDOW_BYTES;
    private static final int HEADER_BYTES = 10;
    private static final int[] STRATEGIES = {Deflater.DEFAULT_STRATEGY, Deflater.FILTERED, Deflater.HUFFMAN_ONLY};

    /** What became of a stream. */
    private record Outcome(byte[] bytes, Optional<GzipException> refused) {
        boolean isSame(Outcome other) {
            return refused.isPresent()
                    ? other.refused.isPresent()
                    : other.refused.isEmpty() && Arrays.equals(bytes, other.bytes);
        }
    }

    @BeforeAll
    static void needsIsal() {
        if (!InflateEngine.ISAL.isThere() && Boolean.parseBoolean(System.getenv("CI"))) {
            Assertions.fail(InflateEngine.AUTO.description());
        }
        Assumptions.assumeTrue(InflateEngine.ISAL.isThere(), InflateEngine.AUTO.description());
    }

    @Test
    void automaticIsIsalWhereItIsInstalled() {
        assertThat(InflateEngine.AUTO.label()).isEqualTo("ISA-L");
        assertThat(InflateEngine.AUTO.description()).isEqualTo("ISA-L");
        assertThat(InflateEngine.JDK.label()).isEqualTo("the JDK");
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 1, 2, 3, 4, 5, 6, 7, 8, 9})
    void inflateEveryLevelAndStrategy(int level) throws IOException {
        for (byte[] content : contents()) {
            for (int strategy : STRATEGIES) {
                assertInflates(member(content, level, strategy, Deflater.NO_FLUSH, 0), content, WINDOW, 256 * 1024);
            }
            assertInflates(
                    member(content, level, Deflater.DEFAULT_STRATEGY, Deflater.SYNC_FLUSH, 0), content, 1000, 10_000);
        }
    }

    @ParameterizedTest
    @CsvSource({"1, 1", "1, 1000000", "13, 7", "65536, 1", "65536, 7", "65536, 4099", "1000000, 1000000"})
    void inflateThroughBuffersOfAnySize(int inputBytes, int outputBytes) throws IOException {
        byte[] content = mixed(150_000);
        byte[] stored = member(content, 0, Deflater.DEFAULT_STRATEGY, Deflater.NO_FLUSH, 0);
        assertInflates(stored, content, inputBytes, outputBytes);
        byte[] both = concatenate(stored, member(content, 6, Deflater.DEFAULT_STRATEGY, Deflater.SYNC_FLUSH, 0));
        assertInflates(both, concatenate(content, content), inputBytes, outputBytes);
    }

    /** The member's end, of which ISA-L takes some bytes ahead, falls on each place about the end of a window. */
    @Test
    void inflateMembersThatEndAboutTheEndOfTheWindow() throws IOException {
        byte[] content = "a text that is deflated, and deflated".getBytes(StandardCharsets.US_ASCII);
        byte[] next = member(content, 9, Deflater.DEFAULT_STRATEGY, Deflater.NO_FLUSH, 0);
        for (int end = WINDOW - 30; end < WINDOW + 30; end++) {
            byte[] first = member(content, 9, Deflater.DEFAULT_STRATEGY, Deflater.NO_FLUSH, end - next.length);
            for (int outputBytes : new int[] {1, content.length, 4096}) {
                assertInflates(
                        concatenate(first, next, next), concatenate(content, content, content), WINDOW, outputBytes);
            }
        }
    }

    @Test
    void ignoreWhatFollowsTheLastMember() throws IOException {
        byte[] content = mixed(70_000);
        byte[] member = member(content, 6, Deflater.DEFAULT_STRATEGY, Deflater.NO_FLUSH, 0);
        for (int length = 1; length < 40; length++) {
            assertInflates(concatenate(member, new byte[length]), content, WINDOW, 4096);
            assertInflates(concatenate(member, random(length)), content, 1, 4096);
        }
    }

    @Test
    void refuseAStreamThatIsCutAnywhere() throws IOException {
        for (byte[] whole : smallStreams()) {
            for (int length = 0; length < whole.length; length++) {
                byte[] cut = Arrays.copyOf(whole, length);
                Outcome jdk = outcome(InflateEngine.JDK, cut, WINDOW, 64);
                Outcome isal = outcome(InflateEngine.ISAL, cut, WINDOW, 64);
                assertThat(jdk.refused()).as("cut at %d", length).containsInstanceOf(TruncatedGzipException.class);
                assertThat(isal.refused()).as("cut at %d", length).containsInstanceOf(TruncatedGzipException.class);
                assertThat(isal.refused().get()).hasMessage(jdk.refused().get().getMessage());
            }
        }
    }

    @Test
    void refuseTheSameDamage() throws IOException {
        for (byte[] whole : smallStreams()) {
            for (int bit = 0; bit < whole.length * Byte.SIZE; bit++) {
                byte[] damaged = whole.clone();
                damaged[bit / Byte.SIZE] ^= (byte) (1 << bit % Byte.SIZE);
                Outcome jdk = outcome(InflateEngine.JDK, damaged, WINDOW, 64);
                Outcome isal = outcome(InflateEngine.ISAL, damaged, WINDOW, 64);
                assertThat(isal.isSame(jdk))
                        .as("bit %d: %s, %s", bit, isal.refused(), jdk.refused())
                        .isTrue();
            }
        }
    }

    @Test
    void refuseTheSameGarbage() throws IOException {
        Random random = new Random(5);
        byte[] header = Arrays.copyOf(member(new byte[0], 6, 0, Deflater.NO_FLUSH, 0), HEADER_BYTES);
        for (int round = 0; round < 5000; round++) {
            byte[] garbage = new byte[1 + random.nextInt(300)];
            random.nextBytes(garbage);
            byte[] stream = concatenate(header, garbage);
            assertThat(outcome(InflateEngine.ISAL, stream, WINDOW, 100).refused())
                    .isPresent();
            assertThat(outcome(InflateEngine.JDK, stream, WINDOW, 100).refused())
                    .isPresent();
        }
    }

    private static List<byte[]> contents() {
        byte[] text = new byte[100_000];
        Random random = new Random(3);
        for (int i = 0; i < text.length; i++) {
            text[i] = (byte) ('a' + Math.abs(random.nextGaussian() * 4));
        }
        return List.of(new byte[0], new byte[] {1}, new byte[500_000], random(100_000), text, mixed(300_000));
    }

    /** Fixed, dynamic and stored blocks, each beside another member. */
    private static List<byte[]> smallStreams() {
        List<byte[]> streams = new ArrayList<>();
        for (byte[] content : List.of(mixed(40), mixed(700), random(60), new byte[1000])) {
            for (int level : new int[] {0, 1, 9}) {
                byte[] member = member(content, level, Deflater.DEFAULT_STRATEGY, Deflater.NO_FLUSH, 0);
                streams.add(member);
            }
        }
        return streams;
    }

    private static byte[] random(int length) {
        byte[] bytes = new byte[length];
        new Random(length).nextBytes(bytes);
        return bytes;
    }

    /** Runs of zeros, of text and of noise, as a disk has them. */
    private static byte[] mixed(int length) {
        Random random = new Random(length);
        byte[] bytes = new byte[length];
        for (int at = 0; at < length; at += 1 + length / 10) {
            int end = Math.min(length, at + 1 + length / 10);
            int kind = random.nextInt(3);
            for (int i = at; i < end; i++) {
                bytes[i] = (byte) (kind == 0 ? 0 : kind == 1 ? 'a' + random.nextInt(6) : random.nextInt());
            }
        }
        return bytes;
    }

    /** @param nameBytes bytes of a file name in the header, its end included; 0 for none */
    private static byte[] member(byte[] content, int level, int strategy, int flush, int nameBytes) {
        Deflater deflater = new Deflater(level, true);
        deflater.setStrategy(strategy);
        byte[] deflated = new byte[content.length * 2 + 1000];
        int length = 0;
        if (flush != Deflater.NO_FLUSH) {
            int half = content.length / 2;
            deflater.setInput(content, 0, half);
            length = deflater.deflate(deflated, 0, deflated.length, flush);
            deflater.setInput(content, half, content.length - half);
        } else {
            deflater.setInput(content);
        }
        deflater.finish();
        while (!deflater.finished()) {
            length += deflater.deflate(deflated, length, deflated.length - length);
        }
        deflater.end();
        CRC32 crc = new CRC32();
        crc.update(content);
        ByteBuffer member =
                ByteBuffer.allocate(HEADER_BYTES + nameBytes + length + 8).order(ByteOrder.LITTLE_ENDIAN);
        member.putShort((short) 0x8b1f).put((byte) 8).put((byte) (nameBytes > 0 ? 8 : 0));
        member.position(HEADER_BYTES);
        for (int i = 1; i < nameBytes; i++) {
            member.put((byte) 'n');
        }
        member.position(HEADER_BYTES + nameBytes);
        return member.put(deflated, 0, length)
                .putInt((int) crc.getValue())
                .putInt(content.length)
                .array();
    }

    private static void assertInflates(byte[] stream, byte[] content, int inputBytes, int outputBytes)
            throws IOException {
        for (InflateEngine engine : List.of(InflateEngine.ISAL, InflateEngine.JDK)) {
            Outcome outcome = outcome(engine, stream, inputBytes, outputBytes);
            assertThat(outcome.refused()).as(engine.label()).isEmpty();
            assertThat(Arrays.equals(outcome.bytes(), content))
                    .as(engine.label())
                    .isTrue();
        }
    }

    private static Outcome outcome(InflateEngine engine, byte[] stream, int inputBytes, int outputBytes)
            throws IOException {
        ByteArrayOutputStream all = new ByteArrayOutputStream();
        ByteBuffer piece = ByteBuffer.allocateDirect(outputBytes);
        byte[] copy = new byte[outputBytes];
        try (GzipReader reader = new GzipReader(inPieces(stream, inputBytes), engine)) {
            int read;
            do {
                read = reader.read(piece.clear());
                piece.flip().get(copy, 0, read);
                all.write(copy, 0, read);
            } while (read == outputBytes);
            return new Outcome(all.toByteArray(), Optional.empty());
        } catch (GzipException e) {
            return new Outcome(all.toByteArray(), Optional.of(e));
        }
    }

    private static InputStream inPieces(byte[] stream, int pieceBytes) {
        return new ByteArrayInputStream(stream) {
            @Override
            public synchronized int read(byte[] target, int offset, int length) {
                return super.read(target, offset, Math.min(pieceBytes, length));
            }
        };
    }

    private static byte[] concatenate(byte[]... parts) {
        ByteArrayOutputStream all = new ByteArrayOutputStream();
        for (byte[] part : parts) {
            all.writeBytes(part);
        }
        return all.toByteArray();
    }
}

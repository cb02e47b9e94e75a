package org.spotcloud.adapter.isal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Random;
import java.util.zip.GZIPOutputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What a reader of gzip does, whatever inflates. */
abstract class GzipReaderContract {
    private static final byte[] NUMBERS = numbers();

    private final InflateEngine engine;

    GzipReaderContract(InflateEngine engine) {
        this.engine = engine;
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 7, 4096, 1 << 20})
    void inflatesInPiecesOfAnySize(int pieceBytes) throws IOException {
        assertThat(inflate(new ByteArrayInputStream(gzip(NUMBERS)), pieceBytes)).isEqualTo(NUMBERS);
    }

    @Test
    void inflatesWhenTheStreamGivesOneByteAtATime() throws IOException {
        InputStream slow = new ByteArrayInputStream(gzip(NUMBERS)) {
            @Override
            public synchronized int read(byte[] target, int offset, int length) {
                return super.read(target, offset, Math.min(1, length));
            }
        };
        assertThat(inflate(slow, 1000)).isEqualTo(NUMBERS);
    }

    @Test
    void inflatesAllMembers() throws IOException {
        assertThat(inflate(concatenate(gzip(NUMBERS), gzip(new byte[0]), gzip(NUMBERS))))
                .isEqualTo(concatenate(NUMBERS, NUMBERS));
    }

    @Test
    void ignoresZeroPaddingAndGarbageAfterTheLastMember() throws IOException {
        byte[] garbage = "garbage".getBytes(StandardCharsets.US_ASCII);
        assertThat(inflate(concatenate(gzip(NUMBERS), new byte[100_000]))).isEqualTo(NUMBERS);
        assertThat(inflate(concatenate(gzip(NUMBERS), garbage))).isEqualTo(NUMBERS);
        assertThat(inflate(concatenate(gzip(NUMBERS), new byte[] {0x1f}))).isEqualTo(NUMBERS);
    }

    @Test
    void skipsTheHeadersOptionalFields() throws IOException {
        byte[] plain = gzip(NUMBERS);
        byte[] fields = {
            3,
            0,
            1,
            2,
            3, // extra field
            'n',
            0, // name
            'c',
            'c',
            0, // comment
            9,
            9 // header checksum
        };
        byte[] header = Arrays.copyOf(plain, 10);
        header[3] = 0b11110;
        assertThat(inflate(concatenate(header, fields, Arrays.copyOfRange(plain, 10, plain.length))))
                .isEqualTo(NUMBERS);
    }

    @Test
    void refusesWhatEndsWithinAMemberWhereverThatIs() throws IOException {
        byte[] whole = gzip("a text that is deflated".getBytes(StandardCharsets.US_ASCII));
        for (int length = 0; length < whole.length; length++) {
            byte[] cut = Arrays.copyOf(whole, length);
            assertThatThrownBy(() -> inflate(cut))
                    .as("cut at %d", length)
                    .isInstanceOf(TruncatedGzipException.class)
                    .hasMessageContaining("found the end");
        }
    }

    @Test
    void saysWhatItFoundInsteadOfGzip() {
        assertThatThrownBy(() -> inflate("not gzip".getBytes(StandardCharsets.US_ASCII)))
                .isExactlyInstanceOf(GzipException.class)
                .hasMessage("expected gzip (first bytes 1f 8b), found first bytes 6e 6f");
    }

    @Test
    void refusesAnotherCompressionMethod() throws IOException {
        assertThatThrownBy(() -> inflate(changed(gzip(NUMBERS), 2, 7)))
                .hasMessage("expected gzip's compression method 8 (deflate), found 7");
    }

    @Test
    void refusesReservedFlags() throws IOException {
        assertThatThrownBy(() -> inflate(changed(gzip(NUMBERS), 3, 0x40)))
                .hasMessage("expected gzip flags without reserved bits, found 0x40");
    }

    @Test
    void refusesAWrongChecksum() throws IOException {
        byte[] whole = gzip(NUMBERS);
        int crc = whole.length - 8;
        assertThatThrownBy(() -> inflate(changed(whole, crc, whole[crc] ^ 1)))
                .isExactlyInstanceOf(GzipException.class)
                .hasMessageMatching("expected checksum [0-9a-f]{8} of gzip member 1, found [0-9a-f]{8}");
    }

    @Test
    void refusesAWrongLength() throws IOException {
        byte[] second = gzip(new byte[10]);
        assertThatThrownBy(() -> inflate(concatenate(gzip(NUMBERS), changed(second, second.length - 4, 11))))
                .hasMessage("expected 11 bytes (modulo 2^32) in gzip member 2, found 10");
    }

    @Test
    void refusesDamagedDeflateData() throws IOException {
        assertThatThrownBy(() -> inflate(changed(gzip(NUMBERS), 10, 0xff)))
                .isExactlyInstanceOf(GzipException.class)
                .hasMessage("expected deflate data, found damaged bytes");
    }

    @Test
    void refusesToReadAfterItIsClosed() throws IOException {
        GzipReader reader = new GzipReader(new ByteArrayInputStream(gzip(NUMBERS)), engine);
        reader.close();
        reader.close();
        assertThatThrownBy(() -> reader.read(ByteBuffer.allocateDirect(1))).isInstanceOf(IllegalStateException.class);
    }

    @Test
    void passesTheStreamsOwnExceptionOn() throws IOException {
        IOException lost = new IOException("connection lost");
        InputStream failing = new ByteArrayInputStream(gzip(NUMBERS)) {
            @Override
            public synchronized int read(byte[] target, int offset, int length) {
                if (pos > 100) {
                    throw sneaky(lost);
                }
                return super.read(target, offset, Math.min(50, length));
            }
        };
        assertThatThrownBy(() -> inflate(failing, 4096)).isSameAs(lost);
    }

    @SuppressWarnings("unchecked")
    private static <E extends Exception> RuntimeException sneaky(Exception exception) throws E {
        throw (E) exception;
    }

    private byte[] inflate(byte[] compressed) throws IOException {
        return inflate(new ByteArrayInputStream(compressed), 4096);
    }

    private byte[] inflate(InputStream compressed, int pieceBytes) throws IOException {
        ByteArrayOutputStream all = new ByteArrayOutputStream();
        ByteBuffer piece = ByteBuffer.allocateDirect(pieceBytes);
        try (GzipReader reader = new GzipReader(compressed, engine)) {
            boolean more = true;
            while (more) {
                reader.read(piece.clear());
                more = !piece.hasRemaining();
                piece.flip();
                while (piece.hasRemaining()) {
                    all.write(piece.get());
                }
            }
        }
        assertThat(compressed.read()).as("all was read").isNegative();
        return all.toByteArray();
    }

    private static byte[] gzip(byte[] content) throws IOException {
        ByteArrayOutputStream compressed = new ByteArrayOutputStream();
        try (GZIPOutputStream gzip = new GZIPOutputStream(compressed)) {
            gzip.write(content);
        }
        return compressed.toByteArray();
    }

    private static byte[] changed(byte[] bytes, int index, int value) {
        byte[] changed = bytes.clone();
        changed[index] = (byte) value;
        return changed;
    }

    private static byte[] concatenate(byte[]... parts) {
        ByteArrayOutputStream all = new ByteArrayOutputStream();
        for (byte[] part : parts) {
            all.writeBytes(part);
        }
        return all.toByteArray();
    }

    private static byte[] numbers() {
        Random random = new Random(7);
        StringBuilder text = new StringBuilder();
        for (int i = 0; i < 30_000; i++) {
            text.append(random.nextInt(1000)).append(' ');
        }
        return text.toString().getBytes(StandardCharsets.US_ASCII);
    }
}

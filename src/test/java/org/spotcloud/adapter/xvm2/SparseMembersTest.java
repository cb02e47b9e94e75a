package org.spotcloud.adapter.xvm2;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.util.Arrays;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

@Timeout(60)
class SparseMembersTest {
    private static final byte[] STORED = {1, 2, 3, 4};
    private static final byte[] FILE = {0, 0, 1, 2, 0, 3, 4, 0};
    private static final long TEN_GIB = 10L << 30;

    @Test
    void readsHolesAsZerosInEachForm() throws IOException {
        assertThat(content(oldGnu(header(8, 2, 2, 5, 2, 8, 0)))).isEqualTo(FILE);
        assertThat(content(new TarBytes()
                        .pax(
                                "GNU.sparse.size",
                                "8",
                                "GNU.sparse.numblocks",
                                "2",
                                "GNU.sparse.offset",
                                "2",
                                "GNU.sparse.numbytes",
                                "2",
                                "GNU.sparse.offset",
                                "5",
                                "GNU.sparse.numbytes",
                                "2")
                        .member("a", STORED)))
                .isEqualTo(FILE);
        assertThat(content(new TarBytes()
                        .pax("GNU.sparse.size", "8", "GNU.sparse.map", "2,2,5,2,8,0")
                        .member("a", STORED)))
                .isEqualTo(FILE);
        assertThat(content(pax10("8", "3\n2\n2\n5\n2\n8\n0\n", STORED))).isEqualTo(FILE);
    }

    @Test
    void takesGnusNameOfASparseMember() throws IOException {
        byte[] tar = new TarBytes()
                .pax("GNU.sparse.size", "8", "GNU.sparse.map", "0,4", "GNU.sparse.name", "hd0.img", "path", "made/up")
                .member("a", STORED)
                .end();
        assertThat(new TarReader(new ByteArrayInputStream(tar)).next()).contains(new TarEntry("hd0.img", 8, true));
    }

    @Test
    void readsAMapOfVeryManyChunks() throws IOException {
        int chunks = 20_000;
        StringBuilder map = new StringBuilder(chunks + "\n");
        for (int i = 0; i < chunks; i++) {
            map.append(2 * i + 1).append("\n1\n");
        }
        byte[] stored = new byte[chunks];
        Arrays.fill(stored, (byte) 7);
        byte[] file = content(pax10(Integer.toString(2 * chunks), map.toString(), stored));
        for (int i = 0; i < file.length; i++) {
            assertThat(file[i]).isEqualTo((byte) (i % 2 * 7));
        }
    }

    @Test
    void readsOldGnuMapsInBase256BeyondTheHeader() throws IOException {
        byte[] header = header(0);
        TarBytes.putBase256(header, TarBytes.REALSIZE, TEN_GIB);
        for (int i = 0; i < 4; i++) {
            putChunk(header, TarBytes.SP + 24 * i, 10 * i, 0);
        }
        header[TarBytes.ISEXTENDED] = 1;
        byte[] extension = new byte[512];
        TarBytes.putBase256(extension, 0, TEN_GIB - 4);
        TarBytes.put(extension, 12, "%011o".formatted(4));
        TarReader reader = reader(new TarBytes().add(header).addBlock(extension).content(STORED));
        assertEndsWithStoredAt(reader, TEN_GIB - 4);
    }

    @ParameterizedTest
    @CsvSource({"2147483648", "4294967296", "10737418240"})
    void readsPaxMapsBeyond31Bits(long offset) throws IOException {
        String size = Long.toString(offset + STORED.length);
        assertEndsWithStoredAt(
                reader(new TarBytes()
                        .pax("GNU.sparse.size", size, "GNU.sparse.map", offset + ",4")
                        .member("a", STORED)),
                offset);
        assertEndsWithStoredAt(reader(pax10(size, "1\n" + offset + "\n4\n", STORED)), offset);
    }

    @Test
    void refusesMapsThatContradictTheMember() {
        assertRefused(
                pax10("8", "2\n2\n2\n3\n2\n", STORED),
                "expected the next chunk of a sparse file from byte 4 on, found it at 3");
        assertRefused(
                pax10("8", "1\n5\n4\n", STORED),
                "expected the chunks of the sparse hd0.img within its 8 bytes, found one that ends at 9");
        assertRefused(
                pax10("8", "1\n5\n2\n", STORED), "expected chunks of the sparse hd0.img of 4 bytes in all, found 2");
        assertRefused(
                pax10("8", "1\n9223372036854775807\n4\n", STORED),
                "expected chunks of a sparse file below byte 2^63, found one beyond");
        assertRefused(
                oldGnu(header(8, 2, 2, 1, 2)),
                "expected the next chunk of a sparse file from byte 4 on, found it at 1");
    }

    @Test
    void refusesMapsThatAreNone() {
        assertRefused(
                pax10("8", "1048577\n", STORED),
                "expected at most 1048576 chunks in the sparse hd0.img, found 1048577");
        assertRefused(
                pax10("8", "x\n", STORED), "expected a decimal number in tar's map of the sparse hd0.img, found \"x\"");
        assertRefused(
                pax10("8", "1".repeat(20), STORED),
                "expected numbers of at most 19 digits in the map of the sparse hd0.img, found more");
        assertRefused(
                pax10("8", "500\n" + "0\n".repeat(254), new byte[0]),
                "expected the map of the sparse hd0.img within its 512 bytes, found it longer");
        assertRefused(
                new TarBytes().pax("GNU.sparse.map", "0,4").member("a", STORED),
                "expected GNU.sparse.size or GNU.sparse.realsize of a sparse file, found none");
        assertRefused(
                new TarBytes().pax("GNU.sparse.size", "8").member("a", STORED),
                "expected a map in the pax header of a sparse file, found none");
        assertRefused(
                new TarBytes().pax("GNU.sparse.numbytes", "8").member("a", STORED),
                "expected GNU.sparse.offset before GNU.sparse.numbytes, found none");
        assertRefused(
                new TarBytes()
                        .pax("GNU.sparse.size", "8", "GNU.sparse.map", "0,4,5")
                        .member("a", STORED),
                "expected a decimal number in tar's GNU.sparse.map, found \"\"");
        assertRefused(
                new TarBytes()
                        .pax("GNU.sparse.size", "8", "GNU.sparse.major", "2")
                        .member("a", STORED),
                "expected sparse files of GNU's version 0.0, 0.1 or 1.0, found version 2.0");
        assertRefused(
                new TarBytes()
                        .extended('g', TarBytes.paxRecords("GNU.sparse.size", "8"))
                        .member("a", STORED),
                "expected the map of a sparse file in its own header, found one in a global pax header");
    }

    @Test
    void boundsOldGnuMapsThatGoOnAndOn() {
        byte[] header = header(0);
        header[TarBytes.ISEXTENDED] = 1;
        TarBytes tar = new TarBytes().add(header);
        long offset = 0;
        for (int block = 0; block <= SparseMap.MAX_CHUNKS / 21; block++) {
            byte[] extension = new byte[512];
            for (int i = 0; i < 21; i++, offset += 2) {
                putChunk(extension, 24 * i, offset, 1);
            }
            extension[504] = 1;
            tar.addBlock(extension);
        }
        assertRefused(tar, "expected at most 1048576 chunks in a sparse file, found more");
    }

    @Test
    void namesWhatIsMissingOfASparseMemberThatIsCut() {
        byte[] header = header(8, 0, 1, 2, 1, 4, 1, 6, 1);
        header[TarBytes.ISEXTENDED] = 1;
        TarBytes oldGnu = new TarBytes().add(header).addBlock(new byte[512]).content(STORED);
        TarBytes pax10 = pax10("8", "2\n2\n2\n5\n2\n", STORED);
        for (TarBytes tar : new TarBytes[] {oldGnu, pax10}) {
            byte[] whole = tar.end();
            for (int boundary : tar.boundaries()) {
                for (int length = Math.max(0, boundary - 1);
                        length <= Math.min(boundary + 1, whole.length - 513);
                        length++) {
                    byte[] cut = Arrays.copyOf(whole, length);
                    assertThatThrownBy(() -> readAll(new TarReader(new ByteArrayInputStream(cut))))
                            .as("cut at %d", length)
                            .isInstanceOf(PackageException.class)
                            .hasMessageMatching(
                                    "expected .*, found (the end of the package|\\d+ bytes without a member)");
                }
            }
        }
    }

    private static TarBytes pax10(String size, String map, byte[] stored) {
        int mapBytes = (map.length() + 511) / 512 * 512;
        byte[] content = Arrays.copyOf(map.getBytes(), mapBytes + stored.length);
        System.arraycopy(stored, 0, content, mapBytes, stored.length);
        return new TarBytes()
                .pax(
                        "GNU.sparse.major",
                        "1",
                        "GNU.sparse.minor",
                        "0",
                        "GNU.sparse.name",
                        "hd0.img",
                        "GNU.sparse.realsize",
                        size)
                .member("GNUSparseFile.0/hd0.img", content);
    }

    private static TarBytes oldGnu(byte[] header) {
        return new TarBytes().add(header).content(STORED);
    }

    private static byte[] header(long realSize, long... chunks) {
        byte[] header = TarBytes.header("hd0.img", 'S', STORED.length);
        TarBytes.put(header, TarBytes.MAGIC, "ustar  \0");
        TarBytes.put(header, TarBytes.REALSIZE, "%011o".formatted(realSize));
        for (int i = 0; i < chunks.length; i += 2) {
            putChunk(header, TarBytes.SP + 12 * i, chunks[i], chunks[i + 1]);
        }
        return header;
    }

    private static void putChunk(byte[] block, int at, long offset, long numbytes) {
        TarBytes.put(block, at, "%011o".formatted(offset));
        TarBytes.put(block, at + 12, "%011o".formatted(numbytes));
    }

    private static void assertEndsWithStoredAt(TarReader reader, long offset) throws IOException {
        assertThat(reader.next().orElseThrow().size()).isEqualTo(offset + STORED.length);
        byte[] piece = new byte[1 << 20];
        long position = 0;
        int read = reader.read(piece, 0, piece.length);
        for (; position < offset; read = reader.read(piece, 0, piece.length)) {
            position += read;
        }
        assertThat(position).isEqualTo(offset);
        assertThat(Arrays.copyOf(piece, read)).isEqualTo(STORED);
        assertThat(reader.read(piece, 0, 1)).isNegative();
        assertThat(reader.next()).isEmpty();
    }

    private static void assertRefused(TarBytes tar, String message) {
        assertThatThrownBy(() -> readAll(reader(tar)))
                .isInstanceOf(PackageException.class)
                .hasMessage(message);
    }

    private static TarReader reader(TarBytes tar) {
        return new TarReader(new ByteArrayInputStream(tar.end()));
    }

    /** The first member, which must be the same however the bytes come. */
    private static byte[] content(TarBytes tar) throws IOException {
        byte[] whole = tar.end();
        byte[] content = readAll(new TarReader(new ByteArrayInputStream(whole)));
        assertThat(readAll(new TarReader(new ShortReads(new ByteArrayInputStream(whole), 1))))
                .isEqualTo(content);
        return content;
    }

    private static byte[] readAll(TarReader reader) throws IOException {
        ByteArrayOutputStream all = new ByteArrayOutputStream();
        byte[] piece = new byte[1000];
        while (reader.next().isPresent()) {
            for (int read = reader.read(piece, 0, piece.length);
                    read >= 0;
                    read = reader.read(piece, 0, piece.length)) {
                all.write(piece, 0, read);
            }
        }
        return all.toByteArray();
    }
}

package org.spotcloud.adapter.xvm2;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.SequenceInputStream;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import org.apache.commons.compress.archivers.tar.TarArchiveEntry;
import org.apache.commons.compress.archivers.tar.TarArchiveOutputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

@Timeout(60)
class TarReaderTest {
    private static final byte[] DISK = random(3000);
    private static final long NINE_GIB = 9L << 30;

    @ParameterizedTest
    @CsvSource({"1, 1", "1, 700", "7, 100", "512, 65536", "100000, 1"})
    void readsMembersInShortAndLongReads(int given, int asked) throws IOException {
        byte[] tar = new TarBytes()
                .member("a", DISK)
                .member("empty", new byte[0])
                .member("b", random(512))
                .end();
        Map<String, byte[]> members = new LinkedHashMap<>();
        TarReader reader = new TarReader(new ShortReads(new ByteArrayInputStream(tar), given));
        for (Optional<TarEntry> entry = reader.next(); entry.isPresent(); entry = reader.next()) {
            members.put(entry.get().name(), readAll(reader, asked));
        }
        assertThat(members.keySet()).containsExactly("a", "empty", "b");
        assertThat(members.get("a")).isEqualTo(DISK);
        assertThat(members.get("empty")).isEmpty();
        assertThat(members.get("b")).isEqualTo(random(512));
    }

    @Test
    void passesLargeReadsThrough() throws IOException {
        byte[] tar = new TarBytes().member("a", new byte[1 << 20]).end();
        TarReader reader = new TarReader(new ByteArrayInputStream(tar));
        reader.next();
        assertThat(reader.read(new byte[2 << 20], 0, 2 << 20)).isEqualTo(1 << 20);
    }

    @ParameterizedTest
    @ValueSource(ints = {TarArchiveOutputStream.LONGFILE_GNU, TarArchiveOutputStream.LONGFILE_POSIX})
    void readsLongNames(int form) throws IOException {
        String name = "folder-ä/".repeat(40) + "hd0.img.gz";
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try (TarArchiveOutputStream tar = new TarArchiveOutputStream(bytes, "UTF-8")) {
            tar.setLongFileMode(form);
            TarArchiveEntry entry = new TarArchiveEntry(name);
            entry.setSize(DISK.length);
            tar.putArchiveEntry(entry);
            tar.write(DISK);
            tar.closeArchiveEntry();
        }
        TarReader reader = new TarReader(new ByteArrayInputStream(bytes.toByteArray()));
        assertThat(reader.next()).contains(new TarEntry(name, DISK.length, true));
        assertThat(readAll(reader, 100)).isEqualTo(DISK);
        assertThat(reader.next()).isEmpty();
    }

    @Test
    void readsThePrefixOfUstar() throws IOException {
        byte[] header = TarBytes.header("hd0.img.gz", '0', 0);
        TarBytes.put(header, 345, "a/folder");
        assertThat(only(new TarBytes().add(header))).isEqualTo(new TarEntry("a/folder/hd0.img.gz", 0, true));
    }

    @Test
    void takesGlobalRecordsUntilAMemberHasItsOwn() throws IOException {
        byte[] tar = new TarBytes()
                .extended('g', TarBytes.paxRecords("path", "global", "comment", "none"))
                .member("a", DISK)
                .pax("path", "own")
                .member("b", DISK)
                .pax("path", "")
                .member("c", DISK)
                .end();
        TarReader reader = new TarReader(new ByteArrayInputStream(tar));
        assertThat(List.of(reader.next(), reader.next(), reader.next()))
                .extracting(entry -> entry.orElseThrow().name())
                .containsExactly("global", "own", "c");
    }

    @Test
    void readsSizesOfMoreThan8GibInBase256() throws IOException {
        byte[] header = TarBytes.header("hd0.img.gz", '0', 0);
        TarBytes.putBase256(header, TarBytes.SIZE, NINE_GIB);
        assertNineGib(new TarBytes().add(header).soFar());
    }

    @Test
    void readsSizesOfMoreThan8GibInPax() throws IOException {
        assertNineGib(new TarBytes()
                .pax("size", Long.toString(NINE_GIB))
                .add(TarBytes.header("hd0.img.gz", '0', 0))
                .soFar());
    }

    private static void assertNineGib(byte[] beginning) throws IOException {
        byte[] rest = new TarBytes().member("after", DISK).end();
        TarReader reader = new TarReader(new SequenceInputStream(
                new SequenceInputStream(new ByteArrayInputStream(beginning), new Zeros(NINE_GIB)),
                new ByteArrayInputStream(rest)));
        assertThat(reader.next()).contains(new TarEntry("hd0.img.gz", NINE_GIB, true));
        long read = 0;
        byte[] piece = new byte[1 << 20];
        for (int some = 0; some >= 0; some = reader.read(piece, 0, piece.length)) {
            read += some;
        }
        assertThat(read).isEqualTo(NINE_GIB);
        assertThat(reader.next()).contains(new TarEntry("after", DISK.length, true));
        assertThat(readAll(reader, 4096)).isEqualTo(DISK);
    }

    @ParameterizedTest
    @ValueSource(chars = {'1', '2', '3', '4', '5', '6', 'V', '?'})
    void takesOnlyFilesForFiles(char typeflag) throws IOException {
        byte[] header = TarBytes.header("hd0.img.gz", typeflag, 0);
        TarBytes.put(header, 157, "elsewhere");
        assertThat(only(new TarBytes().add(header)).isFile()).isFalse();
    }

    @Test
    void passesOverTheSizeThatAHardLinkStates() throws IOException {
        byte[] tar = new TarBytes()
                .add(TarBytes.header("link", '1', 5000))
                .member("a", DISK)
                .end();
        TarReader reader = new TarReader(new ByteArrayInputStream(tar));
        reader.next();
        assertThat(reader.next()).contains(new TarEntry("a", DISK.length, true));
    }

    @Test
    void refusesAHeaderWithAnyByteChanged() {
        byte[] tar = new TarBytes().member("a", DISK).member("hd0.img.gz", DISK).end();
        int second = 512 + 3072;
        for (int at = 0; at < 512; at++) {
            byte[] damaged = tar.clone();
            damaged[second + at] ^= 1;
            boolean isTheChecksumsEnd = at >= TarBytes.CHKSUM + 6 && at < TarBytes.CHKSUM + 8;
            if (!isTheChecksumsEnd) {
                assertThatThrownBy(() -> readAll(damaged))
                        .as("byte %d", at)
                        .isInstanceOf(PackageException.class)
                        .hasMessage("expected a tar header after member 1, found damaged bytes");
            }
        }
    }

    @ParameterizedTest(name = "{0}")
    @CsvSource({
        "mode, 100, 8",
        "uid, 108, 8",
        "gid, 116, 8",
        "mtime, 136, 12",
        "magic, 257, 6",
        "version, 263, 2",
        "uname, 265, 32",
        "gname, 297, 32",
        "devmajor, 329, 8",
        "devminor, 337, 8"
    })
    void readsOnWhateverIsInAFieldThatSaysNothingOfTheContent(String field, int offset, int length) throws IOException {
        byte[] header = TarBytes.header("hd0.img", '0', DISK.length);
        Arrays.fill(header, offset, offset + length, (byte) 0xee);
        TarReader reader = new TarReader(new ByteArrayInputStream(
                new TarBytes().add(header).content(DISK).end()));
        assertThat(reader.next()).as(field).contains(new TarEntry("hd0.img", DISK.length, true));
        assertThat(readAll(reader, 1000)).isEqualTo(DISK);
        assertThat(reader.next()).isEmpty();
    }

    @Test
    void refusesNumbersThatAreNone() {
        assertSizeRefused("0000000x000", "expected an octal number in tar's field size, found \"0000000x000\"");
        assertSizeRefused("-0000000001", "expected an octal number in tar's field size, found \"-0000000001\"");
        byte[] negative = TarBytes.header("a", '0', 0);
        Arrays.fill(negative, TarBytes.SIZE, TarBytes.SIZE + 12, (byte) 0xff);
        assertRefused(
                new TarBytes().add(negative), "expected a number from 0 in tar's field size, found a negative one");
        byte[] large = TarBytes.header("a", '0', 0);
        Arrays.fill(large, TarBytes.SIZE, TarBytes.SIZE + 12, (byte) 0xbf);
        assertRefused(new TarBytes().add(large), "expected a number below 2^63 in tar's size, found a larger one");
        byte[] most = TarBytes.header("a", '0', 0);
        TarBytes.putBase256(most, TarBytes.SIZE, Long.MAX_VALUE);
        assertRefused(
                new TarBytes().add(most), "expected 9223372036854775807 bytes of a, found the end of the package");
    }

    @Test
    void refusesPaxRecordsThatAreNone() {
        for (String records : List.of(
                "path=a\n",
                "0 a=b\n",
                "5 a=b\n",
                "7 a=b\n",
                "6 aab\n",
                "6 a=bb",
                "99999999999999999999 a=b\n",
                "-6 a=b\n",
                " ",
                "6")) {
            assertThatThrownBy(() -> readAll(new TarBytes()
                            .extended('x', records.getBytes())
                            .member("a", DISK)
                            .end()))
                    .as(records)
                    .isInstanceOf(PackageException.class)
                    .hasMessageMatching("expected .*, found .*");
        }
        assertRefused(
                new TarBytes().pax("size", "1x").member("a", DISK),
                "expected a decimal number in tar's size, found \"1x\"");
    }

    @Test
    void boundsWhatIsReadIntoMemory() {
        assertRefused(
                new TarBytes().add(TarBytes.header("x", 'x', NINE_GIB / 2)),
                "expected tar's extended headers to have at most 8388608 bytes, found 4831838208");
        assertRefused(
                new TarBytes().add(TarBytes.header("x", 'L', 5000)),
                "expected a member's name to have at most 4096 bytes, found 4999");
        assertRefused(
                new TarBytes().pax("path", "a".repeat(5000)),
                "expected a member's name to have at most 4096 bytes, found 5000");
    }

    @Test
    void acceptsWhateverFollowsTheEndMark() throws IOException {
        byte[] tar = new TarBytes()
                .member("a", DISK)
                .addBlock(new byte[512])
                .content(random(70_000))
                .soFar();
        InputStream stream = new ByteArrayInputStream(tar);
        TarReader reader = new TarReader(stream);
        reader.next();
        assertThat(reader.next()).isEmpty();
        reader.skipToEnd();
        assertThat(stream.read()).isNegative();
    }

    @Test
    void namesWhatIsMissingOfATarThatIsCut() {
        TarBytes tar = new TarBytes()
                .extended('L', "a long name\0".getBytes())
                .extended('K', "a long link\0".getBytes())
                .member("short", DISK)
                .extended('g', TarBytes.paxRecords("comment", "none"))
                .pax("path", "b")
                .member("short", DISK);
        byte[] whole = tar.end();
        int endMark = tar.boundaries().get(tar.boundaries().size() - 1);
        for (int boundary : tar.boundaries()) {
            for (int length = Math.max(0, boundary - 1); length <= Math.min(boundary + 1, endMark + 511); length++) {
                byte[] cut = Arrays.copyOf(whole, length);
                assertThatThrownBy(() -> readAll(cut))
                        .as("cut at %d", length)
                        .isInstanceOf(PackageException.class)
                        .hasMessageMatching("expected (tar's end mark after member \\d|\\d+ bytes of (a long name|b)"
                                + "|an extended tar header after \\d members), found the end of the package"
                                + "|expected a tar archive, found \\d+ bytes without a member");
            }
        }
        assertThatCode(() -> readAll(Arrays.copyOf(whole, endMark + 512))).doesNotThrowAnyException();
    }

    private static void assertSizeRefused(String size, String message) {
        byte[] header = TarBytes.header("a", '0', 0);
        TarBytes.put(header, TarBytes.SIZE, size);
        assertRefused(new TarBytes().add(header), message);
    }

    private static void assertRefused(TarBytes tar, String message) {
        assertThatThrownBy(() -> readAll(tar.end()))
                .isInstanceOf(PackageException.class)
                .hasMessage(message);
    }

    private static TarEntry only(TarBytes tar) throws IOException {
        return new TarReader(new ByteArrayInputStream(tar.end())).next().orElseThrow();
    }

    private static void readAll(byte[] tar) throws IOException {
        TarReader reader = new TarReader(new ByteArrayInputStream(tar));
        while (reader.next().isPresent()) {
            readAll(reader, 1000);
        }
    }

    private static byte[] readAll(TarReader reader, int asked) throws IOException {
        ByteArrayOutputStream all = new ByteArrayOutputStream();
        byte[] piece = new byte[asked];
        for (int read = reader.read(piece, 0, asked); read >= 0; read = reader.read(piece, 0, asked)) {
            all.write(piece, 0, read);
        }
        return all.toByteArray();
    }

    private static byte[] random(int length) {
        byte[] bytes = new byte[length];
        new Random(length).nextBytes(bytes);
        return bytes;
    }

    /** So many zeros. */
    private static final class Zeros extends InputStream {
        private long left;

        Zeros(long left) {
            this.left = left;
        }

        @Override
        public int read() {
            return left-- > 0 ? 0 : -1;
        }

        @Override
        public int read(byte[] target, int offset, int length) {
            if (left <= 0) {
                return -1;
            }
            int read = (int) Math.min(length, left);
            left -= read;
            return read;
        }
    }
}

package org.spotcloud.adapter.diskimage.ext;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** On file systems that e2fsprogs made with all sorts of features: every path is what was put in. */
class FixturesTest {
    private static final int PIECE = 70_001;

    static Stream<Fixture> fixtures() {
        return Fixture.all();
    }

    @ParameterizedTest
    @MethodSource("fixtures")
    void readsEveryPath(Fixture fixture) throws IOException {
        ExtFileSystem fileSystem = ExtFileSystem.open(new MemoryDevice(fixture.bytes()));
        assertThat(fileSystem.label()).isEqualTo("fixture");
        assertThat(fixture.expected()).isNotEmpty().allSatisfy(fields -> {
            String path = fields[fields.length - 1];
            switch (fields[0]) {
                case "f" -> verifyFile(fileSystem, path, Long.parseLong(fields[1]), fields[2]);
                case "d" -> verifyDirectory(fileSystem, path, Integer.parseInt(fields[1]), fields[2]);
                case "l" -> assertThat(fileSystem.linkTarget(path)).contains(fields[1]);
                default -> throw new AssertionError("unknown kind " + fields[0]);
            }
        });
    }

    @Test
    void hasFixturesOfAllSorts() {
        assertThat(fixtures().map(Fixture::toString))
                .hasSizeGreaterThan(30)
                .contains(
                        "plain/ext4-bigalloc-4k",
                        "journal/ext4-checksums-3",
                        "index/ext4-1k",
                        "deep/ext2-1k",
                        "fragments/ext4-unwritten");
    }

    @Test
    void tellsTheUuid() throws IOException {
        assertThat(open("plain/ext4-1k").uuid()).isEqualTo("0fc9a1d4-6e52-4a7b-8c30-5d1e2f3a4b5c");
        assertThat(open("plain/ext4-new-uuid").uuid()).isEqualTo("11111111-2222-3333-4444-555566667777");
    }

    private static ExtFileSystem open(String name) throws IOException {
        return ExtFileSystem.open(new MemoryDevice(Fixture.named(name).bytes()));
    }

    private static void verifyFile(ExtFileSystem fileSystem, String path, long size, String digest) throws IOException {
        ExtFile file = fileSystem.find(path).orElseThrow(() -> new AssertionError("no " + path));
        assertThat(file.isRegular()).isTrue();
        assertThat(file.size()).isEqualTo(size);
        MessageDigest sha256 = sha256();
        ByteBuffer piece = ByteBuffer.allocate(PIECE);
        for (long position = 0; position < size; position += PIECE) {
            assertThat(file.read(position, piece.clear())).isEqualTo((int) Math.min(PIECE, size - position));
            sha256.update(piece.flip());
        }
        assertThat(HexFormat.of().formatHex(sha256.digest())).as(path).isEqualTo(digest);
    }

    private static void verifyDirectory(ExtFileSystem fileSystem, String path, int count, String digest)
            throws IOException {
        Set<String> ownNames = Set.of(".", "..", "lost+found");
        assertThat(fileSystem.find(path)).as(path).hasValueSatisfying(found -> assertThat(found.isDirectory())
                .isTrue());
        List<String> names = fileSystem.names(path).stream()
                .filter(name -> !ownNames.contains(name))
                .sorted()
                .toList();
        assertThat(names).as(path).hasSize(count);
        MessageDigest sha256 = sha256();
        names.forEach(name -> sha256.update((name + "\n").getBytes(StandardCharsets.UTF_8)));
        assertThat(HexFormat.of().formatHex(sha256.digest())).as(path).isEqualTo(digest);
    }

    private static MessageDigest sha256() {
        try {
            return MessageDigest.getInstance("SHA-256");
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException(e);
        }
    }
}

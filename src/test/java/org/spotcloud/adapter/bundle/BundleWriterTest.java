package org.spotcloud.adapter.bundle;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIOException;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.ReadOnlyBufferException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Random;
import javax.crypto.Cipher;
import javax.crypto.spec.IvParameterSpec;
import javax.crypto.spec.SecretKeySpec;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class BundleWriterTest {
    private static final byte[] KEY = HexFormat.of().parseHex("000102030405060708090a0b0c0d0e0f");
    private static final byte[] IV = HexFormat.of().parseHex("f0e0d0c0b0a090807060504030201000");
    private static final TarMember MEMBER =
            new TarMember("machine.img", Instant.parse("2026-11-01T12:34:56Z"), 1000, 100);

    private final List<byte[]> bodies = new ArrayList<>();

    @TempDir
    Path folder;

    @ParameterizedTest
    @ValueSource(ints = {0, 1, 511, 512, 513, 10_240, 65_535, 65_536, 65_537, 300_000})
    void canBeReadBackWhateverTheSize(int size) throws IOException {
        byte[] image = noise(size);

        Bundle bundle = write(image, 1000);

        Unbundler read = new Unbundler(joined(), KEY, IV);
        assertThat(read.onlyMember()).isEqualTo(image);
        assertThat(bundle.imageSize()).isEqualTo(size);
        assertThat(bundle.bundledSize()).isEqualTo(joined().length);
        assertThat(bundle.tarSha1()).isEqualTo(sha1(read.tar()));
    }

    @Test
    void derivesTheSameTarInEveryRelease() throws IOException {
        StringBuilder lines = new StringBuilder();
        for (int i = 1; i <= 1000; i++) {
            lines.append(i).append('\n');
        }

        Bundle bundle = write(lines.toString().getBytes(US_ASCII), BundleLayout.PART_SIZE);

        assertThat(bundle.tarSha1()).isEqualTo("faed2303a2e53148e1291ea17769ba721de6aaad");
    }

    @Test
    void fixesAllThatTheTarHeaderSays() throws IOException {
        write(noise(5), 1000);

        Unbundler read = new Unbundler(joined(), KEY, IV);
        assertThat(read.field(0, 100)).isEqualTo("machine.img");
        assertThat(read.octal(100, 8)).isEqualTo(0644);
        assertThat(read.octal(108, 8)).isEqualTo(1000);
        assertThat(read.octal(116, 8)).isEqualTo(100);
        assertThat(read.octal(136, 12))
                .isEqualTo(Instant.parse("2026-11-01T12:34:56Z").getEpochSecond());
        assertThat(read.field(156, 1)).isEqualTo("0");
        assertThat(read.field(257, 5)).isEqualTo("ustar");
        assertThat(read.field(265, 64)).as("owner and group by name").isBlank();
    }

    @Test
    void givesTheSameBytesAgain() throws IOException {
        byte[] image = noise(100_000);

        Bundle first = write(image, 4096);
        Bundle second = write(image, 4096);

        assertThat(second).isEqualTo(first);
    }

    @Test
    void cutsExactlyAtThePartSize() throws IOException {
        byte[] image = noise(100_000);
        int whole = Math.toIntExact(write(image, BundleLayout.PART_SIZE).bundledSize());

        assertThat(sizes(write(image, whole))).containsExactly(whole);
        assertThat(sizes(write(image, whole - 1))).containsExactly(whole - 1, 1);
        assertThat(sizes(write(image, whole + 1))).containsExactly(whole);
        assertThat(sizes(write(image, whole / 16 + 1))).hasSize(16).startsWith(whole / 16 + 1, whole / 16 + 1);
    }

    @Test
    void namesPartsWithTwoDigitsAtLeast() throws IOException {
        Bundle bundle = write(noise(50_000), 400);

        assertThat(bundle.parts()).hasSizeGreaterThan(101);
        assertThat(bundle.parts().get(0).name()).isEqualTo("sc-1.part.00");
        assertThat(bundle.parts().get(9).name()).isEqualTo("sc-1.part.09");
        assertThat(bundle.parts().get(100).name()).isEqualTo("sc-1.part.100");
    }

    @Test
    void describesEachPartAsItIsStored() throws IOException {
        Bundle bundle = write(noise(50_000), 10_000);

        for (Part part : bundle.parts()) {
            byte[] body = bodies.get(part.index());
            assertThat(part.size()).isEqualTo(body.length);
            assertThat(part.sha1()).isEqualTo(sha1(body));
        }
        assertThat(bundle.parts())
                .extracting(Part::imageBytes)
                .isSorted()
                .last()
                .isEqualTo(50_000L);
    }

    @Test
    void keepsTheHeaderFreeOfWhateverTheJvmWouldSay() throws IOException {
        write(noise(10), 1000);

        byte[] compressed = decrypted();
        assertThat(HexFormat.of().formatHex(compressed, 0, 10)).isEqualTo("1f8b08000000000000ff");
    }

    @Test
    void handsOutBodiesThatCannotBeWritten() throws IOException {
        List<ByteBuffer> kept = new ArrayList<>();
        new BundleWriter(layout(1000), (part, body) -> kept.add(body)).write(file(noise(10)));

        assertThatExceptionOfType(ReadOnlyBufferException.class)
                .isThrownBy(() -> kept.get(0).put((byte) 0));
    }

    @Test
    void handsOutNothingMoreAfterTheSinkFailed() throws IOException {
        List<Part> asked = new ArrayList<>();
        BundleWriter writer = new BundleWriter(layout(1000), (part, body) -> {
            asked.add(part);
            throw new IOException("the store is away");
        });

        assertThatIOException()
                .isThrownBy(() -> writer.write(file(noise(10_000))))
                .withMessage("the store is away");
        assertThat(asked).hasSize(1);
    }

    @Test
    void refusesAnImageThatGrowsMeanwhile() throws IOException {
        Path image = file(noise(300_000));
        BundleWriter writer = new BundleWriter(layout(1000), (part, body) -> append(image));

        assertThatExceptionOfType(BundleException.class)
                .isThrownBy(() -> writer.write(image))
                .withMessage("the image had 300000 bytes and grew while it was read");
    }

    @Test
    void refusesAnImageThatShrinksMeanwhile() throws IOException {
        Path image = file(noise(300_000));
        BundleWriter writer = new BundleWriter(layout(1000), (part, body) -> truncate(image));

        assertThatExceptionOfType(BundleException.class)
                .isThrownBy(() -> writer.write(image))
                .withMessageStartingWith("the image had 300000 bytes and ended after");
    }

    @Test
    void stopsSoonWhenItsThreadIsInterrupted() throws IOException {
        Path image = file(noise(3_000_000));
        List<Part> taken = new ArrayList<>();
        BundleWriter writer = new BundleWriter(layout(1000), (part, body) -> {
            taken.add(part);
            Thread.currentThread().interrupt();
        });

        assertThatIOException().isThrownBy(() -> writer.write(image));
        assertThat(Thread.interrupted()).isTrue();
        // what the buffers held when the interruption came: at most a few times 64 KiB of 3 MB
        assertThat(taken).hasSizeLessThan(300);
    }

    private Bundle write(byte[] image, int partSize) throws IOException {
        bodies.clear();
        return new BundleWriter(layout(partSize), (part, body) -> {
                    byte[] copy = new byte[body.remaining()];
                    body.get(copy);
                    bodies.add(copy);
                })
                .write(file(image));
    }

    private static BundleLayout layout(int partSize) {
        return new BundleLayout("sc-1", MEMBER, new BundleKey(KEY, IV), 1, partSize);
    }

    private Path file(byte[] content) throws IOException {
        return Files.write(folder.resolve("image"), content);
    }

    private byte[] joined() {
        ByteArrayOutputStream all = new ByteArrayOutputStream();
        bodies.forEach(all::writeBytes);
        return all.toByteArray();
    }

    private byte[] decrypted() {
        try {
            Cipher cipher = Cipher.getInstance("AES/CBC/PKCS5Padding");
            cipher.init(Cipher.DECRYPT_MODE, new SecretKeySpec(KEY, "AES"), new IvParameterSpec(IV));
            return cipher.doFinal(joined());
        } catch (GeneralSecurityException e) {
            throw new AssertionError(e);
        }
    }

    private static List<Integer> sizes(Bundle bundle) {
        return bundle.parts().stream().map(Part::size).toList();
    }

    private static byte[] noise(int size) {
        byte[] bytes = new byte[size];
        new Random(size).nextBytes(bytes);
        return bytes;
    }

    private static String sha1(byte[] bytes) {
        try {
            return HexFormat.of().formatHex(MessageDigest.getInstance("SHA-1").digest(bytes));
        } catch (NoSuchAlgorithmException e) {
            throw new AssertionError(e);
        }
    }

    private static void append(Path image) {
        try {
            Files.write(image, new byte[1], StandardOpenOption.APPEND);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static void truncate(Path image) {
        try {
            Files.write(image, new byte[1], StandardOpenOption.TRUNCATE_EXISTING);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}

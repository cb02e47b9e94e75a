package org.spotcloud.adapter.xvm2;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.Optional;
import java.util.Random;
import org.junit.jupiter.api.Test;

class DiskDigestTest {
    private static final byte[] DISK = new byte[3 << 20];
    private static final byte[] HEAD = head();

    @Test
    void acceptsTheDigestOfTheWholeDisk() {
        assertAccepted(PackageBuilder.md5(DISK));
    }

    @Test
    void acceptsTheDigestOfTheFirstMebibyte() {
        assertAccepted(PackageBuilder.md5(HEAD));
    }

    @Test
    void refusesAnotherDigest() {
        Manifest.Entry entry = entry(DISK.length, PackageBuilder.md5(new byte[1]));
        assertThatThrownBy(() -> digest(Optional.of(entry)).verify(entry))
                .isInstanceOf(PackageException.class)
                .hasMessage("expected hd0.img to have the MD5 %s, as manifest.txt says, found %s"
                        .formatted(entry.md5(), PackageBuilder.md5(DISK)));
    }

    @Test
    void refusesAnotherSize() {
        Manifest.Entry entry = entry(DISK.length + 1, PackageBuilder.md5(DISK));
        assertThatThrownBy(() -> digest(Optional.of(entry)).verify(entry))
                .hasMessage("expected hd0.img to have 3145729 bytes, as manifest.txt says, found 3145728");
    }

    private static void assertAccepted(String md5) {
        Manifest.Entry entry = entry(DISK.length, md5);
        assertThatCode(() -> digest(Optional.of(entry)).verify(entry)).doesNotThrowAnyException();
        assertThatCode(() -> digest(Optional.empty()).verify(entry)).doesNotThrowAnyException();
    }

    private static Manifest.Entry entry(long size, String md5) {
        return new Manifest.Entry("hd0.img", size, md5);
    }

    private static DiskDigest digest(Optional<Manifest.Entry> known) {
        DiskDigest digest = new DiskDigest(known);
        int pieceBytes = 300_001; // the first MiB ends within a piece
        for (int start = 0; start < DISK.length; start += pieceBytes) {
            ByteBuffer piece = ByteBuffer.wrap(DISK, start, Math.min(pieceBytes, DISK.length - start));
            digest.update(piece);
            assertThat(piece.position()).isEqualTo(start);
        }
        return digest;
    }

    private static byte[] head() {
        new Random(3).nextBytes(DISK);
        return Arrays.copyOf(DISK, DiskDigest.HEAD_BYTES);
    }
}

package org.spotcloud.adapter.bundle;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.security.GeneralSecurityException;
import java.util.Arrays;
import java.util.zip.GZIPInputStream;
import javax.crypto.Cipher;
import javax.crypto.spec.IvParameterSpec;
import javax.crypto.spec.SecretKeySpec;

/** Reads a bundle back with nothing but the JDK, written from the format and not from the writer. */
final class Unbundler {
    private static final int BLOCK = 512;

    private final byte[] tar;

    Unbundler(byte[] encrypted, byte[] key, byte[] iv) {
        try {
            Cipher cipher = Cipher.getInstance("AES/CBC/PKCS5Padding");
            cipher.init(Cipher.DECRYPT_MODE, new SecretKeySpec(key, "AES"), new IvParameterSpec(iv));
            byte[] compressed = cipher.doFinal(encrypted);
            this.tar = new GZIPInputStream(new ByteArrayInputStream(compressed)).readAllBytes();
        } catch (GeneralSecurityException | IOException e) {
            throw new AssertionError("the bundle does not decrypt or inflate", e);
        }
    }

    byte[] tar() {
        return tar;
    }

    /** A header field as text, without its padding. */
    String field(int offset, int length) {
        return new String(tar, offset, length, US_ASCII).replaceAll("[\0 ]+$", "");
    }

    long octal(int offset, int length) {
        return Long.parseLong(field(offset, length), 8);
    }

    byte[] onlyMember() {
        int size = Math.toIntExact(octal(124, 12));
        byte[] content = Arrays.copyOfRange(tar, BLOCK, BLOCK + size);
        byte[] rest = Arrays.copyOfRange(tar, BLOCK + size, tar.length);
        assertThat(rest).as("padding and end of archive").hasSizeGreaterThanOrEqualTo(2 * BLOCK);
        assertThat(rest).containsOnly(0);
        return content;
    }
}

package org.spotcloud.adapter.settings;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.SecureRandom;
import java.util.Arrays;
import java.util.Base64;
import java.util.Objects;
import javax.crypto.Cipher;
import javax.crypto.SecretKey;
import javax.crypto.spec.GCMParameterSpec;

/**
 * Encrypts what must not lie readable in the database, with AES-256-GCM (NIST SP 800-38D) under a key that lies in a
 * file of its own. What it writes is text, {@code v1:} and the base64url of nonce, cipher text and tag; who changes a
 * character of it, or presents it for another purpose than it was sealed for, gets nothing back.
 */
public final class SecretBox {
    private static final String VERSION = "v1:";
    private static final String TRANSFORMATION = "AES/GCM/NoPadding";
    private static final int NONCE_BYTES = 12;
    private static final int TAG_BITS = 128;

    private final SecretKey key;
    private final SecureRandom random;

    private SecretBox(SecretKey key, SecureRandom random) {
        this.key = key;
        this.random = random;
    }

    /**
     * The box of that key file, which is made when it is missing: 32 random bytes in base64, readable by its owner only.
     *
     * @throws IllegalStateException when the file cannot be made, holds no such key or is open to others; the message
     *     says which
     */
    public static SecretBox at(Path keyFile) {
        SecureRandom random = new SecureRandom();
        return new SecretBox(new SecretKeyFile(keyFile, random).readOrMake(), random);
    }

    /**
     * Seals a secret.
     *
     * @param purpose what the secret is for, such as a table, column and row; {@link #open} wants the same
     */
    public String seal(byte[] secret, String purpose) {
        byte[] nonce = new byte[NONCE_BYTES];
        random.nextBytes(nonce);
        try {
            byte[] sealed = cipher(Cipher.ENCRYPT_MODE, nonce, purpose).doFinal(secret);
            byte[] all = ByteBuffer.allocate(nonce.length + sealed.length)
                    .put(nonce)
                    .put(sealed)
                    .array();
            return VERSION + Base64.getUrlEncoder().withoutPadding().encodeToString(all);
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("AES-GCM is not to be had in this JVM", e);
        }
    }

    /**
     * The secret that {@link #seal} sealed.
     *
     * @throws IllegalArgumentException when the text is not what this box sealed for that purpose
     */
    public byte[] open(String sealed, String purpose) {
        byte[] all = decode(sealed);
        try {
            return cipher(Cipher.DECRYPT_MODE, Arrays.copyOf(all, NONCE_BYTES), purpose)
                    .doFinal(all, NONCE_BYTES, all.length - NONCE_BYTES);
        } catch (GeneralSecurityException e) {
            throw new IllegalArgumentException(
                    "a stored secret does not open: it was sealed with another key or for another purpose, or changed",
                    e);
        }
    }

    private static byte[] decode(String sealed) {
        if (!sealed.startsWith(VERSION)) {
            throw new IllegalArgumentException("a stored secret begins with " + VERSION + ", and this one does not");
        }
        byte[] all;
        try {
            all = Base64.getUrlDecoder().decode(sealed.substring(VERSION.length()));
        } catch (IllegalArgumentException e) {
            throw new IllegalArgumentException("a stored secret is base64url, and this one is not", e);
        }
        if (all.length < NONCE_BYTES + TAG_BITS / Byte.SIZE) {
            throw new IllegalArgumentException("a stored secret holds a nonce and a tag, and this one is shorter");
        }
        return all;
    }

    private Cipher cipher(int mode, byte[] nonce, String purpose) throws GeneralSecurityException {
        Objects.requireNonNull(purpose, "purpose");
        Cipher cipher = Cipher.getInstance(TRANSFORMATION);
        cipher.init(mode, key, new GCMParameterSpec(TAG_BITS, nonce));
        cipher.updateAAD((VERSION + purpose).getBytes(UTF_8));
        return cipher;
    }
}

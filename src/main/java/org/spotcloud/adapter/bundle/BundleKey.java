package org.spotcloud.adapter.bundle;

import static java.nio.charset.StandardCharsets.US_ASCII;

import java.security.GeneralSecurityException;
import java.security.SecureRandom;
import java.util.HexFormat;
import javax.crypto.Cipher;
import javax.crypto.spec.IvParameterSpec;
import javax.crypto.spec.SecretKeySpec;

/** What a bundle is encrypted with: a key of AES-128 and the first block of its CBC chain. */
public final class BundleKey {
    /** Of the key and of the initialisation vector alike. */
    public static final int BYTES = 16;

    private static final String TRANSFORMATION = "AES/CBC/PKCS5Padding";

    private final byte[] key;
    private final byte[] iv;

    /**
     * @param key 16 bytes
     * @param iv 16 bytes
     */
    public BundleKey(byte[] key, byte[] iv) {
        if (key.length != BYTES || iv.length != BYTES) {
            throw new IllegalArgumentException(
                    "a bundle's key and iv have %d bytes each, not %d and %d".formatted(BYTES, key.length, iv.length));
        }
        this.key = key.clone();
        this.iv = iv.clone();
    }

    /** A fresh one. */
    public static BundleKey random(SecureRandom random) {
        byte[] key = new byte[BYTES];
        byte[] iv = new byte[BYTES];
        random.nextBytes(key);
        random.nextBytes(iv);
        return new BundleKey(key, iv);
    }

    public byte[] key() {
        return key.clone();
    }

    public byte[] iv() {
        return iv.clone();
    }

    /** The key as the manifest encrypts it: not its bytes, but their 32 hexadecimal characters. */
    byte[] keyText() {
        return HexFormat.of().formatHex(key).getBytes(US_ASCII);
    }

    /** As {@link #keyText}, of the initialisation vector. */
    byte[] ivText() {
        return HexFormat.of().formatHex(iv).getBytes(US_ASCII);
    }

    Cipher encryptor() {
        try {
            // what Java calls PKCS5Padding is PKCS#7 for AES
            Cipher cipher = Cipher.getInstance(TRANSFORMATION);
            cipher.init(Cipher.ENCRYPT_MODE, new SecretKeySpec(key, "AES"), new IvParameterSpec(iv));
            return cipher;
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("AES-CBC is not to be had in this JVM", e);
        }
    }

    @Override
    public String toString() {
        return "BundleKey[******]";
    }
}

package org.spotcloud.adapter.bundle;

import java.security.GeneralSecurityException;
import java.security.PublicKey;
import java.util.HexFormat;
import java.util.Objects;
import java.util.Optional;
import javax.crypto.Cipher;

/**
 * Who can open a bundle.
 *
 * @param cloud the RSA key of the cloud's certificate
 * @param user the RSA key of the user's certificate, where the user shall be able to
 */
public record Readers(PublicKey cloud, Optional<PublicKey> user) {
    private static final String TRANSFORMATION = "RSA/ECB/PKCS1Padding";

    public Readers {
        Objects.requireNonNull(cloud, "cloud");
        Objects.requireNonNull(user, "user");
    }

    String forCloud(byte[] secret) {
        return encrypt(cloud, secret);
    }

    /** Empty without a user's key. */
    String forUser(byte[] secret) {
        return user.map(key -> encrypt(key, secret)).orElse("");
    }

    private static String encrypt(PublicKey key, byte[] secret) {
        try {
            Cipher cipher = Cipher.getInstance(TRANSFORMATION);
            cipher.init(Cipher.ENCRYPT_MODE, key);
            return HexFormat.of().formatHex(cipher.doFinal(secret));
        } catch (GeneralSecurityException e) {
            throw new IllegalArgumentException(
                    "a bundle's key is encrypted with an RSA key, and this is a key of " + key.getAlgorithm(), e);
        }
    }
}

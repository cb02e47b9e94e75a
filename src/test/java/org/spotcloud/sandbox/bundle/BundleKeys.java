package org.spotcloud.sandbox.bundle;

import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.PrivateKey;
import java.security.Signature;
import java.security.cert.X509Certificate;
import java.util.HexFormat;
import javax.crypto.Cipher;
import javax.crypto.spec.IvParameterSpec;
import javax.crypto.spec.SecretKeySpec;

/**
 * What opens a bundle and what its signature is checked with.
 *
 * @param cloudKey the private key of the certificate that bundles are encrypted for
 * @param userCertificate of whom must have signed; null leaves signatures unchecked
 */
public record BundleKeys(PrivateKey cloudKey, X509Certificate userCertificate) {
    private static final String UNSIGNED = "UNSIGNED";

    /** A cipher that decrypts the parts. */
    Cipher cipher(Manifest manifest) throws BundleRefused {
        byte[] key = open(manifest.encryptedKey(), "ec2_encrypted_key");
        byte[] iv = open(manifest.encryptedIv(), "ec2_encrypted_iv");
        try {
            Cipher cipher = Cipher.getInstance("AES/CBC/PKCS5Padding");
            cipher.init(Cipher.DECRYPT_MODE, new SecretKeySpec(key, "AES"), new IvParameterSpec(iv));
            return cipher;
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException(e);
        }
    }

    private byte[] open(String encrypted, String name) throws BundleRefused {
        String text;
        try {
            Cipher rsa = Cipher.getInstance("RSA/ECB/PKCS1Padding");
            rsa.init(Cipher.DECRYPT_MODE, cloudKey);
            text = new String(rsa.doFinal(HexFormat.of().parseHex(encrypted)), StandardCharsets.ISO_8859_1);
        } catch (GeneralSecurityException e) {
            throw new BundleRefused(name + " is not encrypted for this cloud", e);
        }
        if (!text.matches("[0-9a-f]{32}")) {
            throw new BundleRefused(
                    name + " must decrypt to 32 lower-case hex digits, found " + text.length() + " characters");
        }
        return HexFormat.of().parseHex(text);
    }

    void checkSignature(Manifest manifest) throws BundleRefused {
        boolean unsigned = manifest.signature().equals(UNSIGNED);
        if (!unsigned && !manifest.signature().matches("([0-9a-f]{2})+")) {
            throw new BundleRefused("signature must be lower-case hex digits or " + UNSIGNED);
        }
        if (userCertificate == null) {
            return;
        }
        if (unsigned) {
            throw new BundleRefused("The manifest is unsigned although a user's certificate is known");
        }
        if (!verifies(manifest)) {
            throw new BundleRefused("The signature does not match the user's certificate");
        }
    }

    private boolean verifies(Manifest manifest) {
        try {
            Signature signature = Signature.getInstance("SHA1withRSA");
            signature.initVerify(userCertificate);
            signature.update(manifest.signed());
            return signature.verify(HexFormat.of().parseHex(manifest.signature()));
        } catch (GeneralSecurityException e) {
            return false;
        }
    }
}

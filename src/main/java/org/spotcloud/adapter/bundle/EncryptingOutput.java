package org.spotcloud.adapter.bundle;

import java.io.IOException;
import java.io.OutputStream;
import java.security.GeneralSecurityException;
import javax.crypto.Cipher;

/**
 * Encrypts what is written. Unlike {@link javax.crypto.CipherOutputStream} it writes the padding only when it is told to
 * finish, so that a stream that is given up leaves no end behind that looks like a whole one.
 */
final class EncryptingOutput extends OutputStream {
    private final Cipher cipher;
    private final OutputStream out;

    EncryptingOutput(Cipher cipher, OutputStream out) {
        this.cipher = cipher;
        this.out = out;
    }

    @Override
    public void write(int value) throws IOException {
        write(new byte[] {(byte) value}, 0, 1);
    }

    @Override
    public void write(byte[] bytes, int offset, int length) throws IOException {
        byte[] encrypted = cipher.update(bytes, offset, length);
        if (encrypted != null) {
            out.write(encrypted);
        }
    }

    void finish() throws IOException {
        try {
            out.write(cipher.doFinal());
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("a padding cipher takes any length", e);
        }
    }
}

package org.spotcloud.sandbox.bundle;

import java.io.IOException;
import java.io.InputStream;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.util.HexFormat;
import java.util.List;

/** All parts as one stream, each compared with its digest where it ends. */
final class PartStream extends InputStream {
    /** Why the stream of parts broke. */
    static final class BrokenPart extends IOException {
        BrokenPart(String reason) {
            super(reason);
        }
    }

    private final List<Manifest.Part> parts;
    private final BundleSource source;
    private final MessageDigest sha1;
    private InputStream current;
    private int index = -1;
    private long bytes;

    PartStream(List<Manifest.Part> parts, BundleSource source) {
        this.parts = parts;
        this.source = source;
        try {
            sha1 = MessageDigest.getInstance("SHA-1");
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException(e);
        }
    }

    /** How many bytes have been read so far. */
    long bytes() {
        return bytes;
    }

    @Override
    public int read() throws IOException {
        byte[] one = new byte[1];
        return read(one, 0, 1) < 0 ? -1 : one[0] & 0xff;
    }

    @Override
    public int read(byte[] buffer, int offset, int length) throws IOException {
        while (current != null || next()) {
            int count = current.read(buffer, offset, length);
            if (count >= 0) {
                sha1.update(buffer, offset, count);
                bytes += count;
                return count;
            }
            finish();
        }
        return -1;
    }

    private boolean next() throws IOException {
        if (index + 1 >= parts.size()) {
            return false;
        }
        Manifest.Part part = parts.get(++index);
        current = source.open(part.fileName());
        if (current == null) {
            throw new BrokenPart("There is no part " + part.fileName());
        }
        return true;
    }

    private void finish() throws IOException {
        current.close();
        current = null;
        String digest = HexFormat.of().formatHex(sha1.digest());
        Manifest.Part part = parts.get(index);
        if (!digest.equals(part.digest())) {
            throw new BrokenPart(part.fileName() + " must have the digest " + part.digest() + ", found " + digest);
        }
    }

    @Override
    public void close() throws IOException {
        if (current != null) {
            current.close();
        }
    }
}

package org.spotcloud.sandbox.bundle;

import java.io.IOException;
import java.io.InputStream;
import java.security.DigestInputStream;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.util.HexFormat;
import java.util.zip.GZIPInputStream;
import javax.crypto.CipherInputStream;
import org.apache.commons.compress.archivers.tar.TarArchiveEntry;
import org.apache.commons.compress.archivers.tar.TarArchiveInputStream;

/** Undoes a bundle: parts, AES, gzip, tar; every digest and size of the manifest is compared. */
public final class BundleDecoder {
    private static final int BUFFER = 1 << 16;
    private static final int TAR_RECORD = 512;

    private final BundleKeys keys;

    public BundleDecoder(BundleKeys keys) {
        this.keys = keys;
    }

    /** Reads the whole bundle; throws when anything is not as it must be. */
    public DecodedImage decode(Manifest manifest, BundleSource source) throws BundleRefused, IOException {
        keys.checkSignature(manifest);
        try (PartStream parts = new PartStream(manifest.parts(), source);
                InputStream plain = new CipherInputStream(parts, keys.cipher(manifest))) {
            DecodedImage image = unpack(manifest, plain);
            if (parts.bytes() != manifest.bundledSize()) {
                throw new BundleRefused("bundled_size must be " + parts.bytes() + ", found " + manifest.bundledSize());
            }
            return image;
        } catch (PartStream.BrokenPart e) {
            throw new BundleRefused(e.getMessage());
        }
    }

    private static DecodedImage unpack(Manifest manifest, InputStream plain) throws BundleRefused, IOException {
        CountingDigest tar;
        DecodedImage image;
        try {
            StrictGzip gzip = new StrictGzip(plain);
            tar = new CountingDigest(gzip);
            image = untar(manifest, tar);
            drain(tar);
            if (gzip.hasTrailingBytes() || plain.read() >= 0) {
                throw new BundleRefused("There are bytes behind the end of the gzip");
            }
        } catch (PartStream.BrokenPart e) {
            throw e;
        } catch (IOException e) {
            throw new BundleRefused("The parts do not decrypt and unpack", e);
        }
        if (tar.count % TAR_RECORD != 0) {
            throw new BundleRefused("The tar must be whole records of 512 bytes, found " + tar.count + " bytes");
        }
        if (!tar.hex().equals(manifest.digest())) {
            throw new BundleRefused("image digest must be " + tar.hex() + " (the tar's), found " + manifest.digest());
        }
        return image;
    }

    private static DecodedImage untar(Manifest manifest, InputStream tar) throws BundleRefused, IOException {
        TarArchiveInputStream members = new TarArchiveInputStream(tar);
        TarArchiveEntry entry = members.getNextEntry();
        if (entry == null || !entry.isFile() || entry.isLink() || entry.isSymbolicLink() || entry.isSparse()) {
            throw new BundleRefused("The tar must hold one regular file, found "
                    + (entry == null ? "nothing" : entry.getName() + " of another type"));
        }
        ImageInspector inspector = new ImageInspector(manifest.kind());
        byte[] buffer = new byte[BUFFER];
        for (int count = members.read(buffer); count >= 0; count = members.read(buffer)) {
            inspector.update(buffer, count);
        }
        if (members.getNextEntry() != null) {
            throw new BundleRefused("The tar must hold one regular file, found more than one member");
        }
        if (inspector.size() != manifest.size()) {
            throw new BundleRefused("size must be " + inspector.size() + ", found " + manifest.size());
        }
        return inspector.finish(entry.getName());
    }

    private static void drain(InputStream in) throws IOException {
        byte[] buffer = new byte[BUFFER];
        while (in.read(buffer) >= 0) {
            // reading is all
        }
    }

    /** A gzip stream that knows whether bytes followed its end, which the JDK's swallows. */
    private static final class StrictGzip extends GZIPInputStream {
        private static final int TRAILER = 8;

        StrictGzip(InputStream in) throws IOException {
            super(in, BUFFER);
        }

        boolean hasTrailingBytes() {
            return inf.getRemaining() > TRAILER;
        }
    }

    /** Counts and digests what passes. */
    private static final class CountingDigest extends DigestInputStream {
        private long count;

        CountingDigest(InputStream in) {
            super(in, sha1());
        }

        @Override
        public int read(byte[] buffer, int offset, int length) throws IOException {
            int read = super.read(buffer, offset, length);
            count += Math.max(0, read);
            return read;
        }

        @Override
        public int read() throws IOException {
            int read = super.read();
            count += read < 0 ? 0 : 1;
            return read;
        }

        String hex() {
            return HexFormat.of().formatHex(getMessageDigest().digest());
        }

        private static MessageDigest sha1() {
            try {
                return MessageDigest.getInstance("SHA-1");
            } catch (GeneralSecurityException e) {
                throw new IllegalStateException(e);
            }
        }
    }
}

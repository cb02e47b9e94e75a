package org.spotcloud.adapter.bundle;

import java.io.BufferedOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.InterruptedIOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.DigestOutputStream;
import java.util.HexFormat;
import org.apache.commons.compress.archivers.tar.TarArchiveOutputStream;

/**
 * Makes an S3 bundle of an image: tar with one regular file, gzip, AES-128-CBC with PKCS#7 padding and no salt header,
 * cut into parts. Nothing is stored on the way; one part is in memory at a time.
 */
public final class BundleWriter {
    /** The record size of tar: what it writes is padded to a multiple of it. */
    private static final int TAR_RECORD = 10_240;

    private static final int BUFFER = 1 << 16;

    private final BundleLayout layout;
    private final PartSink sink;

    public BundleWriter(BundleLayout layout, PartSink sink) {
        this.layout = layout;
        this.sink = sink;
    }

    /**
     * Reads the image once and hands out its parts.
     *
     * @throws BundleException when the image changes its size meanwhile
     * @throws InterruptedIOException soon after the thread was interrupted
     * @throws IOException of the image or of the sink
     */
    public Bundle write(Path image) throws IOException {
        long size = Files.size(image);
        Counter counter = new Counter(size);
        PartCutter cutter = new PartCutter(layout, sink, () -> counter.count);
        EncryptingOutput encrypted = new EncryptingOutput(layout.key().encryptor(), cutter);
        try (InputStream in = Files.newInputStream(image);
                GzipOutput gzip = new GzipOutput(encrypted, layout.compressionLevel())) {
            DigestOutputStream digested = new DigestOutputStream(gzip, Sha1.digest());
            writeTar(in, counter, new BufferedOutputStream(digested, BUFFER));
            gzip.finish();
            encrypted.finish();
            String tarSha1 =
                    HexFormat.of().formatHex(digested.getMessageDigest().digest());
            return new Bundle(tarSha1, size, cutter.finish());
        }
    }

    /** Nothing here is closed: closing would end the bundle, and a bundle ends only when all of the image is in it. */
    @SuppressWarnings("resource")
    private void writeTar(InputStream in, Counter counter, OutputStream out) throws IOException {
        TarArchiveOutputStream tar = new TarArchiveOutputStream(out, TAR_RECORD, "UTF-8");
        // images of 8 GiB and more: the size in base 256, as GNU tar and star write it
        tar.setBigNumberMode(TarArchiveOutputStream.BIGNUMBER_STAR);
        tar.putArchiveEntry(layout.member().entry(counter.expected));
        copy(in, counter, tar);
        tar.closeArchiveEntry();
        tar.finish();
        out.flush();
    }

    private static void copy(InputStream in, Counter counter, OutputStream out) throws IOException {
        byte[] buffer = new byte[BUFFER];
        for (int read = in.read(buffer); read >= 0; read = in.read(buffer)) {
            if (Thread.currentThread().isInterrupted()) {
                throw new InterruptedIOException("bundling was interrupted");
            }
            counter.add(read);
            out.write(buffer, 0, read);
        }
        counter.requireAll();
    }

    /** How much of the image was read. */
    private static final class Counter {
        private final long expected;
        private long count;

        private Counter(long expected) {
            this.expected = expected;
        }

        private void add(int read) throws BundleException {
            count += read;
            if (count > expected) {
                throw new BundleException("the image had %d bytes and grew while it was read".formatted(expected));
            }
        }

        private void requireAll() throws BundleException {
            if (count < expected) {
                throw new BundleException("the image had %d bytes and ended after %d".formatted(expected, count));
            }
        }
    }
}

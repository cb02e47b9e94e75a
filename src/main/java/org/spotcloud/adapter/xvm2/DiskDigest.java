package org.spotcloud.adapter.xvm2;

import java.nio.ByteBuffer;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Optional;

/**
 * The size and the digests of a disk as it passes, to be held against the manifest. The manifest's digest may be that
 * of the whole disk or of its first MiB (a bug of spotsh 0.0.1); where the manifest is known before the disk and its
 * digest is that of the first MiB, the rest is not digested.
 */
public final class DiskDigest {
    /** What spotsh 0.0.1 digests. */
    static final int HEAD_BYTES = 1 << 20;

    private final Optional<String> expected;
    private final MessageDigest md5;
    private String head = "";
    private long size;
    private boolean settled;

    /** @param manifest what the manifest says of the disk, where that is known already */
    public DiskDigest(Optional<Manifest.Entry> manifest) {
        this.expected = manifest.map(Manifest.Entry::md5);
        try {
            this.md5 = MessageDigest.getInstance("MD5");
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java has MD5", e);
        }
    }

    /** Adds what remains in {@code piece}; leaves its position where it was. */
    public void update(ByteBuffer piece) {
        int start = piece.position();
        int limit = piece.limit();
        if (size < HEAD_BYTES) {
            piece.limit(start + (int) Math.min(piece.remaining(), HEAD_BYTES - size));
            size += piece.remaining();
            md5.update(piece);
            piece.limit(limit);
            if (size == HEAD_BYTES) {
                head = digestSoFar();
                settled = expected.filter(head::equals).isPresent();
            }
        }
        size += piece.remaining();
        if (!settled) {
            md5.update(piece);
        }
        piece.position(start);
    }

    /** Bytes so far. */
    public long size() {
        return size;
    }

    /**
     * Holds the whole disk against the manifest.
     *
     * @throws PackageException when its size or its digest differs
     */
    public void verify(Manifest.Entry entry) throws PackageException {
        if (entry.size() != size) {
            throw new PackageException("expected %s to have %d bytes, as manifest.txt says, found %d"
                    .formatted(entry.name(), entry.size(), size));
        }
        if (settled || entry.md5().equals(head)) {
            return;
        }
        String found = digestSoFar();
        if (!entry.md5().equals(found)) {
            throw new PackageException("expected %s to have the MD5 %s, as manifest.txt says, found %s"
                    .formatted(entry.name(), entry.md5(), found));
        }
    }

    private String digestSoFar() {
        try {
            return Manifest.hex(((MessageDigest) md5.clone()).digest());
        } catch (CloneNotSupportedException e) {
            throw new IllegalStateException("the JDK's MD5 can be cloned", e);
        }
    }
}

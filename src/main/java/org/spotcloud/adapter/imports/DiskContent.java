package org.spotcloud.adapter.imports;

import java.io.IOException;
import java.io.InputStream;
import java.io.PushbackInputStream;
import java.nio.ByteBuffer;
import java.util.Arrays;
import org.spotcloud.adapter.isal.GzipReader;
import org.spotcloud.adapter.isal.InflateEngine;

/** The bytes of a disk, out of its member. */
interface DiskContent extends AutoCloseable {
    /** ID1 and ID2 of RFC 1952. */
    byte[] GZIP_MAGIC = {0x1f, (byte) 0x8b};

    /** Reads until {@code target} is full or the disk has ended; fewer bytes than that only at the end. */
    int read(ByteBuffer target) throws IOException;

    @Override
    void close();

    /** A disk in its member: gzip where the first bytes are those of gzip, whatever its name, else as it is. */
    static DiskContent of(InputStream member, InflateEngine engine) throws IOException {
        PushbackInputStream whole = new PushbackInputStream(member, GZIP_MAGIC.length);
        byte[] first = whole.readNBytes(GZIP_MAGIC.length);
        whole.unread(first);
        return Arrays.equals(first, GZIP_MAGIC) ? gzip(whole, engine) : plain(whole);
    }

    private static DiskContent gzip(InputStream member, InflateEngine engine) {
        GzipReader gzip = new GzipReader(member, engine);
        return new DiskContent() {
            @Override
            public int read(ByteBuffer target) throws IOException {
                return gzip.read(target);
            }

            @Override
            public void close() {
                gzip.close();
            }
        };
    }

    private static DiskContent plain(InputStream member) {
        byte[] chunk = new byte[BufferRing.BUFFER_BYTES];
        return new DiskContent() {
            @Override
            public int read(ByteBuffer target) throws IOException {
                int read = member.readNBytes(chunk, 0, Math.min(chunk.length, target.remaining()));
                target.put(chunk, 0, read);
                return read;
            }

            @Override
            public void close() {
                // the member belongs to the package's reader
            }
        };
    }
}

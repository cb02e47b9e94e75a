package org.spotcloud.adapter.imports;

import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import org.spotcloud.adapter.isal.GzipReader;

/** The bytes of a disk, out of its member. */
interface DiskContent extends AutoCloseable {
    /** Reads until {@code target} is full or the disk has ended; fewer bytes than that only at the end. */
    int read(ByteBuffer target) throws IOException;

    @Override
    void close();

    /** A disk that is gzip in its member. */
    static DiskContent gzip(InputStream member) {
        GzipReader gzip = new GzipReader(member);
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

    /** A disk that stands in its member as it is. */
    static DiskContent plain(InputStream member) {
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

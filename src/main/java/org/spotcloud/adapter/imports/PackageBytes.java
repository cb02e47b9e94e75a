package org.spotcloud.adapter.imports;

import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;
import org.spotcloud.adapter.catalog.TransferProgress;

/** The bytes of a package as they are read: counts them, and says so. */
final class PackageBytes extends FilterInputStream {
    private static final long TOTAL_UNKNOWN = -1;

    private final TransferProgress progress;
    private long count;

    PackageBytes(InputStream packageStream, TransferProgress progress) {
        super(packageStream);
        this.progress = progress;
    }

    @Override
    public int read() throws IOException {
        byte[] one = new byte[1];
        return read(one, 0, 1) < 0 ? -1 : Byte.toUnsignedInt(one[0]);
    }

    @Override
    public int read(byte[] target, int offset, int length) throws IOException {
        int read = in.read(target, offset, length);
        if (read > 0) {
            count += read;
            progress.moved(count, TOTAL_UNKNOWN);
        }
        return read;
    }

    long count() {
        return count;
    }
}

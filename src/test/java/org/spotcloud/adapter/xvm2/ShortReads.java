package org.spotcloud.adapter.xvm2;

import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;

/** Gives a few bytes at a time, as a pipe or a download may. */
final class ShortReads extends FilterInputStream {
    private final int most;

    ShortReads(InputStream whole, int most) {
        super(whole);
        this.most = most;
    }

    @Override
    public int read(byte[] target, int offset, int length) throws IOException {
        return super.read(target, offset, Math.min(length, most));
    }
}

package org.spotcloud.sandbox.faults;

import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;

/** A body on its way, under the fault of its call. */
final class StruckBody extends FilterInputStream {
    private static final int MILLIS = 1000;
    private static final int SLICES_PER_SECOND = 20;

    private final Faults faults;
    private final OpenCall open;
    private final long stopAt;
    private final long rate;
    private long passed;
    private boolean stopped;

    StruckBody(Faults faults, OpenCall open, InputStream body) {
        super(body);
        this.faults = faults;
        this.open = open;
        Fault fault = open.fault();
        boolean stops = fault != null && fault.afterBytes() != null;
        stopAt = stops ? fault.afterBytes() : Long.MAX_VALUE;
        rate = open.isStruckBy(Fault.Kind.SLOW) ? Math.max(1, fault.bytesPerSecond()) : Long.MAX_VALUE;
    }

    @Override
    public int read() throws IOException {
        byte[] one = new byte[1];
        return read(one, 0, 1) < 0 ? -1 : one[0] & 0xff;
    }

    @Override
    public int read(byte[] buffer, int offset, int length) throws IOException {
        if (passed >= stopAt && !stopped) {
            stopped = true;
            faults.stop(open);
        }
        long most = stopped ? length : Math.min(length, stopAt - passed);
        if (rate != Long.MAX_VALUE) {
            most = Math.min(most, Math.max(1, rate / SLICES_PER_SECOND));
        }
        int count = in.read(buffer, offset, (int) most);
        if (count > 0) {
            passed += count;
            open.passed(count);
            Pause.of(rate == Long.MAX_VALUE ? 0 : count * (long) MILLIS / rate);
        }
        return count;
    }

    @Override
    public long skip(long count) throws IOException {
        throw new UnsupportedOperationException();
    }

    @Override
    public boolean markSupported() {
        return false;
    }
}

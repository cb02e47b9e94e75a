package org.spotcloud.adapter.hosting;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.time.Duration;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;

/**
 * Reads bodies so that callers who send theirs drop by drop keep no thread of the server for long, and few of them at the
 * same time. Forms are small: nearly all have arrived when their request is served, and wait for nobody.
 */
final class BodyReading {
    private static final int BUFFER = 4096;

    private final int largest;
    private final Semaphore slow;
    private final Duration patience;
    private final Duration limit;
    private final LongSupplier nanoTime;

    /**
     * @param largest bytes that a body may have
     * @param mostSlow bodies that may be waited for at the same time
     * @param patience how long another one waits for its turn
     * @param limit how long a body may take in all
     * @param nanoTime as {@link System#nanoTime}
     */
    BodyReading(int largest, int mostSlow, Duration patience, Duration limit, LongSupplier nanoTime) {
        this.largest = largest;
        this.slow = new Semaphore(mostSlow);
        this.patience = patience;
        this.limit = limit;
        this.nanoTime = nanoTime;
    }

    /**
     * Reads a body to its end, or one byte past what it may have.
     *
     * @param length as the caller has announced; negative when it has not
     * @throws BadForm when the body comes too slowly, or too many others are waited for
     */
    byte[] read(InputStream body, long length) throws IOException {
        ByteArrayOutputStream read = new ByteArrayOutputStream();
        if (length >= 0 && isThere(body, length, read)) {
            return read.toByteArray();
        }
        if (!isPermitted()) {
            throw new BadForm("Too many requests come slowly at the same time");
        }
        try {
            readInTime(body, read);
            return read.toByteArray();
        } finally {
            slow.release();
        }
    }

    /**
     * Reads what has arrived, without waiting for more. A server may say of all that has arrived no more than that it is
     * something, so one has to read on to see.
     *
     * @return whether that was all
     */
    private boolean isThere(InputStream body, long length, ByteArrayOutputStream read) throws IOException {
        long most = Math.min(length, largest + 1L);
        while (read.size() < most && body.available() > 0 && readSome(body, read)) {
            // goes on
        }
        return read.size() >= most;
    }

    /** Whether there was anything more. */
    private boolean readSome(InputStream body, ByteArrayOutputStream read) throws IOException {
        byte[] buffer = new byte[Math.min(BUFFER, largest + 1 - read.size())];
        int count = body.read(buffer, 0, buffer.length);
        read.write(buffer, 0, Math.max(0, count));
        return count >= 0;
    }

    /** Many clients send head and body one after the other: there is some time for the crowd to pass. */
    private boolean isPermitted() {
        try {
            return slow.tryAcquire(patience.toMillis(), TimeUnit.MILLISECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return false;
        }
    }

    private void readInTime(InputStream body, ByteArrayOutputStream read) throws IOException {
        long until = nanoTime.getAsLong() + limit.toNanos();
        while (read.size() <= largest && readSome(body, read)) {
            if (nanoTime.getAsLong() - until > 0) {
                throw new BadForm("The body takes longer than " + limit.toSeconds() + " s");
            }
        }
    }
}

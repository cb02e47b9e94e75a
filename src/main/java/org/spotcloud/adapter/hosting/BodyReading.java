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
        if (length == 0 || (length > 0 && body.available() >= Math.min(length, largest))) {
            return body.readNBytes(largest + 1);
        }
        if (!isPermitted()) {
            throw new BadForm("Too many requests come slowly at the same time");
        }
        try {
            return readInTime(body);
        } finally {
            slow.release();
        }
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

    private byte[] readInTime(InputStream body) throws IOException {
        long until = nanoTime.getAsLong() + limit.toNanos();
        ByteArrayOutputStream read = new ByteArrayOutputStream();
        byte[] buffer = new byte[BUFFER];
        while (read.size() <= largest) {
            int count = body.read(buffer, 0, Math.min(BUFFER, largest + 1 - read.size()));
            if (count < 0) {
                break;
            }
            read.write(buffer, 0, count);
            if (nanoTime.getAsLong() - until > 0) {
                throw new BadForm("The body takes longer than " + limit.toSeconds() + " s");
            }
        }
        return read.toByteArray();
    }
}

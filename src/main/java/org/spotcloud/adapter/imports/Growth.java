package org.spotcloud.adapter.imports;

import java.io.IOException;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.TimeUnit;

/** How far a file has grown, told by the one who writes it to the one who reads it. */
final class Growth {
    private long length;
    private long lastSign = System.nanoTime();
    private boolean ended;
    private Throwable failure;

    /** So many bytes may be read from now on. */
    synchronized void reached(long newLength) {
        length = newLength;
        alive();
    }

    /** The writer still works, although nothing new can be read. */
    synchronized void alive() {
        lastSign = System.nanoTime();
        notifyAll();
    }

    /** Nothing more will come, and that is right. */
    synchronized void end() {
        ended = true;
        notifyAll();
    }

    /** Nothing more will come, for that reason. */
    synchronized void fail(Throwable cause) {
        failure = cause;
        notifyAll();
    }

    /** Why nothing more will come, if so. */
    synchronized Optional<Throwable> failure() {
        return Optional.ofNullable(failure);
    }

    /**
     * Waits until there is more than so many bytes.
     *
     * @param longestSilence how long the writer may give no sign
     * @return how many there are; not more than {@code position} at the end
     * @throws FetchFailed when no more will come because the writer failed, at once, or because it has gone silent
     */
    synchronized long awaitBeyond(long position, Duration longestSilence) throws IOException, InterruptedException {
        while (failure == null && length <= position && !ended) {
            long left = longestSilence.toNanos() - (System.nanoTime() - lastSign);
            if (left <= 0) {
                throw new FetchFailed(new IOException("the download gave no sign for " + longestSilence));
            }
            TimeUnit.NANOSECONDS.timedWait(this, Math.max(left, TimeUnit.MILLISECONDS.toNanos(1)));
        }
        if (failure != null) {
            throw new FetchFailed(failure);
        }
        return length;
    }
}

package org.spotcloud.sandbox.faults;

import java.io.InterruptedIOException;

/** Sleeps in a request's thread. */
public final class Pause {
    private Pause() {}

    public static void of(long millis) throws InterruptedIOException {
        try {
            Thread.sleep(millis);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new InterruptedIOException("The sandbox ends");
        }
    }
}

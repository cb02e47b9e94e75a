package org.spotcloud.adapter;

import java.time.Duration;

/** Lets a command that is stopped by a signal (Ctrl-C) delete what it has begun: interrupts it, and waits a moment. */
final class StopOnSignal implements AutoCloseable {
    private static final Duration PATIENCE = Duration.ofSeconds(5);

    private final Thread worker = Thread.currentThread();
    private final Thread hook = new Thread(this::stop, "stop-on-signal");
    private boolean done;

    StopOnSignal() {
        Runtime.getRuntime().addShutdownHook(hook);
    }

    @Override
    public void close() {
        synchronized (this) {
            done = true;
            notifyAll();
        }
        try {
            Runtime.getRuntime().removeShutdownHook(hook);
        } catch (IllegalStateException e) {
            // it runs: the signal has come
        }
    }

    private synchronized void stop() {
        worker.interrupt();
        long end = System.nanoTime() + PATIENCE.toNanos();
        try {
            for (long left = PATIENCE.toMillis(); !done && left > 0; left = (end - System.nanoTime()) / 1_000_000) {
                wait(left);
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}

package org.spotcloud.adapter.imports;

import java.io.Closeable;
import java.io.IOException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicReference;

/**
 * Has what was written so far brought to the storage device while more is written, by a thread of its own, so that little
 * is left to wait for at the end.
 */
final class Writeback implements Closeable {
    private static final long LONGEST_STOP_SECONDS = 3600;

    /** Waits until what was written to a file is on the storage device. */
    interface Forcing {
        void force() throws IOException;
    }

    private final ExecutorService thread = Executors.newSingleThreadExecutor(work -> {
        Thread worker = new Thread(work, "disk-writeback");
        worker.setDaemon(true);
        return worker;
    });
    private final AtomicBoolean busy = new AtomicBoolean();
    private final AtomicReference<IOException> failure = new AtomicReference<>();

    /** Begins with a file, unless it is still at one. */
    void begin(Forcing file) {
        if (busy.compareAndSet(false, true)) {
            thread.execute(() -> force(file));
        }
    }

    /**
     * To be asked before the last forcing: the system tells a failure once, and not again to who forces next.
     *
     * @throws IOException what one of those before has failed with
     */
    void verify() throws IOException {
        awaitEnd();
        if (failure.get() != null) {
            throw failure.get();
        }
    }

    /** Waits for what is under way. */
    @Override
    public void close() {
        awaitEnd();
    }

    private void force(Forcing file) {
        try {
            file.force();
        } catch (IOException e) {
            failure.compareAndSet(null, e);
        } finally {
            busy.set(false);
        }
    }

    private void awaitEnd() {
        thread.shutdown();
        boolean interrupted = false;
        boolean ended = false;
        while (!ended) {
            try {
                ended = thread.awaitTermination(LONGEST_STOP_SECONDS, TimeUnit.SECONDS);
            } catch (InterruptedException e) {
                interrupted = true; // what it does ends by itself
            }
        }
        if (interrupted) {
            Thread.currentThread().interrupt();
        }
    }
}

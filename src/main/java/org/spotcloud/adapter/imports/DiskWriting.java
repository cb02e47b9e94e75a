package org.spotcloud.adapter.imports;

import java.io.IOException;
import java.io.InterruptedIOException;
import java.nio.ByteBuffer;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import org.spotcloud.adapter.xvm2.DiskDigest;

/**
 * What happens to a disk while the calling thread inflates it: one thread digests it, another tells its zeros and writes
 * its partitions. What they throw comes out of {@link #await}.
 */
final class DiskWriting implements AutoCloseable {
    private static final int INFLATING = 0;
    private static final int DIGESTING = 1;
    private static final int WRITING = 2;
    private static final int PLACES = 3;

    private final BufferRing ring = new BufferRing(PLACES);
    private final DiskDigest digest;
    private final PackagedDisk disk;
    private final FutureTask<Void> digesting = new FutureTask<>(this::digestAll, null);
    private final FutureTask<Void> writing = new FutureTask<>(this::writeAll, null);
    private final List<Thread> threads =
            List.of(new Thread(digesting, "disk-digesting"), new Thread(writing, "disk-writing"));
    private IOException failure;

    DiskWriting(DiskDigest digest, PackagedDisk disk) {
        this.digest = digest;
        this.disk = disk;
        try {
            for (Thread thread : threads) {
                thread.setDaemon(true);
                thread.start();
            }
        } catch (Error e) {
            ring.abandon(); // the system has no more threads: one that has begun ends
            throw e;
        }
    }

    /**
     * A buffer to fill; empty when the writing has failed, which {@link #await} then throws.
     *
     * @throws InterruptedIOException when the calling thread is interrupted
     */
    Optional<ByteBuffer> nextBuffer() throws InterruptedIOException {
        try {
            return ring.takeEmpty();
        } catch (InterruptedException e) {
            throw interrupted();
        }
    }

    /** Hands over a buffer that was filled and flipped. */
    void write(ByteBuffer buffer) {
        ring.pass(INFLATING, buffer);
    }

    /** The disk has ended: waits until all of it is digested and written. */
    void await() throws IOException {
        ring.end(INFLATING);
        try {
            digesting.get();
            writing.get();
        } catch (InterruptedException e) {
            throw interrupted();
        } catch (ExecutionException e) {
            throw new IllegalStateException("the writing of the disk failed", e.getCause());
        }
        if (failure != null) {
            throw failure;
        }
    }

    /** Stops the threads, wherever they are, and waits until they have stopped. */
    @Override
    public void close() {
        ring.abandon();
        boolean interrupted = false;
        for (Thread thread : threads) {
            thread.interrupt();
            while (thread.isAlive()) {
                try {
                    thread.join();
                } catch (InterruptedException e) {
                    interrupted = true; // a thread that was interrupted itself ends soon
                }
            }
        }
        if (interrupted) {
            Thread.currentThread().interrupt();
        }
    }

    private void digestAll() {
        try {
            for (Optional<ByteBuffer> next = ring.take(DIGESTING); next.isPresent(); next = ring.take(DIGESTING)) {
                digest.update(next.get());
                ring.pass(DIGESTING, next.get());
            }
            ring.end(DIGESTING);
        } catch (InterruptedException e) {
            ring.abandon(); // the writing says why
        } catch (RuntimeException | Error e) {
            ring.abandon();
            throw e;
        }
    }

    private void writeAll() {
        try {
            for (Optional<ByteBuffer> next = ring.take(WRITING); next.isPresent(); next = ring.take(WRITING)) {
                disk.write(next.get());
                ring.pass(WRITING, next.get());
            }
            disk.finish();
        } catch (IOException e) {
            failure = e; // seen by the other thread after writing.get()
        } catch (InterruptedException e) {
            failure = new InterruptedIOException("the conversion was stopped");
        } finally {
            ring.abandon();
        }
    }

    private static InterruptedIOException interrupted() {
        Thread.currentThread().interrupt();
        return new InterruptedIOException("the conversion was interrupted");
    }
}

package org.spotcloud.adapter.imports;

import java.io.IOException;
import java.io.InterruptedIOException;
import java.nio.ByteBuffer;
import java.util.Optional;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import org.spotcloud.adapter.xvm2.DiskDigest;

/**
 * The second thread of a conversion: digests the disk, tells its zeros and writes its partitions, while the first one
 * inflates. What it throws comes out of {@link #await}.
 */
final class DiskWriting implements AutoCloseable {
    private static final String THREAD_NAME = "disk-writing";

    private final BufferRing ring = new BufferRing();
    private final DiskDigest digest;
    private final PackagedDisk disk;
    private final FutureTask<Void> task = new FutureTask<>(this::writeAll, null);
    private final Thread thread = new Thread(task, THREAD_NAME);
    private IOException failure;

    DiskWriting(DiskDigest digest, PackagedDisk disk) {
        this.digest = digest;
        this.disk = disk;
        thread.setDaemon(true);
        thread.start();
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
        ring.putFull(buffer);
    }

    /** The disk has ended: waits until all of it is written. */
    void await() throws IOException {
        ring.end();
        try {
            task.get();
        } catch (InterruptedException e) {
            throw interrupted();
        } catch (ExecutionException e) {
            throw new IllegalStateException("the writing of the disk failed", e.getCause());
        }
        if (failure != null) {
            throw failure;
        }
    }

    /** Stops the thread, wherever it is, and waits until it has stopped. */
    @Override
    public void close() {
        ring.abandon();
        thread.interrupt();
        boolean interrupted = false;
        while (thread.isAlive()) {
            try {
                thread.join();
            } catch (InterruptedException e) {
                interrupted = true; // a thread that was interrupted itself ends soon
            }
        }
        if (interrupted) {
            Thread.currentThread().interrupt();
        }
    }

    private void writeAll() {
        try {
            for (Optional<ByteBuffer> next = ring.takeFull(); next.isPresent(); next = ring.takeFull()) {
                ByteBuffer buffer = next.get();
                digest.update(buffer);
                disk.write(buffer);
                ring.putEmpty(buffer);
            }
            disk.finish();
        } catch (IOException e) {
            failure = e; // seen by the other thread after task.get()
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

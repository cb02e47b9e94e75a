package org.spotcloud.adapter.imports;

import java.nio.ByteBuffer;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Optional;

/** A few buffers that go round between the thread that inflates and the thread that writes. */
final class BufferRing {
    /** Enough for one side to be ahead of the other for a while; all of them fit a level-3 cache. */
    private static final int BUFFERS = 8;
    /** A few clusters, so that handing over costs nothing against the work. */
    static final int BUFFER_BYTES = 256 * 1024;

    private final Deque<ByteBuffer> empty = new ArrayDeque<>(BUFFERS);
    private final Deque<ByteBuffer> full = new ArrayDeque<>(BUFFERS);
    private boolean ended;
    private boolean abandoned;

    BufferRing() {
        for (int i = 0; i < BUFFERS; i++) {
            empty.add(ByteBuffer.allocateDirect(BUFFER_BYTES));
        }
    }

    /** A buffer to fill, as soon as there is one; empty when the other side has given up. */
    synchronized Optional<ByteBuffer> takeEmpty() throws InterruptedException {
        if (Thread.interrupted()) {
            throw new InterruptedException();
        }
        while (empty.isEmpty() && !abandoned) {
            wait();
        }
        return abandoned ? Optional.empty() : Optional.of(empty.remove().clear());
    }

    /** Hands over a buffer that was filled and flipped. */
    synchronized void putFull(ByteBuffer buffer) {
        full.add(buffer);
        notifyAll();
    }

    /** No more will be put. */
    synchronized void end() {
        ended = true;
        notifyAll();
    }

    /** The next buffer to use up, as soon as there is one; empty when there are no more. */
    synchronized Optional<ByteBuffer> takeFull() throws InterruptedException {
        while (full.isEmpty() && !ended && !abandoned) {
            wait();
        }
        if (abandoned) {
            throw new InterruptedException("the other side has given up");
        }
        return Optional.ofNullable(full.poll());
    }

    /** Gives back a buffer that was used up. */
    synchronized void putEmpty(ByteBuffer buffer) {
        empty.add(buffer);
        notifyAll();
    }

    /** One side gives up; the other will not wait for it. */
    synchronized void abandon() {
        abandoned = true;
        notifyAll();
    }
}

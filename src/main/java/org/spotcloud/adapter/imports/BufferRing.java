package org.spotcloud.adapter.imports;

import java.nio.ByteBuffer;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Optional;

/**
 * A few buffers that go round between threads: the first fills them, each of the others works on them in its turn, and the
 * last gives them back to the first.
 */
final class BufferRing {
    /** Enough for one thread to be ahead of the others for a while; all of them fit most level-3 caches. */
    private static final int BUFFERS = 6;
    /** Some clusters, so that handing over costs little against the work. */
    static final int BUFFER_BYTES = 1024 * 1024;

    /** The buffers that wait for each place. */
    private final List<Deque<ByteBuffer>> waiting = new ArrayList<>();

    private final boolean[] ended;
    private boolean abandoned;

    /** @param places how many threads there are; the one that fills has place 0 */
    BufferRing(int places) {
        for (int place = 0; place < places; place++) {
            waiting.add(new ArrayDeque<>(BUFFERS));
        }
        ended = new boolean[places];
        for (int i = 0; i < BUFFERS; i++) {
            waiting.get(0).add(ByteBuffer.allocateDirect(BUFFER_BYTES));
        }
    }

    /** A buffer to fill, as soon as there is one; empty when a thread has given up. */
    synchronized Optional<ByteBuffer> takeEmpty() throws InterruptedException {
        if (Thread.interrupted()) {
            throw new InterruptedException();
        }
        while (waiting.get(0).isEmpty() && !abandoned) {
            wait();
        }
        return abandoned
                ? Optional.empty()
                : Optional.of(waiting.get(0).remove().clear());
    }

    /** The next buffer for that place, as soon as there is one; empty when there are no more. */
    synchronized Optional<ByteBuffer> take(int place) throws InterruptedException {
        while (waiting.get(place).isEmpty() && !ended[place - 1] && !abandoned) {
            wait();
        }
        if (abandoned) {
            throw new InterruptedException("another thread has given up");
        }
        return Optional.ofNullable(waiting.get(place).poll());
    }

    /** Hands a buffer over to the next place. */
    synchronized void pass(int place, ByteBuffer buffer) {
        waiting.get((place + 1) % waiting.size()).add(buffer);
        notifyAll();
    }

    /** That place will pass no more. */
    synchronized void end(int place) {
        ended[place] = true;
        notifyAll();
    }

    /** One thread gives up; the others will not wait for it. */
    synchronized void abandon() {
        abandoned = true;
        notifyAll();
    }
}

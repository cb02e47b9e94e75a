package org.spotcloud.adapter.hosting;

import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.locks.Lock;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Supplier;

/**
 * Looks at something for many callers, one look at a time. What a look under way finds may be older than who comes now:
 * whoever comes while there is one waits for the next, which serves all that wait by then.
 */
final class SharedLook<T> {
    private final Supplier<T> look;
    private final Lock turn = new ReentrantLock();
    private CompletableFuture<T> next;

    SharedLook(Supplier<T> look) {
        this.look = look;
    }

    /**
     * What a look that began after this call has found.
     *
     * @throws RuntimeException what the look has thrown
     */
    T take() {
        CompletableFuture<T> mine = new CompletableFuture<>();
        CompletableFuture<T> joined = join(mine);
        if (joined == mine) {
            lookInTurn(mine);
        }
        try {
            return joined.join();
        } catch (CompletionException e) {
            throw e.getCause() instanceof RuntimeException cause ? cause : e;
        }
    }

    private synchronized CompletableFuture<T> join(CompletableFuture<T> mine) {
        if (next == null) {
            next = mine;
        }
        return next;
    }

    /** From here on who comes is too late for the look that begins. */
    private synchronized void close() {
        next = null;
    }

    private void lookInTurn(CompletableFuture<T> result) {
        turn.lock();
        try {
            close();
            result.complete(look.get());
        } catch (RuntimeException | Error e) {
            result.completeExceptionally(e);
        } finally {
            turn.unlock();
        }
    }
}

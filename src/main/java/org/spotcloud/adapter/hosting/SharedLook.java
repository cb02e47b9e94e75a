package org.spotcloud.adapter.hosting;

import java.util.HashSet;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.locks.Lock;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Function;

/**
 * Looks things up for many callers, one look at a time. What a look under way finds may be older than who comes now:
 * whoever comes while there is one waits for the next, which is for all that wait by then.
 */
final class SharedLook<K, V> {
    private final Function<Set<K>, Map<K, V>> look;
    private final Lock turn = new ReentrantLock();
    private Batch<K, V> next;

    /** @param look finds some of those that are asked for, or all */
    SharedLook(Function<Set<K>, Map<K, V>> look) {
        this.look = look;
    }

    /**
     * What a look that began after this call has found of it.
     *
     * @throws RuntimeException what the look has thrown
     */
    Optional<V> take(K key) {
        Batch<K, V> fresh = new Batch<>();
        Batch<K, V> joined = join(fresh, key);
        if (joined == fresh) {
            lookInTurn(fresh);
        }
        try {
            return Optional.ofNullable(joined.found.join().get(key));
        } catch (CompletionException e) {
            throw e.getCause() instanceof RuntimeException cause ? cause : e;
        }
    }

    private synchronized Batch<K, V> join(Batch<K, V> fresh, K key) {
        if (next == null) {
            next = fresh;
        }
        next.keys.add(key);
        return next;
    }

    /** From here on who comes is too late for the look that begins. */
    private synchronized void close() {
        next = null;
    }

    private void lookInTurn(Batch<K, V> batch) {
        turn.lock();
        try {
            close();
            batch.found.complete(look.apply(batch.keys));
        } catch (RuntimeException | Error e) {
            batch.found.completeExceptionally(e);
        } finally {
            turn.unlock();
        }
    }

    /** Those who wait for the same look, and what it finds. */
    private static final class Batch<K, V> {
        final Set<K> keys = new HashSet<>();
        final CompletableFuture<Map<K, V>> found = new CompletableFuture<>();
    }
}

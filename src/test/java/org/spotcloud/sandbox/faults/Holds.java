package org.spotcloud.sandbox.faults;

import java.io.InterruptedIOException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.function.Predicate;

/** The calls that are held, and their release. */
public final class Holds {
    private record Hold(HeldCall held, CompletableFuture<Outcome> outcome) {}

    private final Map<String, Hold> holds = new LinkedHashMap<>();

    /** Blocks until the call is released. */
    Outcome hold(HeldCall held) throws InterruptedIOException {
        Hold hold = new Hold(held, new CompletableFuture<>());
        synchronized (this) {
            holds.put(held.id(), hold);
        }
        try {
            return hold.outcome().get();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new InterruptedIOException("The sandbox ends");
        } catch (ExecutionException e) {
            throw new IllegalStateException(e);
        }
    }

    public synchronized List<HeldCall> held() {
        return holds.values().stream().map(Hold::held).toList();
    }

    /** Releases the calls that match; how many. */
    public int release(Predicate<HeldCall> which, Outcome outcome) {
        List<Hold> released = new ArrayList<>();
        synchronized (this) {
            holds.values().removeIf(hold -> which.test(hold.held()) && released.add(hold));
        }
        released.forEach(hold -> hold.outcome().complete(outcome));
        return released.size();
    }
}

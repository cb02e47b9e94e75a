package org.spotcloud.harness;

import java.util.Optional;
import org.spotcloud.sandbox.faults.Fault;
import org.spotcloud.sandbox.faults.Trigger;

/** What brings the process to the point where it is killed. */
sealed interface Strike {
    /** The sandbox holds a call, or its answer, or the rest of its body; once killed, it is dropped. */
    record Held(Trigger trigger, Fault fault) implements Strike {}

    /**
     * A debugger stops the thread that does a service task.
     *
     * @param at where the task is recognised
     * @param then where that thread is stopped; at once when empty
     */
    record Stopped(String task, Place at, Optional<Place> then) implements Strike {}

    static Strike at(ServiceTask task, Place place) {
        return new Stopped(task.id(), place, Optional.empty());
    }

    static Strike inside(ServiceTask task, Place begin, Place then) {
        return new Stopped(task.id(), begin, Optional.of(then));
    }
}

package org.spotcloud.harness;

import java.util.Locale;
import java.util.Optional;
import org.spotcloud.sandbox.faults.Fault;
import org.spotcloud.sandbox.faults.Trigger;

/** What brings the process to the point where it is killed. */
sealed interface Strike {
    /** The sandbox holds a call, or its answer, or the rest of its body; once killed, it is dropped. */
    record Held(Trigger trigger, Fault fault) implements Strike {
        @Override
        public String where() {
            String call = trigger.action() == null ? trigger.method() : trigger.action();
            String when = fault.afterBytes() == null
                    ? fault.when().name().toLowerCase(Locale.ROOT)
                    : fault.afterBytes() + " bytes into";
            return when + " " + call;
        }
    }

    /**
     * The agent stops the thread that does a service task.
     *
     * @param at where the task is recognised
     * @param then where that thread is stopped; at once when empty
     */
    record Stopped(String task, Place at, Optional<Place> then) implements Strike {
        @Override
        public String where() {
            return "at " + then.orElse(at);
        }
    }

    /** In words, for the reader of the table. */
    String where();

    static Strike at(ServiceTask task, Place place) {
        return new Stopped(task.id(), place, Optional.empty());
    }

    static Strike inside(ServiceTask task, Place begin, Place then) {
        return new Stopped(task.id(), begin, Optional.of(then));
    }
}

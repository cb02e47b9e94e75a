package org.spotcloud.adapter.provisioning;

import java.time.Duration;
import java.util.Map;

/** How a step ended that did not throw. */
sealed interface Outcome {
    /**
     * It is done.
     *
     * @param variables for the process
     * @param results what to store in the same transaction that ends the step
     */
    record Done(Map<String, Object> variables, Runnable results) implements Outcome {
        public Done {
            variables = Map.copyOf(variables);
        }
    }

    /** It is to be looked at again after that time; this is no fault. */
    record Later(Duration delay, String why) implements Outcome {}

    static Outcome done() {
        return done(Map.of());
    }

    static Outcome done(Map<String, Object> variables) {
        return new Done(variables, () -> {});
    }
}

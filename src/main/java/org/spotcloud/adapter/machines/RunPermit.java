package org.spotcloud.adapter.machines;

import java.time.Instant;
import java.util.Optional;

/** Whether RunInstances may be sent for a launch; given under the lock of the machine's row. */
public sealed interface RunPermit {
    /**
     * It may be sent; that it will be is on record.
     *
     * @param unknownSince when it was last sent before with an outcome that nobody knows; empty for the first time
     */
    record Granted(Machine machine, Optional<Instant> unknownSince) implements RunPermit {}

    /** It was sent and answered before. */
    record AlreadyRan(Machine machine) implements RunPermit {
        public String instanceId() {
            return machine.instanceId().orElseThrow();
        }
    }

    /** The machine is not wanted any more, or closed; what is run for it all the same is one too many. */
    record Unwanted(Machine machine) implements RunPermit {}
}

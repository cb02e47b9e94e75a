package org.spotcloud.adapter.machines;

import java.util.Optional;
import org.spotcloud.adapter.catalog.ImageKey;

/** Port: starts the work behind an order, in the caller's transaction. */
public interface Provisioning {
    /**
     * Why a new order cannot be worked on: its image is not there, nobody waits for it yet, and too many others are
     * waited for. Answered at once and by about: orders that arrive at the same moment do not see each other.
     */
    Optional<String> overload(ImageKey image);

    /**
     * Starts the launch of a machine.
     *
     * @return the id of its process
     */
    String launch(Machine machine);

    /**
     * Starts the termination of a machine.
     *
     * @return the id of its process
     */
    String terminate(Machine machine);
}

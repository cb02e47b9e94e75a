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

    /** Whether the process of the machine's launch has not ended. */
    boolean isLaunching(Machine machine);

    /** Whether the cloud can stop the instance of that machine, as far as can be known before it is asked. */
    boolean canStop(Machine machine);

    /**
     * Has what was asked of the machine's power done, after what was asked before.
     *
     * @return the id of the process: the one on the machine's row where that still runs, else a new one
     */
    String changePower(Machine machine);

    /** Ends the process that changes the machine's power, where there is one. */
    void endPowerChange(Machine machine);
}

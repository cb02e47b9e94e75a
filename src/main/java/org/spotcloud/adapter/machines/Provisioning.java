package org.spotcloud.adapter.machines;

/** Port: starts the work behind an order, in the caller's transaction. */
public interface Provisioning {
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

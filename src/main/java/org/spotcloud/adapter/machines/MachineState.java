package org.spotcloud.adapter.machines;

import java.util.Locale;

/** The states of a machine in the hosting protocol. */
public enum MachineState {
    /** Accepted, its image awaited. */
    SCHEDULING,
    /** The image is ready, the instance not yet seen. */
    LAUNCHING,
    PENDING,
    RUNNING,
    /** A stop was accepted. */
    STOPPING,
    OFF,
    ERROR;

    /** The protocol's word. */
    public String wireName() {
        return name().toLowerCase(Locale.ROOT);
    }
}

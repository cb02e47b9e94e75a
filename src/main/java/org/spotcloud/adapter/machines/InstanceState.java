package org.spotcloud.adapter.machines;

import java.util.Locale;

/** EC2's instance states, and {@code error}, which OpenStack adds. */
public enum InstanceState {
    PENDING,
    RUNNING,
    STOPPING,
    STOPPED,
    SHUTTING_DOWN,
    TERMINATED,
    ERROR;

    /**
     * The state of that name. The name counts, not the code: OpenStack sends {@code error} with the code of pending.
     *
     * @throws IllegalArgumentException for a name that EC2 does not have
     */
    public static InstanceState ofEc2Name(String name) {
        return valueOf(name.toUpperCase(Locale.ROOT).replace('-', '_'));
    }

    /** Whether the instance is gone or about to be. */
    public boolean isEnding() {
        return this == SHUTTING_DOWN || this == TERMINATED;
    }
}

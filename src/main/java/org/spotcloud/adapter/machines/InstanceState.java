package org.spotcloud.adapter.machines;

import java.util.Locale;
import java.util.Optional;

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

    /** EC2's name of the state. */
    public String ec2Name() {
        return name().toLowerCase(Locale.ROOT).replace('_', '-');
    }

    /** The machine's state that it stands for; none when the instance is ending. */
    public Optional<MachineState> machineState() {
        return switch (this) {
            case PENDING -> Optional.of(MachineState.PENDING);
            case RUNNING -> Optional.of(MachineState.RUNNING);
            case STOPPING -> Optional.of(MachineState.STOPPING);
            case STOPPED -> Optional.of(MachineState.OFF);
            case ERROR -> Optional.of(MachineState.ERROR);
            case SHUTTING_DOWN, TERMINATED -> Optional.empty();
        };
    }

    /** Whether the instance is gone or about to be. */
    public boolean isEnding() {
        return this == SHUTTING_DOWN || this == TERMINATED;
    }
}

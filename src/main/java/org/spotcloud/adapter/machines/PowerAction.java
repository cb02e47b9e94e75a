package org.spotcloud.adapter.machines;

import java.util.Arrays;
import java.util.Locale;
import java.util.Optional;

/** What can be asked of a machine's power, and what follows from it in each state of the instance. */
public enum PowerAction {
    STOP("stopped", "stopping"),
    START("started", "starting"),
    REBOOT("rebooted", "rebooting");

    /** What an instance in some state needs for an action to be done. */
    public enum Need {
        /** The cloud has to be told. */
        CALL,
        /** The cloud is at it: its state will tell. */
        PATIENCE,
        /** Another change goes on, and the cloud would refuse a call until it has ended. */
        LATER,
        /** It is as was asked. */
        NOTHING,
        /** The cloud never does that from here. */
        IMPOSSIBLE
    }

    private final String done;
    private final String underWay;

    PowerAction(String done, String underWay) {
        this.done = done;
        this.underWay = underWay;
    }

    /**
     * The action of that name.
     *
     * @throws IllegalArgumentException for another name
     */
    public static PowerAction ofWireName(String name) {
        return findWireName(name).orElseThrow(() -> new IllegalArgumentException("no change of power: " + name));
    }

    /** The action that the protocol calls so; none for its other actions. */
    public static Optional<PowerAction> findWireName(String name) {
        return Arrays.stream(values())
                .filter(action -> action.wireName().equals(name))
                .findFirst();
    }

    /** The protocol's word, as in {@code action=stop}. */
    public String wireName() {
        return name().toLowerCase(Locale.ROOT);
    }

    /** As in {@code cannot be stopped}. */
    public String done() {
        return done;
    }

    /** As in {@code is stopping}. */
    public String underWay() {
        return underWay;
    }

    /** What is needed while the cloud says that the instance is in that state. */
    public Need needIn(InstanceState state) {
        return switch (this) {
            case STOP -> stop(state);
            case START -> start(state);
            case REBOOT -> reboot(state);
        };
    }

    private static Need stop(InstanceState state) {
        return switch (state) {
            case RUNNING -> Need.CALL;
            case PENDING -> Need.LATER;
            case STOPPING, SHUTTING_DOWN, TERMINATED -> Need.PATIENCE;
            case STOPPED -> Need.NOTHING;
            case ERROR -> Need.IMPOSSIBLE;
        };
    }

    private static Need start(InstanceState state) {
        return switch (state) {
            case STOPPED -> Need.CALL;
            case STOPPING -> Need.LATER;
            case PENDING, SHUTTING_DOWN, TERMINATED -> Need.PATIENCE;
            case RUNNING -> Need.NOTHING;
            case ERROR -> Need.IMPOSSIBLE;
        };
    }

    private static Need reboot(InstanceState state) {
        return switch (state) {
            case RUNNING, STOPPED -> Need.CALL;
            case STOPPING -> Need.LATER;
            case PENDING, SHUTTING_DOWN, TERMINATED -> Need.NOTHING;
            case ERROR -> Need.IMPOSSIBLE;
        };
    }

    /** What the cloud is told while it says so: an instance that is off is booted by a start. */
    public PowerAction callIn(InstanceState state) {
        return this == REBOOT && state == InstanceState.STOPPED ? START : this;
    }

    /** The state that shows that the cloud has done it; a reboot shows in none. */
    public InstanceState reaches() {
        return this == STOP ? InstanceState.STOPPED : InstanceState.RUNNING;
    }
}

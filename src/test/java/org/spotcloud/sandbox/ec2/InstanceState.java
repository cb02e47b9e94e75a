package org.spotcloud.sandbox.ec2;

import java.util.Locale;

/** The states of an instance, with EC2's code and name. */
public enum InstanceState {
    PENDING(0, "pending"),
    RUNNING(16, "running"),
    SHUTTING_DOWN(32, "shutting-down"),
    TERMINATED(48, "terminated"),
    STOPPING(64, "stopping"),
    STOPPED(80, "stopped"),
    /** A failed build: OpenStack gives it pending's code. */
    ERROR(0, "error"),
    /** No longer known to the API. */
    GONE(-1, "gone");

    private final int code;
    private final String text;

    InstanceState(int code, String text) {
        this.code = code;
        this.text = text;
    }

    public int code() {
        return code;
    }

    public String text() {
        return text;
    }

    boolean isEnding() {
        return this == SHUTTING_DOWN || this == TERMINATED || this == GONE;
    }

    /** The state of a name; {@code vanish} is gone. */
    public static InstanceState named(String name) {
        String upper = name.toUpperCase(Locale.ROOT).replace('-', '_');
        return upper.equals("VANISH") ? GONE : valueOf(upper);
    }
}

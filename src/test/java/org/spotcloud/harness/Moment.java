package org.spotcloud.harness;

import java.util.Locale;

/** Where in a service task the process is killed. */
enum Moment {
    /** The task was begun, and nothing of its effect has happened. */
    BEFORE,
    /** Part of the effect has happened, or the effect and not its answer. */
    DURING,
    /** The effect has happened, and the engine has not committed that it did. */
    AFTER,
    /** The transaction that ends the task was committed a moment ago. */
    STORED;

    @Override
    public String toString() {
        return name().toLowerCase(Locale.ROOT);
    }
}

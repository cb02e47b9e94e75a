package org.spotcloud.adapter.provisioning;

import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.function.Supplier;

/** How far this node's clock is off the database's. */
final class NodeClock {
    /** Locks last several times as long. */
    private static final Duration TOLERATED = Duration.ofSeconds(5);

    private final InstantSource clock;
    private final Supplier<Instant> database;
    private Duration offset = Duration.ZERO;
    private boolean off;

    NodeClock(InstantSource clock, Supplier<Instant> database) {
        this.clock = clock;
        this.database = database;
    }

    /** What comparing has found. */
    record Reading(Instant databaseTime, Duration offset, boolean isOff) {}

    /** Compares once. An answer that took so long that it proves nothing leaves the last finding as it was. */
    Reading read() {
        Instant asked = clock.instant();
        Instant told = database.get();
        Duration uncertain = Duration.between(asked, clock.instant()).abs().dividedBy(2);
        if (uncertain.compareTo(TOLERATED) < 0) {
            offset = Duration.between(told, asked.plus(uncertain));
            off = offset.abs().minus(uncertain).compareTo(TOLERATED) > 0;
        }
        return new Reading(told, offset, off);
    }
}

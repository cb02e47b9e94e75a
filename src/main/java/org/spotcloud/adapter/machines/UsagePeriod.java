package org.spotcloud.adapter.machines;

import java.time.Duration;
import java.time.Instant;
import java.time.YearMonth;
import java.time.ZoneId;

/**
 * A stretch of time.
 *
 * @param from its first instant
 * @param to the first instant after it
 */
public record UsagePeriod(Instant from, Instant to) {
    public UsagePeriod {
        if (to.isBefore(from)) {
            throw new IllegalArgumentException("a period ends at %s, before it begins at %s".formatted(to, from));
        }
    }

    /** A month as the calendars of that zone have it: an hour longer or shorter where its clocks are changed. */
    public static UsagePeriod of(YearMonth month, ZoneId zone) {
        return new UsagePeriod(
                month.atDay(1).atStartOfDay(zone).toInstant(),
                month.plusMonths(1).atDay(1).atStartOfDay(zone).toInstant());
    }

    public Duration length() {
        return Duration.between(from, to);
    }
}

package org.spotcloud.adapter.admin;

import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.time.temporal.ChronoUnit;
import java.util.Locale;

/** A point in time as pages write it: exact for programs, readable in UTC until the browser says it in its own zone. */
record Moment(Instant instant) {
    private static final DateTimeFormatter READABLE = DateTimeFormatter.ofPattern(
                    "d MMM yyyy, HH:mm 'UTC'", Locale.ENGLISH)
            .withZone(ZoneOffset.UTC);

    /** ISO 8601, for the {@code datetime} attribute. */
    public String iso() {
        return instant.truncatedTo(ChronoUnit.SECONDS).toString();
    }

    public String text() {
        return READABLE.format(instant);
    }
}

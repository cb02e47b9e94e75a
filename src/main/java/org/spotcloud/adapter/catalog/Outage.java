package org.spotcloud.adapter.catalog;

import java.time.Instant;

/**
 * An endpoint that does not answer.
 *
 * @param endpoint as in {@link Endpoints}
 * @param since when its first fault in a row was seen
 * @param cause what was wrong when it was last tried, in a sentence
 */
public record Outage(String endpoint, Instant since, String cause) {}

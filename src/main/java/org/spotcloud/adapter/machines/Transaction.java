package org.spotcloud.adapter.machines;

import java.time.Instant;
import java.util.Optional;
import java.util.UUID;

/**
 * What became of an order.
 *
 * @param completed percent, 0 to 100; never goes back
 * @param ended empty while it runs
 */
public record Transaction(
        UUID id,
        String machineId,
        Instant started,
        Optional<Instant> ended,
        int completed,
        boolean error,
        String message) {}

package org.spotcloud.adapter.machines;

import java.time.Duration;
import java.time.Instant;

/**
 * A machine that is wanted and whose instance the cloud does not know any more.
 *
 * @param since when the cloud first answered without it
 * @param counted for how long of the time since the cloud is known to have answered without it
 * @param confirmed whether the operator says that it is gone for good
 * @param held whether it went missing together with many others, and the operator has not confirmed that it is gone
 */
public record MissingMachine(
        LaunchId launch,
        String machineId,
        String instanceId,
        Instant since,
        Duration counted,
        boolean confirmed,
        boolean held) {}

package org.spotcloud.adapter.machines;

import java.time.Instant;
import java.util.Optional;

/**
 * An instance as the cloud describes it.
 *
 * @param launchedAt when the cloud says it was launched
 * @param reason the cloud's words on its state, where it says any
 */
public record CloudInstance(
        String id,
        InstanceState state,
        Optional<String> publicAddress,
        Optional<String> privateAddress,
        Optional<String> clientToken,
        Instant launchedAt,
        Optional<String> reason) {}

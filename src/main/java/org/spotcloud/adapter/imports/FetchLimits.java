package org.spotcloud.adapter.imports;

import java.time.Duration;

/**
 * What a download may be and take.
 *
 * @param maxSize bytes of a package
 * @param stallTimeout how long nothing may come
 * @param tries connections in a row that may break without a new byte
 * @param pause between two tries
 */
record FetchLimits(long maxSize, Duration stallTimeout, int tries, Duration pause) {
    private static final int USUAL_TRIES = 3;
    private static final Duration USUAL_PAUSE = Duration.ofSeconds(1);

    FetchLimits {
        if (maxSize < 1 || tries < 1 || stallTimeout.isZero() || stallTimeout.isNegative() || pause.isNegative()) {
            throw new IllegalArgumentException("limits of a download are positive");
        }
    }

    FetchLimits(long maxSize, Duration stallTimeout) {
        this(maxSize, stallTimeout, USUAL_TRIES, USUAL_PAUSE);
    }
}

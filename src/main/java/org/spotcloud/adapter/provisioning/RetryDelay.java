package org.spotcloud.adapter.provisioning;

import java.time.Duration;
import java.util.random.RandomGenerator;

/** How long to wait before the next try: 5 s, doubled with each fault in turn up to 5 min, give or take a fifth. */
final class RetryDelay {
    private static final Duration FIRST = Duration.ofSeconds(5);
    static final Duration LONGEST = Duration.ofMinutes(5);
    private static final int MOST_DOUBLINGS = 6;
    private static final double JITTER = 0.2;

    private final RandomGenerator random;

    RetryDelay(RandomGenerator random) {
        this.random = random;
    }

    /**
     * @param faults how often in turn it failed, at least 1
     */
    Duration after(int faults) {
        long millis = FIRST.toMillis() << Math.min(faults - 1, MOST_DOUBLINGS);
        double factor = 1 - JITTER + 2 * JITTER * random.nextDouble();
        return Duration.ofMillis((long) (Math.min(millis, LONGEST.toMillis()) * factor));
    }
}

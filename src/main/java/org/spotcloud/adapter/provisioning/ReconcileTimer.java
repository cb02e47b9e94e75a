package org.spotcloud.adapter.provisioning;

import java.time.Clock;
import java.time.Instant;
import java.util.Optional;
import java.util.UUID;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.spotcloud.adapter.catalog.ReconcileRuns;
import org.spotcloud.adapter.catalog.Reconciliation;
import org.spotcloud.adapter.settings.ReconcileSettings;
import org.springframework.scheduling.annotation.Scheduled;
import org.springframework.stereotype.Component;

/**
 * Starts a reconciliation when the last one is long enough ago, or has the one that stands tried again, as often. No timer
 * of the engine: that would keep the interval that was set when the process was deployed.
 */
@Component
class ReconcileTimer {
    private static final Logger log = LoggerFactory.getLogger(ReconcileTimer.class);

    private final Reconciliation reconciliation;
    private final ReconcileRuns runs;
    private final ReconcileSettings settings;
    private final Clock clock;
    /** When it last asked for one; only the timer's thread looks at it. */
    private Instant asked = Instant.EPOCH;

    ReconcileTimer(Reconciliation reconciliation, ReconcileRuns runs, ReconcileSettings settings, Clock clock) {
        this.reconciliation = reconciliation;
        this.runs = runs;
        this.settings = settings;
        this.clock = clock;
    }

    @Scheduled(fixedDelay = 30_000, initialDelay = 30_000)
    void startWhenDue() {
        try {
            if (isDue()) {
                Instant now = clock.instant();
                Optional<UUID> started = reconciliation.start();
                asked = now;
                started.ifPresent(run -> log.info("Reconciliation {} is due and was started", run));
            }
        } catch (RuntimeException e) {
            log.warn("A reconciliation could not be started: {}", e.getMessage());
        }
    }

    private boolean isDue() {
        return !settings.every().isZero()
                && isLongAgo(asked)
                && runs.lastStarted().map(this::isLongAgo).orElse(true);
    }

    private boolean isLongAgo(Instant last) {
        return !clock.instant().isBefore(last.plus(settings.every()));
    }
}

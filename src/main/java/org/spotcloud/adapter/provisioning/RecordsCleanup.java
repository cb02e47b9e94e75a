package org.spotcloud.adapter.provisioning;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.spotcloud.adapter.catalog.Claim;
import org.spotcloud.adapter.catalog.ImageGeneration;
import org.spotcloud.adapter.catalog.ImageState;
import org.spotcloud.adapter.catalog.Images;
import org.spotcloud.adapter.catalog.Publisher;
import org.spotcloud.adapter.machines.Machines;
import org.spotcloud.adapter.machines.Transactions;
import org.spotcloud.adapter.machines.Usage;
import org.spotcloud.adapter.settings.HistorySettings;
import org.spotcloud.adapter.settings.UsageSettings;
import org.springframework.scheduling.annotation.Scheduled;
import org.springframework.stereotype.Component;

/** Drops what ended so long ago that nobody asks for it any more. The engine cleans its own history. */
@Component
class RecordsCleanup {
    private static final Logger log = LoggerFactory.getLogger(RecordsCleanup.class);

    private static final String LEASE = "records-cleanup";
    private static final Duration LEASE_TIME = Duration.ofHours(1);
    /** The marketplace pages through transactions of any age, so that many stay. */
    private static final int NEWEST_TRANSACTIONS = 1000;

    private final Machines machines;
    private final Transactions transactions;
    private final Usage usage;
    private final Images images;
    private final Publisher publisher;
    private final Leases leases;
    private final HistorySettings history;
    private final UsageSettings usageSettings;
    private final Clock clock;

    RecordsCleanup(
            Machines machines,
            Transactions transactions,
            Usage usage,
            Images images,
            Publisher publisher,
            Leases leases,
            HistorySettings history,
            UsageSettings usageSettings,
            Clock clock) {
        this.machines = machines;
        this.transactions = transactions;
        this.usage = usage;
        this.images = images;
        this.publisher = publisher;
        this.leases = leases;
        this.history = history;
        this.usageSettings = usageSettings;
        this.clock = clock;
    }

    @Scheduled(initialDelay = 5, fixedDelay = 60, timeUnit = TimeUnit.MINUTES)
    void clean() {
        try {
            if (leases.hold(LEASE, LEASE_TIME)) {
                Instant now = clock.instant();
                forget(now);
                withdrawUnused(now.minus(history.keep()));
            }
        } catch (RuntimeException e) {
            log.warn("Old records could not be dropped: {}", e.getMessage());
        }
    }

    private void forget(Instant now) {
        Instant limit = now.minus(history.keep());
        int closed = machines.forgetClosedBefore(limit);
        int ended = transactions.forgetEndedBefore(limit, NEWEST_TRANSACTIONS);
        int paid = usage.forgetEndedBefore(
                now.atOffset(ZoneOffset.UTC).minus(usageSettings.keep()).toInstant());
        if (closed + ended + paid > 0) {
            log.info("Dropped {} machines, {} transactions and {} records of usage", closed, ended, paid);
        }
    }

    /** What was published for an image that is gone, or that a later import has taken the place of, is of no use. */
    private void withdrawUnused(Instant limit) {
        for (ImageGeneration published : publisher.begunBefore(limit)) {
            try {
                if (isUnused(published)) {
                    publisher.withdraw(published.key(), published.number(), Claim.UNDISPUTED);
                    log.info("Withdrew import {} of image {}", published.number(), published.key());
                }
            } catch (RuntimeException e) {
                // what cannot be withdrawn now keeps its record, and is come to again
                log.warn("Image {} could not be withdrawn: {}", published.key(), e.getMessage());
            }
        }
    }

    private boolean isUnused(ImageGeneration published) {
        return images.find(published.key())
                .filter(image -> image.generation() > published.number()
                        || (image.generation() == published.number() && image.state() == ImageState.GONE))
                .isPresent();
    }
}

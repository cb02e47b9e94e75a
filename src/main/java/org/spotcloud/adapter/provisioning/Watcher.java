package org.spotcloud.adapter.provisioning;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.spotcloud.adapter.catalog.Endpoints;
import org.spotcloud.adapter.catalog.Fault;
import org.springframework.scheduling.annotation.Scheduled;
import org.springframework.stereotype.Component;

/** One in the cluster asks the cloud how instances and images stand, so that no step and no thread waits for it. */
@Component
class Watcher {
    private static final Logger log = LoggerFactory.getLogger(Watcher.class);

    private static final String LEASE = "watcher";
    /** Longer than a look can take while the cloud times out. */
    private static final Duration LEASE_TIME = Duration.ofMinutes(2);

    private final InstanceWatch instances;
    private final ImageWatch images;
    private final Leases leases;
    private final Endpoints endpoints;
    private final Clock clock;

    Watcher(InstanceWatch instances, ImageWatch images, Leases leases, Endpoints endpoints, Clock clock) {
        this.instances = instances;
        this.images = images;
        this.leases = leases;
        this.endpoints = endpoints;
        this.clock = clock;
    }

    @Scheduled(fixedDelayString = "${spotcloud.cloud.watch:5s}")
    void look() {
        try {
            if (leases.hold(LEASE, LEASE_TIME)) {
                look("instances", instances::look);
                look("images", images::look);
            }
        } catch (RuntimeException e) {
            log.warn("The watcher could not look: {}", e.getMessage());
        }
    }

    private void look(String what, Runnable watch) {
        Instant begun = clock.instant();
        try {
            watch.run();
        } catch (Fault fault) {
            endpoints.failed(fault, begun);
            if (fault.endpoint().filter(endpoints::isAway).isEmpty()) {
                log.warn("The cloud could not be asked for {}: {}", what, fault.getMessage());
            }
        } catch (RuntimeException e) {
            log.warn("The cloud could not be asked for {}: {}", what, e.getMessage());
        }
    }
}

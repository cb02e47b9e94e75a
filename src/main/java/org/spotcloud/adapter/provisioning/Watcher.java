package org.spotcloud.adapter.provisioning;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import org.camunda.bpm.engine.ManagementService;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.spotcloud.adapter.catalog.Endpoints;
import org.spotcloud.adapter.catalog.Fault;
import org.spotcloud.adapter.provisioning.Processes.Timers;
import org.spotcloud.adapter.settings.CloudSettings;
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
    private final WaitDeadline running;
    private final WaitDeadline available;

    Watcher(
            InstanceWatch instances,
            ImageWatch images,
            Leases leases,
            Endpoints endpoints,
            ManagementService management,
            CloudSettings settings,
            Clock clock) {
        this.instances = instances;
        this.images = images;
        this.leases = leases;
        this.endpoints = endpoints;
        this.clock = clock;
        running = new WaitDeadline(management, Timers.NOT_RUNNING, settings.watch(), clock);
        available = new WaitDeadline(management, Timers.NOT_AVAILABLE, settings.watch(), clock);
    }

    @Scheduled(fixedDelayString = "${spotcloud.cloud.watch:4s}")
    void look() {
        try {
            if (leases.hold(LEASE, LEASE_TIME)) {
                look("instances", instances::look, running);
                look("images", images::look, available);
            }
        } catch (RuntimeException e) {
            log.warn("The watcher could not look: {}", e.getMessage());
        }
    }

    private void look(String what, Runnable watch, WaitDeadline deadline) {
        Instant begun = clock.instant();
        try {
            watch.run();
            deadline.answered();
        } catch (Fault fault) {
            endpoints.failed(fault, begun);
            if (fault.kind() == Fault.Kind.TRY_AGAIN) {
                deadline.unanswered();
            }
            if (fault.endpoint().filter(endpoints::isAway).isEmpty()) {
                log.warn("The cloud could not be asked for {}: {}", what, fault.getMessage());
            }
        } catch (RuntimeException e) {
            log.warn("The cloud could not be asked for {}: {}", what, e.getMessage());
        }
    }
}

package org.spotcloud.adapter.provisioning;

import java.time.Duration;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
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

    Watcher(InstanceWatch instances, ImageWatch images, Leases leases) {
        this.instances = instances;
        this.images = images;
        this.leases = leases;
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
        try {
            watch.run();
        } catch (RuntimeException e) {
            log.warn("The cloud could not be asked for {}: {}", what, e.getMessage());
        }
    }
}

package org.spotcloud.adapter.provisioning;

import java.time.Duration;
import java.util.Map;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.spotcloud.adapter.catalog.Image;
import org.spotcloud.adapter.catalog.ImageKey;
import org.spotcloud.adapter.catalog.ImageState;
import org.spotcloud.adapter.catalog.Images;
import org.spotcloud.adapter.machines.Machines;
import org.spotcloud.adapter.machines.Machines.Waiting;
import org.spotcloud.adapter.provisioning.Processes.Messages;
import org.springframework.scheduling.annotation.Scheduled;
import org.springframework.stereotype.Component;

/** Wakes the launches whose image is settled: at once when an import ends, and once a minute those who missed it. */
@Component
class ImageSweep {
    private static final Logger log = LoggerFactory.getLogger(ImageSweep.class);

    private static final String LEASE = "image-sweep";
    private static final Duration EVERY = Duration.ofMinutes(1);

    private final Machines machines;
    private final Images images;
    private final Waits waits;
    private final Leases leases;
    private final StepAttempts attempts;

    ImageSweep(Machines machines, Images images, Waits waits, Leases leases, StepAttempts attempts) {
        this.machines = machines;
        this.images = images;
        this.waits = waits;
        this.leases = leases;
        this.attempts = attempts;
    }

    /** Wakes all that wait for that image. */
    void wake(ImageKey image) {
        for (Waiting waiting : machines.waitingFor(image)) {
            try {
                waits.wake(waiting.processId(), Messages.IMAGE_SETTLED, Map.of());
            } catch (RuntimeException e) {
                // one launch that cannot be woken now keeps no other asleep; the next sweep comes to it again
                log.warn("Launch {} could not be woken: {}", waiting.launch(), e.getMessage());
            }
        }
    }

    @Scheduled(fixedDelay = 60_000, initialDelay = 10_000)
    void sweep() {
        try {
            if (leases.hold(LEASE, EVERY.multipliedBy(2))) {
                machines.awaitedImages().stream().filter(this::settled).forEach(this::wake);
                attempts.forgetVanished();
            }
        } catch (RuntimeException e) {
            log.warn("Launches whose image is settled could not be looked for: {}", e.getMessage());
        }
    }

    private boolean settled(ImageKey key) {
        return images.find(key)
                .map(image -> image.state() != ImageState.IMPORTING || !importRuns(image))
                .orElse(true);
    }

    private boolean importRuns(Image image) {
        return image.importProcessId().map(waits::runs).orElse(false);
    }
}

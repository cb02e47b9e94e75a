package org.spotcloud.adapter.provisioning;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.stream.Stream;
import org.camunda.bpm.engine.RuntimeService;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.spotcloud.adapter.catalog.RegisteredImages;
import org.spotcloud.adapter.catalog.RegisteredImages.State;
import org.spotcloud.adapter.provisioning.Processes.Messages;
import org.spotcloud.adapter.provisioning.Processes.Variables;
import org.spotcloud.adapter.settings.CloudSettings;
import org.springframework.stereotype.Component;

/** Asks the cloud for the images that imports wait for, and wakes the imports that this settles. */
@Component
class ImageWatch {
    private static final Logger log = LoggerFactory.getLogger(ImageWatch.class);

    /** Answers of the cloud that are further apart do not add up to one span of time. */
    private static final Duration LONGEST_GAP = Duration.ofMinutes(1);

    private final RegisteredImages images;
    private final RuntimeService runtime;
    private final Waits waits;
    private final Duration settle;
    private final Clock clock;

    /** Since when the cloud has answered without images that an import waits for. */
    private final Map<String, Instant> unknownSince = new HashMap<>();

    private Instant lastLook = Instant.EPOCH;

    /** @param settings tell how long after a call the cloud's lists can be trusted */
    ImageWatch(RegisteredImages images, RuntimeService runtime, Waits waits, CloudSettings settings, Clock clock) {
        this.images = images;
        this.runtime = runtime;
        this.waits = waits;
        this.settle = settings.runSettle();
        this.clock = clock;
    }

    /** Looks once. */
    void look() {
        Map<String, List<String>> awaited = new HashMap<>();
        for (String process : waits.waitingFor(Messages.IMAGES_SETTLED)) {
            guarded(process, () -> awaited.put(process, idsOf(process)));
        }
        unknownSince.keySet().retainAll(awaited.keySet());
        Instant now = clock.instant();
        if (lastLook.plus(LONGEST_GAP).isBefore(now)) {
            unknownSince.clear();
        }
        if (awaited.isEmpty()) {
            return;
        }
        Map<String, State> states =
                images.states(awaited.values().stream().flatMap(List::stream).toList());
        lastLook = now;
        awaited.forEach((process, ids) -> guarded(process, () -> settle(process, ids, states)));
    }

    /** One import that has just ended, or is suspended, keeps no other asleep. */
    private static void guarded(String process, Runnable look) {
        try {
            look.run();
        } catch (RuntimeException e) {
            log.warn("Import {} could not be told of its images: {}", process, e.getMessage());
        }
    }

    private List<String> idsOf(String process) {
        Map<String, Object> variables =
                runtime.getVariables(process, List.of(Variables.KERNEL_ID, Variables.RAMDISK_ID, Variables.IMAGE_ID));
        return Stream.of(Variables.KERNEL_ID, Variables.RAMDISK_ID, Variables.IMAGE_ID)
                .map(variables::get)
                .filter(Objects::nonNull)
                .map(String.class::cast)
                .toList();
    }

    private void settle(String process, List<String> ids, Map<String, State> states) {
        List<String> failed =
                ids.stream().filter(id -> states.get(id) == State.FAILED).toList();
        if (!failed.isEmpty()) {
            failed(process, "the cloud could not make an image of what was uploaded: ", failed, " turned failed");
        } else if (ids.stream().allMatch(id -> states.get(id) == State.AVAILABLE)) {
            waits.wake(process, Messages.IMAGES_SETTLED, Map.of(Variables.IMAGES_AVAILABLE, true));
        } else {
            lookForUnknown(
                    process, ids.stream().filter(id -> !states.containsKey(id)).toList());
        }
    }

    /** An image that was registered and is not listed may be listed late, or be lost. */
    private void lookForUnknown(String process, List<String> unknown) {
        if (unknown.isEmpty()) {
            unknownSince.remove(process);
            return;
        }
        Instant now = clock.instant();
        Instant since = unknownSince.computeIfAbsent(process, key -> now);
        if (!now.isBefore(since.plus(settle))) {
            failed(process, "the cloud has lost what was uploaded: it does not know ", unknown, "");
        }
    }

    private void failed(String process, String before, List<String> ids, String after) {
        waits.wake(
                process,
                Messages.IMAGES_SETTLED,
                Map.of(Variables.IMAGES_AVAILABLE, false, Variables.CAUSE, before + String.join(", ", ids) + after));
    }
}

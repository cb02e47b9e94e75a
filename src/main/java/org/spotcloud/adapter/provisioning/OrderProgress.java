package org.spotcloud.adapter.provisioning;

import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.spotcloud.adapter.catalog.Architecture;
import org.spotcloud.adapter.catalog.Image;
import org.spotcloud.adapter.catalog.ImageKey;
import org.spotcloud.adapter.catalog.Images;
import org.spotcloud.adapter.imports.ImportProgress;
import org.spotcloud.adapter.imports.ImportProgress.Amount;
import org.spotcloud.adapter.imports.ImportProgress.Snapshot;
import org.spotcloud.adapter.imports.ImportProgress.Step;
import org.spotcloud.adapter.machines.Launches;
import org.springframework.scheduling.annotation.Scheduled;
import org.springframework.stereotype.Component;

/** Lets the transactions of orders that wait for an import of this node move on with the bytes that it has moved. */
@Component
class OrderProgress {
    private static final Logger log = LoggerFactory.getLogger(OrderProgress.class);

    /** What is completed when a step begins and when it ends; an image that is ready is half of an order. */
    private record Span(int from, int to, String doing) {
        int at(Amount amount) {
            if (amount.total() <= 0) {
                return from;
            }
            long done = Math.min(amount.done(), amount.total());
            return from + (int) ((to - from) * done / amount.total());
        }
    }

    private static final Map<Step, Span> SPANS = Map.of(
            Step.FETCH, new Span(1, 25, "is being fetched"),
            Step.EXTRACT, new Span(26, 26, "is converted"),
            Step.PUBLISH_KERNEL, new Span(27, 28, "is being published"),
            Step.PUBLISH_RAMDISK, new Span(28, 30, "is being published"),
            Step.PUBLISH_IMAGE, new Span(30, 45, "is being published"));

    private final ImportProgress progress;
    private final Images images;
    private final Launches launches;
    /** What was told of each import. */
    private final Map<String, Integer> told = new HashMap<>();

    OrderProgress(ImportProgress progress, Images images, Launches launches) {
        this.progress = progress;
        this.images = images;
        this.launches = launches;
    }

    @Scheduled(fixedDelay = 2000)
    void tell() {
        try {
            Map<String, Snapshot> moving = new HashMap<>();
            progress.all().forEach(snapshot -> moving.put(snapshot.importId(), snapshot));
            told.keySet().retainAll(moving.keySet());
            moving.values().removeIf(snapshot -> completed(snapshot) <= told.getOrDefault(snapshot.importId(), 0));
            moving.values().forEach(this::tell);
        } catch (RuntimeException e) {
            log.warn("The progress of imports could not be stored: {}", e.getMessage());
        }
    }

    private void tell(Snapshot snapshot) {
        int completed = completed(snapshot);
        String doing = SPANS.get(current(snapshot)).doing();
        Stream.of(Architecture.values())
                .map(architecture -> new ImageKey(snapshot.packageId(), architecture))
                .filter(key -> isImportedBy(key, snapshot.importId()))
                .forEach(key -> launches.importProgressed(
                        key, completed, "Package %s %s".formatted(snapshot.packageId(), doing)));
        told.put(snapshot.importId(), completed);
    }

    private boolean isImportedBy(ImageKey key, String importId) {
        return images.find(key).flatMap(Image::importProcessId).equals(Optional.of(importId));
    }

    private static int completed(Snapshot snapshot) {
        Step step = current(snapshot);
        Amount amount = snapshot.steps().get(step);
        return amount == null ? 0 : SPANS.get(step).at(amount);
    }

    /** A package is converted while it is fetched, and it is the bytes that were fetched which count. */
    private static Step current(Snapshot snapshot) {
        Step step = snapshot.step().orElse(Step.FETCH);
        return step == Step.CONVERT ? Step.FETCH : step;
    }
}

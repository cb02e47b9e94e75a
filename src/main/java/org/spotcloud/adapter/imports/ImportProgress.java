package org.spotcloud.adapter.imports;

import java.time.Clock;
import java.time.Instant;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import org.spotcloud.adapter.catalog.PackageId;
import org.spotcloud.adapter.catalog.TransferProgress;

/** How far the imports on this node have come; in memory only. All methods may be called from any thread. */
public final class ImportProgress {
    /** The steps that move bytes, in their order. */
    public enum Step {
        FETCH,
        CONVERT,
        EXTRACT,
        PUBLISH_KERNEL,
        PUBLISH_RAMDISK,
        PUBLISH_IMAGE
    }

    /**
     * How far one step has come.
     *
     * @param done bytes so far; never less than before
     * @param total bytes in all, or -1 when nobody knows yet
     * @param since when the step was first heard of on this node
     */
    public record Amount(long done, long total, Instant since) {}

    /** How far one import has come; steps that have not begun are missing. */
    public record Snapshot(String importId, PackageId packageId, Map<Step, Amount> steps) {
        public Snapshot {
            steps = Map.copyOf(steps);
        }

        /** The step that the import is in: the last that has begun. */
        public Optional<Step> step() {
            return steps.keySet().stream().max(Step::compareTo);
        }
    }

    private final Clock clock;
    private final ConcurrentMap<String, Live> imports = new ConcurrentHashMap<>();

    public ImportProgress(Clock clock) {
        this.clock = clock;
    }

    /** Who to tell how far a step has come; the step has begun with this call. */
    public TransferProgress of(String importId, PackageId packageId, Step step) {
        Live live = imports.computeIfAbsent(importId, id -> new Live(packageId));
        live.moved(step, 0, -1, clock.instant());
        return (done, total) -> live.moved(step, done, total, clock.instant());
    }

    /** How far an import has come; empty when this node does not work on it. */
    public Optional<Snapshot> find(String importId) {
        return Optional.ofNullable(imports.get(importId)).map(live -> live.snapshot(importId));
    }

    /** How far all imports of this node have come. */
    public List<Snapshot> all() {
        return imports.entrySet().stream()
                .map(entry -> entry.getValue().snapshot(entry.getKey()))
                .toList();
    }

    /** Forgets an import. */
    public void ended(String importId) {
        imports.remove(importId);
    }

    private static final class Live {
        private final PackageId packageId;
        private final Map<Step, Amount> steps = new EnumMap<>(Step.class);

        Live(PackageId packageId) {
            this.packageId = packageId;
        }

        synchronized void moved(Step step, long done, long total, Instant now) {
            Amount last = steps.getOrDefault(step, new Amount(0, -1, now));
            steps.put(step, new Amount(Math.max(last.done, done), Math.max(last.total, total), last.since));
        }

        synchronized Snapshot snapshot(String importId) {
            return new Snapshot(importId, packageId, steps);
        }
    }
}

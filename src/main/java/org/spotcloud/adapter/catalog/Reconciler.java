package org.spotcloud.adapter.catalog;

import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.EnumMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.stream.Collectors;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.spotcloud.adapter.catalog.Finding.State;

/** The steps of a reconciliation; each can be done again after any interruption. */
public class Reconciler {
    private static final Logger log = LoggerFactory.getLogger(Reconciler.class);

    private final List<Belongings> places;
    private final ReconcileRuns runs;
    private final Findings findings;
    private final Duration grace;
    private final Clock clock;

    /** @param grace what is younger is never called nobody's: it may be under way */
    public Reconciler(List<Belongings> places, ReconcileRuns runs, Findings findings, Duration grace, Clock clock) {
        this.places =
                places.stream().sorted(Comparator.comparing(Belongings::kind)).toList();
        this.runs = runs;
        this.findings = findings;
        this.grace = grace;
        this.clock = clock;
    }

    /**
     * Lists all things of those kinds.
     *
     * @return stores what was listed; to be run in the transaction that ends the step
     */
    public Runnable list(UUID run, Set<Belonging.Kind> kinds) {
        Map<Belonging.Kind, List<Belonging>> listed = new EnumMap<>(Belonging.Kind.class);
        for (Belongings place : places) {
            if (kinds.contains(place.kind())) {
                listed.put(place.kind(), place.list());
            }
        }
        return () -> listed.forEach((kind, things) -> runs.listed(run, kind, things));
    }

    /**
     * Tells what has an owner from what has none.
     *
     * @return stores what has none; to be run in the transaction that ends the step
     */
    public Runnable compare(UUID run) {
        Map<Belongings, List<Belonging>> nobodys = new LinkedHashMap<>();
        for (Belongings place : places) {
            nobodys.put(
                    place,
                    runs.listing(run, place.kind()).stream()
                            .filter(thing -> !place.isOwned(thing))
                            .toList());
        }
        return () -> nobodys.forEach((place, things) -> findings.found(run, place.kind(), things, grace, place::sees));
    }

    /**
     * Removes what the operator wants removed, each after another look at the cloud and the database.
     *
     * @param progress is run after each
     * @throws Fault try again, after all others, when one could not be removed for now
     */
    public void remove(UUID run, Runnable progress) {
        List<Fault> passing = new ArrayList<>();
        for (Belongings place : places) {
            for (Finding finding : findings.told(run, place.kind())) {
                if (place.sees(finding.id())) {
                    try {
                        remove(place, finding);
                    } catch (Fault fault) {
                        failed(finding, fault, passing);
                    }
                    progress.run();
                }
            }
        }
        if (!passing.isEmpty()) {
            throw passing.get(0);
        }
    }

    private void failed(Finding finding, Fault fault, List<Fault> passing) {
        if (fault.kind() == Fault.Kind.TRY_AGAIN) {
            passing.add(fault);
        } else {
            settle(finding, State.KEPT, "could not be removed: " + fault.getMessage());
        }
    }

    private void remove(Belongings place, Finding finding) {
        Optional<Belonging> thing = place.look(finding.id());
        if (thing.isEmpty()) {
            settle(finding, State.REMOVED, "was gone already; " + finding.words());
        } else if (!thing.get().name().equals(finding.name()) || place.isOwned(thing.get())) {
            settle(
                    finding,
                    State.KEPT,
                    "belongs to somebody by now; " + thing.get().words());
        } else if (isYoung(thing.get())) {
            settle(
                    finding,
                    State.KEPT,
                    "has changed too lately to be nobody's; " + thing.get().words());
        } else {
            place.remove(thing.get());
            settle(finding, State.REMOVED, thing.get().words());
        }
    }

    private boolean isYoung(Belonging thing) {
        return thing.since()
                .filter(since -> since.isAfter(clock.instant().minus(grace)))
                .isPresent();
    }

    private void settle(Finding finding, State state, String words) {
        log.info("Reconciliation: {} {} ({}) {}: {}", finding.kind(), finding.id(), finding.name(), state, words);
        findings.settle(finding, state, words);
    }

    /** Ends a run and says in the log what stands. */
    public void end(UUID run) {
        Map<Belonging.Kind, Long> found = findings.all().stream()
                .filter(finding -> finding.state() == State.FOUND)
                .collect(Collectors.groupingBy(
                        Finding::kind, () -> new EnumMap<>(Belonging.Kind.class), Collectors.counting()));
        if (found.isEmpty()) {
            log.info("Reconciliation: nothing with the mark of this installation belongs to nobody");
        } else {
            log.warn("Reconciliation: these belong to nobody, until they are told to be removed: {}", found);
        }
        runs.end(run);
    }
}

package org.spotcloud.adapter.catalog;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import org.flywaydb.core.Flyway;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.spotcloud.adapter.catalog.Belonging.Kind;
import org.spotcloud.adapter.catalog.Finding.State;
import org.spotcloud.adapter.provisioning.MovedClock;
import org.springframework.dao.DuplicateKeyException;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.jdbc.datasource.DriverManagerDataSource;

/** What a reconciliation makes of what is listed, and what it does when something changes between its looks. */
class ReconcilerTest {
    private static final Duration GRACE = Duration.ofHours(1);

    private final MovedClock clock = new MovedClock(Clock.systemUTC().instant().truncatedTo(ChronoUnit.MILLIS));
    private final Shelf shelf = new Shelf();
    private ReconcileRuns runs;
    private Findings findings;
    private Reconciler reconciler;

    @BeforeEach
    void emptyDatabase() {
        DriverManagerDataSource database =
                new DriverManagerDataSource("jdbc:h2:mem:" + UUID.randomUUID() + ";DB_CLOSE_DELAY=-1");
        Flyway.configure().dataSource(database).load().migrate();
        JdbcClient jdbc = JdbcClient.create(database);
        runs = new ReconcileRuns(jdbc, clock);
        findings = new Findings(jdbc, clock);
        reconciler = new Reconciler(List.of(shelf), runs, findings, GRACE, clock);
    }

    @Test
    void findsWhatHasNoOwnerAndIsOldEnough() {
        shelf.put("owned", clock.instant());
        shelf.owned.add("owned");
        shelf.put("left", clock.instant());
        clock.move(GRACE.minusMillis(1));
        compare();
        assertThat(findings.all()).isEmpty();

        clock.move(Duration.ofMillis(1));
        UUID run = compare();

        assertThat(findings.all()).singleElement().satisfies(finding -> {
            assertThat(finding.id()).isEqualTo("left");
            assertThat(finding.name()).isEqualTo("name of left");
            assertThat(finding.firstSeen()).isEqualTo(clock.instant());
            assertThat(finding.run()).isEqualTo(run);
            assertThat(finding.state()).isEqualTo(State.FOUND);
            assertThat(finding.told()).isFalse();
        });
    }

    @Test
    void countsTheTimeOfWhatTellsNoAgeFromTheFirstLook() {
        shelf.put("left", null);
        compare();
        Instant first = clock.instant();
        assertThat(findings.all()).isEmpty();
        clock.move(GRACE);

        compare();

        assertThat(findings.all()).extracting(Finding::firstSeen).containsExactly(first);
    }

    @Test
    void forgetsWhatIsNotFoundAgainUnlessItWasNotLookedFor() {
        shelf.put("left", clock.instant());
        shelf.put("elsewhere", clock.instant());
        clock.move(GRACE);
        compare();
        shelf.things.clear();
        shelf.unseen.add("elsewhere");

        compare();

        assertThat(findings.all()).extracting(Finding::id).containsExactly("elsewhere");
    }

    @Test
    void removesNothingThatWasNotToldTo() {
        shelf.put("left", clock.instant());
        clock.move(GRACE);
        UUID seen = compare();
        shelf.put("came later", clock.instant().minus(GRACE));
        compare();
        findings.tell(seen);

        reconciler.remove(compare(), () -> {});

        assertThat(shelf.removed).isEmpty();
        assertThat(findings.all()).hasSize(2).allMatch(finding -> finding.state() == State.FOUND);
    }

    @Test
    void removesWhatItWasToldTo() {
        UUID run = told("left");

        reconciler.remove(run, () -> {});

        assertThat(shelf.removed).containsExactly("left");
        assertThat(findings.all()).extracting(Finding::state).containsExactly(State.REMOVED);
    }

    @Test
    void keepsWhatGotAnOwnerBeforeItWasRemoved() {
        UUID run = told("left");
        shelf.owned.add("left");

        reconciler.remove(run, () -> {});

        assertThat(shelf.removed).isEmpty();
        assertThat(findings.all()).singleElement().satisfies(kept -> {
            assertThat(kept.state()).isEqualTo(State.KEPT);
            assertThat(kept.words()).startsWith("belongs to somebody by now");
        });
    }

    @Test
    void keepsWhatWasWrittenToBeforeItWasRemoved() {
        UUID run = told("left");
        shelf.put("left", clock.instant());

        reconciler.remove(run, () -> {});

        assertThat(shelf.removed).isEmpty();
        assertThat(findings.all()).extracting(Finding::state).containsExactly(State.KEPT);
    }

    @Test
    void keepsWhatHasAnotherNameUnderTheSameId() {
        UUID run = told("left");
        shelf.things.put("left", new Belonging(Kind.IMAGE, "left", "another", Optional.of(Instant.EPOCH), "words"));

        reconciler.remove(run, () -> {});

        assertThat(shelf.removed).isEmpty();
    }

    @Test
    void doesNotAskToRemoveWhatIsGone() {
        UUID run = told("left");
        shelf.things.clear();

        reconciler.remove(run, () -> {});

        assertThat(shelf.removed).isEmpty();
        assertThat(findings.all()).extracting(Finding::state).containsExactly(State.REMOVED);
    }

    @Test
    void removesTheOthersWhenOneCannotBeRemovedAndComesBackToIt() {
        UUID run = told("first", "second", "third");
        shelf.faults.put("first", Fault.tryAgain("the cloud does not answer", null));
        shelf.faults.put("second", Fault.operator("the cloud forbids it", null));
        List<String> progress = new ArrayList<>();

        assertThatThrownBy(() -> reconciler.remove(run, () -> progress.add("one")))
                .hasMessage("the cloud does not answer");
        assertThat(shelf.removed).containsExactly("third");
        assertThat(progress).hasSize(3);

        shelf.faults.clear();
        reconciler.remove(run, () -> {});
        assertThat(shelf.removed).containsExactly("third", "first");
        assertThat(findings.all())
                .filteredOn(finding -> finding.state() == State.KEPT)
                .singleElement()
                .satisfies(kept -> assertThat(kept.words()).isEqualTo("could not be removed: the cloud forbids it"));
    }

    @Test
    void findsAnewWhatComesBackAfterItWasRemoved() {
        UUID run = told("left");
        reconciler.remove(run, () -> {});
        shelf.put("left", clock.instant().minus(GRACE));
        clock.move(GRACE);

        UUID again = compare();
        reconciler.remove(again, () -> {});

        assertThat(findings.all()).singleElement().satisfies(finding -> {
            assertThat(finding.state()).isEqualTo(State.FOUND);
            assertThat(finding.told()).isFalse();
            assertThat(finding.firstSeen()).isEqualTo(clock.instant());
        });
    }

    @Test
    void runsOneAtATime() {
        UUID run = UUID.randomUUID();
        runs.begin(run, false);
        assertThatThrownBy(() -> runs.begin(UUID.randomUUID(), false)).isInstanceOf(DuplicateKeyException.class);

        runs.end(run);

        runs.begin(UUID.randomUUID(), false);
        assertThat(runs.lastEnded()).contains(run);
    }

    @Test
    void countsNoRunThatWasCancelledAsALook() {
        UUID run = UUID.randomUUID();
        runs.begin(run, false);
        runs.end(run);
        Instant looked = clock.instant();
        clock.move(GRACE);
        UUID cancelled = UUID.randomUUID();
        runs.begin(cancelled, false);
        assertThat(runs.lastLooked()).as("one that runs").contains(looked);

        runs.cancelled(cancelled);

        assertThat(runs.running()).isEmpty();
        assertThat(runs.lastLooked()).contains(looked);
        assertThat(runs.lastEnded()).contains(run);
        assertThat(runs.lastStarted()).contains(clock.instant());
    }

    /** A run that found these after the operator had told to remove them. */
    private UUID told(String... ids) {
        for (String id : ids) {
            shelf.put(id, clock.instant());
        }
        clock.move(GRACE);
        findings.tell(compare());
        return compare();
    }

    private UUID compare() {
        UUID run = UUID.randomUUID();
        reconciler.list(run, Set.of(Kind.IMAGE)).run();
        reconciler.compare(run).run();
        return run;
    }

    /** Things that lie about in memory: a cloud would not let a test come between two looks of the same step. */
    private static final class Shelf implements Belongings {
        private final Map<String, Belonging> things = new LinkedHashMap<>();
        private final Set<String> owned = new HashSet<>();
        private final Set<String> unseen = new HashSet<>();
        private final List<String> removed = new ArrayList<>();
        private final Map<String, Fault> faults = new LinkedHashMap<>();

        void put(String id, Instant since) {
            things.put(id, new Belonging(Kind.IMAGE, id, "name of " + id, Optional.ofNullable(since), "words"));
        }

        @Override
        public Kind kind() {
            return Kind.IMAGE;
        }

        @Override
        public List<Belonging> list() {
            return List.copyOf(things.values());
        }

        @Override
        public Optional<Belonging> look(String id) {
            return Optional.ofNullable(things.get(id));
        }

        @Override
        public boolean isOwned(Belonging thing) {
            return owned.contains(thing.id());
        }

        @Override
        public void remove(Belonging thing) {
            if (faults.containsKey(thing.id())) {
                throw faults.get(thing.id());
            }
            removed.add(thing.id());
            things.remove(thing.id());
        }

        @Override
        public boolean sees(String id) {
            return !unseen.contains(id);
        }
    }
}

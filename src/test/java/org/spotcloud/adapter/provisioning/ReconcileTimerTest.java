package org.spotcloud.adapter.provisioning;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Clock;
import java.time.Duration;
import java.time.temporal.ChronoUnit;
import java.util.Optional;
import java.util.UUID;
import org.flywaydb.core.Flyway;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.spotcloud.adapter.catalog.ReconcileRuns;
import org.spotcloud.adapter.catalog.Reconciliation;
import org.spotcloud.adapter.settings.ReconcileSettings;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.jdbc.datasource.DriverManagerDataSource;

class ReconcileTimerTest {
    private static final Duration EVERY = Duration.ofDays(1);

    private final MovedClock clock = new MovedClock(Clock.systemUTC().instant().truncatedTo(ChronoUnit.MILLIS));
    private ReconcileRuns runs;
    private int started;
    private int asked;

    @BeforeEach
    void emptyDatabase() {
        DriverManagerDataSource database =
                new DriverManagerDataSource("jdbc:h2:mem:" + UUID.randomUUID() + ";DB_CLOSE_DELAY=-1");
        Flyway.configure().dataSource(database).load().migrate();
        runs = new ReconcileRuns(JdbcClient.create(database), clock);
    }

    @Test
    void startsTheFirstAtOnceAndEachOtherWhenTheLastIsLongEnoughAgo() {
        ReconcileTimer timer = timer(EVERY);
        timer.startWhenDue();
        assertThat(started).isEqualTo(1);
        clock.move(EVERY.minusMillis(1));
        timer.startWhenDue();
        assertThat(started).isEqualTo(1);

        clock.move(Duration.ofMillis(1));
        timer.startWhenDue();

        assertThat(started).isEqualTo(2);
    }

    @Test
    void startsNoneWhenToldNeverTo() {
        timer(Duration.ZERO).startWhenDue();

        assertThat(started).isZero();
    }

    @Test
    void asksAgainForOneThatStandsAsOftenAsForANewOne() {
        ReconcileTimer timer = timer(EVERY);
        runs.begin(UUID.randomUUID(), false);
        clock.move(EVERY);
        timer.startWhenDue();
        timer.startWhenDue();
        assertThat(asked).isEqualTo(1);
        clock.move(EVERY.minusMillis(1));
        timer.startWhenDue();
        assertThat(asked).isEqualTo(1);

        clock.move(Duration.ofMillis(1));
        timer.startWhenDue();

        assertThat(asked).isEqualTo(2);
        assertThat(started).isZero();
    }

    private ReconcileTimer timer(Duration every) {
        Reconciliation reconciliation = new Reconciliation() {
            @Override
            public Optional<UUID> start() {
                asked++;
                if (runs.running().isPresent()) {
                    return Optional.empty();
                }
                UUID run = UUID.randomUUID();
                runs.begin(run, false);
                runs.end(run);
                started++;
                return Optional.of(run);
            }

            @Override
            public Optional<UUID> remove(UUID seen) {
                throw new AssertionError("the timer removes nothing");
            }
        };
        return new ReconcileTimer(reconciliation, runs, new ReconcileSettings(every, Duration.ofHours(1)), clock);
    }
}

package org.spotcloud.adapter.catalog;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.time.Instant;
import java.util.Set;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.spotcloud.adapter.provisioning.MovedClock;

class EndpointsTest {
    private static final Set<String> EC2 = Set.of(Endpoints.EC2);

    private final MovedClock clock = new MovedClock(Instant.parse("2026-11-01T12:00:00Z"));
    private final Endpoints endpoints = new Endpoints(clock);

    @Test
    void isAwayAfterThreeFaultsInARow() {
        fail(2);
        endpoints.answered(Endpoints.EC2);
        pass(Duration.ofSeconds(1));
        fail(2);
        assertThat(endpoints.isAway(Endpoints.EC2)).isFalse();
        fail(1);
        assertThat(endpoints.isAway(Endpoints.EC2)).isTrue();
        assertThat(endpoints.isAway(Endpoints.S3)).isFalse();
        assertThat(endpoints.outages())
                .containsExactly(new Outage(Endpoints.EC2, clock.instant(), "it takes no connection"));
    }

    @Test
    void letsOneProbeThroughAtATimeAndNotBeforeItIsDue() {
        fail(3);
        assertThat(endpoints.claim(EC2)).isFalse();
        pass(Endpoints.PROBE_EVERY);
        assertThat(endpoints.claim(EC2)).isTrue();
        assertThat(endpoints.claim(EC2)).isFalse();
        fail(1);
        endpoints.release(EC2);
        assertThat(endpoints.claim(EC2)).isFalse();
        pass(Endpoints.PROBE_EVERY);
        assertThat(endpoints.claim(EC2)).isTrue();
    }

    @Test
    void givesAProbeThatFoundNothingOutBackAtOnce() {
        fail(3);
        pass(Endpoints.PROBE_EVERY);
        assertThat(endpoints.claim(EC2)).isTrue();
        endpoints.release(EC2);
        assertThat(endpoints.claim(EC2)).isTrue();
    }

    @Test
    void isBackWithTheFirstAnswerAndSaysSoOnce() {
        AtomicInteger back = new AtomicInteger();
        endpoints.whenBack(back::incrementAndGet);
        fail(5);
        endpoints.answered(Endpoints.EC2);
        endpoints.answered(Endpoints.EC2);
        assertThat(endpoints.isAway(Endpoints.EC2)).isFalse();
        assertThat(endpoints.outages()).isEmpty();
        assertThat(back).hasValue(1);
    }

    @Test
    void faultsOfCallsThatBeganBeforeTheLastAnswerSayNothing() {
        Instant begun = clock.instant();
        pass(Duration.ofSeconds(30));
        endpoints.answered(Endpoints.EC2);
        for (int i = 0; i < 10; i++) {
            endpoints.failed(fault().at(Endpoints.EC2), begun);
        }
        assertThat(endpoints.isAway(Endpoints.EC2)).isFalse();
    }

    @Test
    void aRefusalIsAnAnswerAndAFaultOfNoEndpointIsNobodys() {
        fail(3);
        for (int i = 0; i < 10; i++) {
            endpoints.failed(fault(), clock.instant());
        }
        assertThat(endpoints.outages()).hasSize(1);
        endpoints.failed(Fault.operator("no such right", null).at(Endpoints.EC2), clock.instant());
        assertThat(endpoints.outages()).isEmpty();
    }

    private void fail(int times) {
        for (int i = 0; i < times; i++) {
            endpoints.failed(fault().at(Endpoints.EC2), clock.instant());
        }
    }

    private static Fault fault() {
        return Fault.tryAgain("it takes no connection", null);
    }

    private void pass(Duration time) {
        clock.move(time);
    }
}

package org.spotcloud.adapter.provisioning;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.util.Date;
import java.util.List;
import java.util.Map;
import java.util.TimeZone;
import org.camunda.bpm.engine.ExternalTaskService;
import org.camunda.bpm.engine.externaltask.LockedExternalTask;
import org.camunda.bpm.engine.impl.util.ClockUtil;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.spotcloud.adapter.machines.Machine;
import org.spotcloud.adapter.provisioning.Processes.Variables;
import org.springframework.beans.factory.annotation.Autowired;

/** Two workers while clocks on the wall are put back or forward: a lock lasts as long as it was asked for. */
class AutumnChangeTest extends ByHandTest {
    private static final Duration LOCK = Duration.ofSeconds(30);

    @Autowired
    ExternalTaskService tasks;

    @AfterEach
    void resetClock() {
        ClockUtil.reset();
    }

    /** Berlin puts its clocks back at the first, and forward at the second. */
    @ParameterizedTest
    @ValueSource(strings = {"2026-10-25T01:00:00Z", "2026-03-29T01:00:00Z"})
    void aLockLastsAcrossTheChange(String at) {
        Instant change = Instant.parse(at);
        assertThat(ZoneId.of("Europe/Berlin")
                        .getRules()
                        .nextTransition(change.minusSeconds(1))
                        .getInstant())
                .isEqualTo(change);
        String node = "zone-" + at.substring(5, 7);
        Machine machine = order();
        byHand.launchToImage(machine);
        String imports = importOf(machine);
        byHand.runJob(imports);
        byHand.complete(imports, "Task_ReserveWorkspace", Map.of(Variables.NODE, node));

        LockedExternalTask first = fetch(change.minusSeconds(10), "one/1", node).get(0);
        assertThat(fetch(change.minusSeconds(1), "other/1", node)).isEmpty();
        assertThat(fetch(change, "other/2", node)).isEmpty();
        assertThat(fetch(change.plusSeconds(15), "other/3", node)).isEmpty();
        tasks.extendLock(first.getId(), "one/1", LOCK.toMillis());
        assertThat(fetch(change.plusSeconds(40), "other/4", node)).isEmpty();
        assertThat(fetch(change.plusSeconds(46), "other/5", node))
                .singleElement()
                .satisfies(taken -> assertThat(taken.getId()).isEqualTo(first.getId()));
        assertThat(fetch(change.plusSeconds(70), "one/2", node)).isEmpty();
    }

    @Test
    void theseTestsRunInTheZoneThatTheServiceSets() {
        assertThat(TimeZone.getDefault().getRawOffset()).isZero();
        assertThat(TimeZone.getDefault().useDaylightTime()).isFalse();
    }

    private List<LockedExternalTask> fetch(Instant now, String worker, String node) {
        ClockUtil.setCurrentTime(Date.from(now));
        return tasks.fetchAndLock(1, worker)
                .topic("fetch-" + node, LOCK.toMillis())
                .execute();
    }
}

package org.spotcloud.adapter.provisioning;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.camunda.bpm.engine.externaltask.ExternalTask;
import org.junit.jupiter.api.Test;
import org.spotcloud.adapter.machines.Machine;
import org.spotcloud.adapter.settings.EngineSettings;

class LockSweepTest extends ByHandTest {
    private static final Duration LOCK = Duration.ofSeconds(30);
    private static final String WORKER = "nodefast/1/1";

    @Test
    void shortensWhatAClockThatWasAheadHasLocked() {
        ExternalTask task = locked(Duration.ofHours(3));

        sweep(Optional.empty());

        ExternalTask now = byId(task);
        assertThat(now.getWorkerId()).isEqualTo(WORKER);
        assertThat(now.getLockExpirationTime().toInstant())
                .isBefore(Instant.now().plus(LOCK.plusSeconds(1)));
    }

    @Test
    void leavesLocksAndPausesOfStepsAlone() {
        ExternalTask task = locked(RetryDelay.LONGEST.plus(LOCK));

        sweep(Optional.empty());

        assertThat(byId(task).getLockExpirationTime()).isEqualTo(task.getLockExpirationTime());
    }

    @Test
    void leavesALongPauseBeforeTheNextTryAlone() {
        ExternalTask task = locked(LOCK);
        tasks.handleFailure(task.getId(), WORKER, "the cloud is away", 1, RetryDelay.LONGEST.toMillis());
        ExternalTask paused = byId(task);

        sweep(Optional.empty());

        assertThat(byId(task).getLockExpirationTime()).isEqualTo(paused.getLockExpirationTime());
    }

    @Test
    void isNotForANodeThatTakesNoWork() {
        ExternalTask task = locked(Duration.ofHours(3));

        sweep(Optional.of("this node's clock is off"));

        assertThat(byId(task).getLockExpirationTime()).isEqualTo(task.getLockExpirationTime());
    }

    @Test
    void isNotForANodeWhoseClockHasJustFallenBehind() {
        ExternalTask task = locked(Duration.ofHours(3));
        Instant now = Instant.now();

        sweep(Optional.empty(), new NodeClock(() -> now.minusSeconds(7200), () -> now));

        assertThat(byId(task).getLockExpirationTime()).isEqualTo(task.getLockExpirationTime());
    }

    private void sweep(Optional<String> idle) {
        sweep(idle, new NodeClock(Instant::now, Instant::now));
    }

    private void sweep(Optional<String> idle, NodeClock clock) {
        NodeDuty duty = new NodeDuty();
        duty.found(new NodeDuty.Finding(idle, List.of(), Instant.EPOCH));
        new LockSweep(tasks, duty, clock::read, new EngineSettings(LOCK, Duration.ofSeconds(45))).sweep();
    }

    private ExternalTask locked(Duration time) {
        Machine machine = order();
        toRun(machine);
        ExternalTask task = tasks.createExternalTaskQuery()
                .processInstanceId(launch(machine))
                .singleResult();
        tasks.lock(task.getId(), WORKER, time.toMillis());
        return byId(task);
    }

    private ExternalTask byId(ExternalTask task) {
        return tasks.createExternalTaskQuery().externalTaskId(task.getId()).singleResult();
    }
}

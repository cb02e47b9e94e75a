package org.spotcloud.adapter.provisioning;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import java.nio.file.Path;
import java.sql.SQLException;
import java.time.Duration;
import java.util.Map;
import org.camunda.bpm.engine.externaltask.LockedExternalTask;
import org.junit.jupiter.api.Test;
import org.spotcloud.adapter.catalog.Fault;
import org.spotcloud.adapter.catalog.Refusals;
import org.spotcloud.adapter.imports.WorkspaceLost;
import org.spotcloud.adapter.imports.Workspaces;
import org.spotcloud.adapter.machines.Machine;
import org.spotcloud.adapter.provisioning.Processes.Variables;
import org.springframework.util.unit.DataSize;

/** Whatever a step ends with can be stored, or stands as an incident. */
class StepReportsTest extends ByHandTest {
    private static final int MORE_THAN_A_VARIABLE_TAKES = 5000;
    private static final int KEPT = 2000;

    @Test
    void aRefusalOfAnyLengthEndsItsStep() {
        Machine machine = order();
        byHand.launchToImage(machine);
        String imports = importOf(machine);
        byHand.runJob(imports);
        byHand.complete(imports, "Task_ReserveWorkspace", Map.of(Variables.NODE, "long-words"));
        LockedExternalTask task = tasks.fetchAndLock(1, "here/1")
                .topic("fetch-long-words", 60_000)
                .execute()
                .get(0);

        String emoji = new String(Character.toChars(0x1F4E6));
        reports()
                .failed(
                        task,
                        Fault.refused(Refusals.BAD_PACKAGE, emoji + "x".repeat(MORE_THAN_A_VARIABLE_TAKES)),
                        false);

        assertThat((String) byHand.variables(imports).get(Variables.CAUSE))
                .startsWith("?x")
                .hasSizeLessThanOrEqualTo(KEPT);
    }

    @Test
    void aValueThatNoColumnTakesIsNotStoredAgainAndAgain() {
        assertThat(StepReports.mayPass(new IllegalStateException(new SQLException("value too long", "22001"))))
                .isFalse();
        assertThat(StepReports.mayPass(new IllegalStateException(new SQLException("the connection broke", "08S01"))))
                .isTrue();
        assertThat(StepReports.mayPass(new IllegalStateException(new SQLException("deadlock", "40001"))))
                .isTrue();
    }

    @Test
    void aWorkspaceIsLostThreeTimesAndThenStandsAsAnIncident() {
        Machine machine = order();
        byHand.launchToImage(machine);
        String imports = importOf(machine);
        byHand.runJob(imports);

        for (int lost = 1; lost <= 3; lost++) {
            loseWorkspace(imports);
            assertThat(byHand.variables(imports)).containsEntry(Variables.WORKSPACES_LOST, lost);
            byHand.complete(imports, "Task_WithdrawLost", Map.of());
        }
        LockedExternalTask fourth = loseWorkspace(imports);

        assertThat(tasks.createExternalTaskQuery()
                        .externalTaskId(fourth.getId())
                        .singleResult())
                .satisfies(task -> {
                    assertThat(task.getRetries()).isZero();
                    assertThat(task.getErrorMessage()).startsWith("the workspace was lost 3 times before; ");
                });
        assertThat(byHand.variables(imports)).containsEntry(Variables.WORKSPACES_LOST, 0);
    }

    @Test
    void aStepThatAnotherAttemptHasIsNeitherHandedBackNorTakenBack() throws InterruptedException {
        Machine machine = order();
        byHand.launchToImage(machine);
        String imports = importOf(machine);
        byHand.runJob(imports);
        byHand.complete(imports, "Task_ReserveWorkspace", Map.of(Variables.NODE, "stood-still"));
        LockedExternalTask slept = fetch("stood-still/1", 1);
        Thread.sleep(10);
        LockedExternalTask taken = fetch("other/1", 60_000);
        assertThat(taken.getId()).isEqualTo(slept.getId());

        assertThatThrownBy(() -> reports().handedBack(slept)).isInstanceOf(StepLostException.class);
        assertThatThrownBy(() -> reports().takenBack(slept.getId(), slept.getWorkerId()))
                .isInstanceOf(StepLostException.class);

        try (StepLocks locks = new StepLocks(tasks, Duration.ofMinutes(1))) {
            assertThatThrownBy(() -> locks.require(slept))
                    .isInstanceOfSatisfying(
                            Fault.class, fault -> assertThat(fault.kind()).isEqualTo(Fault.Kind.TRY_AGAIN));
            locks.require(taken);
        }

        assertThat(worker(taken)).isEqualTo("other/1");
        reports().handedBack(taken);
        assertThat(worker(taken)).isNull();
    }

    @Test
    void countsOfStepsThatVanishedAreForgottenAndNoOthers() {
        Machine machine = order();
        byHand.launchToImage(machine);
        String imports = importOf(machine);
        byHand.runJob(imports);
        byHand.complete(imports, "Task_ReserveWorkspace", Map.of(Variables.NODE, "stood-still"));
        LockedExternalTask task = fetch("stood-still/2", 60_000);
        attempts.started(task.getId());
        attempts.started("vanished");

        assertThat(attempts.forgetVanished()).isEqualTo(1);

        assertThat(attempts.started(task.getId())).isEqualTo(2);
        assertThat(attempts.started("vanished")).isEqualTo(1);
        attempts.ended("vanished");
    }

    private LockedExternalTask fetch(String worker, long millis) {
        return tasks.fetchAndLock(1, worker)
                .topic("fetch-stood-still", millis)
                .execute()
                .get(0);
    }

    private String worker(LockedExternalTask task) {
        return tasks.createExternalTaskQuery()
                .externalTaskId(task.getId())
                .singleResult()
                .getWorkerId();
    }

    private LockedExternalTask loseWorkspace(String imports) {
        String node = "lost-" + imports;
        byHand.complete(imports, "Task_ReserveWorkspace", Map.of(Variables.NODE, node));
        LockedExternalTask task = tasks.fetchAndLock(1, "here/2")
                .topic("fetch-" + node, 60_000)
                .execute()
                .get(0);
        WorkspaceLost lost = catchThrowableOfType(
                WorkspaceLost.class, () -> new Workspaces(Path.of("none"), DataSize.ofBytes(0)).open(imports));
        reports().failed(task, lost, false);
        return task;
    }
}

package org.spotcloud.adapter.provisioning;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.spotcloud.adapter.catalog.Refusals;
import org.spotcloud.adapter.machines.InstanceState;
import org.spotcloud.adapter.machines.Launches;
import org.spotcloud.adapter.machines.Machine;
import org.spotcloud.adapter.machines.MachineState;
import org.spotcloud.adapter.machines.RunRequest;
import org.spotcloud.adapter.machines.Wanted;
import org.spotcloud.adapter.provisioning.Processes.Messages;
import org.spotcloud.adapter.provisioning.Processes.Variables;
import org.springframework.beans.factory.annotation.Autowired;

/** Each way through a launch and through the termination behind it ends its order, and leaves nothing. */
class LaunchPathsTest extends ByHandTest {
    @Autowired
    Launches launches;

    private Machine machine;

    @BeforeEach
    void orderOne() {
        machine = order();
    }

    @Test
    void runs() {
        toAwaitRunning();
        settled(Map.of(Variables.INSTANCE_RUNS, true));

        assertThat(transaction(machine)).satisfies(end -> {
            assertThat(end.error()).isFalse();
            assertThat(end.completed()).isEqualTo(100);
            assertThat(end.message()).isEqualTo("Provision " + machine.machineId() + " OK");
        });
        assertThat(now(machine).state()).isEqualTo(MachineState.RUNNING);
        assertThat(waits.runs(launch(machine))).isFalse();
    }

    @Test
    void failsWhenTheImageIsNotReadyInTime() {
        byHand.launchToImage(machine);
        byHand.runTimer(launch(machine), "Boundary_ImageMissing");

        assertFailed("the image of package " + packageId + " was not ready within 2 h");
        assertNothingWasRun();
    }

    @Test
    void failsWhenTheCloudRefuses() {
        toRun(machine);
        byHand.refuse(launch(machine), Refusals.LAUNCH_REFUSED, "quota");

        assertFailed("quota");
        assertNothingWasRun();
    }

    @Test
    void terminatesWhatARefusedLaunchMayHaveRunBefore() {
        toRun(machine);
        launches.beginRun(machine.launchId(), Optional.empty());
        byHand.refuse(launch(machine), Refusals.LAUNCH_REFUSED, "quota");

        assertFailed("quota");
        assertThat(now(machine).wanted()).isEqualTo(Wanted.TERMINATED);
        terminatesWithoutAnInstance();
    }

    @Test
    void failsWhenTheOrderIsTooOld() {
        toRun(machine);
        launches.beginRun(machine.launchId(), Optional.empty());
        byHand.runTimer(launch(machine), "StartEvent_OrderDeadline");

        assertFailed("no instance of package " + packageId + " could be run within 24 h");
        terminatesWithoutAnInstance();
    }

    @Test
    void failsWhenTheOrderIsTooOldWhereverItStands() {
        byHand.runJob(launch(machine));
        byHand.runTimer(launch(machine), "StartEvent_OrderDeadline");

        assertFailed("no instance of package " + packageId + " could be run within 24 h");
        assertNothingWasRun();
        assertThat(waits.runs(launch(machine))).isFalse();
    }

    @Test
    void failsAndTerminatesWhenTheInstanceCannotRun() {
        toAwaitRunning();
        settled(Map.of(Variables.INSTANCE_RUNS, false, Variables.CAUSE, "its state is error"));

        assertFailed("its state is error");
        terminatesTheInstance();
    }

    @Test
    void failsAndTerminatesWhenTheInstanceDoesNotRunInTime() {
        toAwaitRunning();
        byHand.runTimer(launch(machine), "Boundary_NotRunning");

        assertFailed("the instance of package " + packageId + " did not run within 15 min");
        terminatesTheInstance();
    }

    @Test
    void isDeletedBeforeItBegins() {
        assertDeleted();
        terminatesWithoutAnInstance();
    }

    @Test
    void isDeletedWhileItWaitsForItsImage() {
        byHand.launchToImage(machine);
        assertDeleted();
        terminatesWithoutAnInstance();
        sweep.wake(machine.image());
        assertThat(byHand.at(importOf(machine))).isEqualTo("StartEvent_ImageWanted");
    }

    @Test
    void isDeletedBetweenTheWakingAndTheLookAtTheImage() {
        byHand.launchToImage(machine);
        byHand.importToAvailable(importOf(machine));
        available(importOf(machine));
        sweep.wake(machine.image());
        assertDeleted();
        terminatesWithoutAnInstance();
    }

    @Test
    void isDeletedWhileRunInstancesIsUnderWay() {
        toRun(machine);
        launches.beginRun(machine.launchId(), Optional.empty());
        assertDeleted();
        ran();
        terminatesTheInstance();
    }

    @Test
    void isDeletedWhileTheInstanceStarts() {
        toAwaitRunning();
        assertDeleted();
        terminatesTheInstance();
    }

    @Test
    void isDeletedWhenItRuns() {
        toAwaitRunning();
        settled(Map.of(Variables.INSTANCE_RUNS, true));
        orders.delete(machine.machineId());
        byHand.runJob(terminate(machine));

        assertThat(transaction(machine).error()).isFalse();
        terminatesTheInstance();
    }

    private void toAwaitRunning() {
        toRun(machine);
        launches.beginRun(machine.launchId(), Optional.empty());
        ran();
        byHand.complete(launch(machine), "Task_RunInstance", Map.of(Variables.INSTANCE_ID, "i-1"));
    }

    private void ran() {
        launches.ran(
                machine.launchId(),
                FakeInstances.instance(
                        "i-1",
                        InstanceState.PENDING,
                        new RunRequest(machine.clientToken(), "ami-1", machine.instanceType())));
    }

    private void settled(Map<String, Object> variables) {
        assertThat(waits.wake(launch(machine), Messages.INSTANCE_SETTLED, variables))
                .isTrue();
    }

    private void assertFailed(String cause) {
        assertThat(transaction(machine)).satisfies(end -> {
            assertThat(end.error()).isTrue();
            assertThat(end.ended()).isPresent();
            assertThat(end.message()).isEqualTo(cause);
        });
        assertThat(waits.runs(launch(machine))).isFalse();
        assertThat(now(machine).live()).isFalse();
        now(machine).terminateProcessId().ifPresent(byHand::runJob);
        assertThat(transaction(machine).message()).isEqualTo(cause);
    }

    private void assertNothingWasRun() {
        assertThat(now(machine).terminateProcessId()).isEmpty();
        assertThat(now(machine).closed()).isTrue();
    }

    private void assertDeleted() {
        orders.delete(machine.machineId());
        byHand.runJob(terminate(machine));

        assertThat(waits.runs(launch(machine))).isFalse();
        assertThat(transaction(machine)).satisfies(end -> {
            assertThat(end.error()).isTrue();
            assertThat(end.message()).isEqualTo("VM " + machine.machineId() + " was deleted before it ran");
        });
        assertThat(orders.delete(machine.machineId())).isEmpty();
    }

    private void terminatesWithoutAnInstance() {
        byHand.complete(
                terminate(machine),
                "Task_FindInstance",
                Map.of(Variables.INSTANCE_FOUND, false, Variables.ADDRESS_CLAIMED, false));
        assertThat(now(machine).closed()).isTrue();
        assertThat(waits.runs(terminate(machine))).isFalse();
    }

    private void terminatesTheInstance() {
        byHand.complete(
                terminate(machine),
                "Task_FindInstance",
                Map.of(Variables.INSTANCE_FOUND, true, Variables.ADDRESS_CLAIMED, false));
        byHand.complete(terminate(machine), "Task_TerminateInstance", Map.of());
        byHand.runTimer(terminate(machine), "Boundary_StillThere");
        byHand.complete(terminate(machine), "Task_TerminateInstance", Map.of());
        assertThat(now(machine).closed()).isFalse();
        waits.wake(terminate(machine), Messages.INSTANCE_GONE, Map.of());
        assertThat(now(machine).closed()).isTrue();
        assertThat(waits.runs(terminate(machine))).isFalse();
    }
}

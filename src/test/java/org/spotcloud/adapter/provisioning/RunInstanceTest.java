package org.spotcloud.adapter.provisioning;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Clock;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.spotcloud.adapter.catalog.Claim;
import org.spotcloud.adapter.catalog.Fault;
import org.spotcloud.adapter.catalog.Refusals;
import org.spotcloud.adapter.machines.InstanceState;
import org.spotcloud.adapter.machines.Launches;
import org.spotcloud.adapter.machines.Machine;
import org.spotcloud.adapter.provisioning.Processes.Variables;
import org.springframework.beans.factory.annotation.Autowired;

/** Exactly one instance a launch, whatever the cloud answers and wherever an attempt ends. */
class RunInstanceTest extends ByHandTest {
    @Autowired
    Launches launches;

    private final FakeInstances cloud = new FakeInstances();
    private Machine machine;
    private RunInstance runInstance;

    @BeforeEach
    void launchIsAboutToRun() {
        machine = order();
        toRun(machine);
        runInstance = new RunInstance(cloud, launches, Clock.systemUTC());
    }

    @Test
    void terminatesTheDoubleThatAnEarlierAttemptCouldNot() {
        cloud.onRun = request -> {
            cloud.standing.add(FakeInstances.instance("i-double", InstanceState.PENDING, request));
            return FakeInstances.instance("i-a", InstanceState.PENDING, request);
        };
        cloud.onTerminate = id -> {
            throw Fault.tryAgain("the cloud did not answer TerminateInstances", null);
        };
        assertThatThrownBy(this::attempt).isInstanceOf(Fault.class);
        assertThat(now(machine).instanceId()).hasValue("i-a");

        cloud.onTerminate = id -> {};
        assertThat(attempt()).isEqualTo(Map.of(Variables.INSTANCE_ID, "i-a"));

        assertThat(cloud.terminated).containsExactly("i-double");
    }

    @Test
    void makesTheMarkBeforeTheCallIsOnRecord() {
        cloud.onPrepare = () -> {
            assertThat(now(machine).runSentAt()).isEmpty();
            throw Fault.tryAgain("the cloud did not answer CreateSecurityGroup", null);
        };
        assertThatThrownBy(this::attempt).isInstanceOf(Fault.class);
        assertThat(now(machine).runSentAt()).isEmpty();
    }

    @Test
    void hasTheInstanceOnRecordBeforeItLooksForDoubles() {
        cloud.onFind = () -> {
            throw Fault.tryAgain("the cloud did not answer DescribeInstances", null);
        };
        assertThatThrownBy(this::attempt).isInstanceOf(Fault.class);
        assertThat(now(machine).instanceId()).hasValue("i-ran");
    }

    @Test
    void keepsTheEarliestOfTwo() {
        cloud.onRun = request -> {
            cloud.standing.add(FakeInstances.instance("i-earlier", InstanceState.PENDING, request));
            return FakeInstances.instance("i-ran", InstanceState.PENDING, request);
        };

        assertThat(attempt()).isEqualTo(Map.of(Variables.INSTANCE_ID, "i-earlier"));

        assertThat(now(machine).instanceId()).hasValue("i-earlier");
        assertThat(cloud.terminated).containsExactly("i-ran");
    }

    @Test
    void terminatesADoubleThatShowsOnceTheMachineIsClosed() {
        cloud.onRun = request -> {
            cloud.standing.add(FakeInstances.instance("i-earlier", InstanceState.PENDING, request));
            return FakeInstances.instance("i-ran", InstanceState.PENDING, request);
        };
        cloud.onFind = () -> launches.forgotten(machine.launchId());

        assertThat(outcome()).isInstanceOf(Outcome.Later.class);

        assertThat(cloud.terminated).containsExactlyInAnyOrder("i-earlier", "i-ran");
    }

    @Test
    void terminatesWhatItRanForAMachineThatWasDeletedMeanwhile() {
        cloud.onRun = request -> {
            orders.delete(machine.machineId());
            return FakeInstances.instance("i-late", InstanceState.PENDING, request);
        };

        assertThat(outcome()).isInstanceOf(Outcome.Later.class);

        assertThat(cloud.terminated).containsExactly("i-late");
        // so that the termination need not look for it
        assertThat(now(machine).instanceId()).hasValue("i-late");
    }

    @Test
    void endsAnInstanceThatShowsAfterTheMachineWasClosed() {
        cloud.onRun = request -> {
            launches.forgotten(machine.launchId());
            cloud.standing.add(FakeInstances.instance("i-late", InstanceState.PENDING, request));
            throw Fault.tryAgain("the cloud did not answer RunInstances", null);
        };
        assertThatThrownBy(this::attempt).isInstanceOf(Fault.class);
        assertThat(cloud.terminated).isEmpty();

        runInstance.lost(step());

        assertThat(cloud.terminated).containsExactly("i-late");
    }

    @Test
    void handsOnAnInstanceThatEndedAtOnce() {
        cloud.onRun = request -> FakeInstances.instance("i-dead", InstanceState.TERMINATED, request);

        assertThat(attempt()).isEqualTo(Map.of(Variables.INSTANCE_ID, "i-dead"));
        assertThat(now(machine).instanceId()).hasValue("i-dead");
    }

    @Test
    void forgetsACallThatWasRefused() {
        cloud.onRun = request -> {
            throw Fault.refused(Refusals.LAUNCH_REFUSED, "quota");
        };

        assertThatThrownBy(this::attempt).hasMessage("quota");
        assertThat(now(machine).runStartedAt()).isEmpty();
    }

    @Test
    void aLateRefusalLeavesTheCallOfALaterAttemptOnRecord() {
        cloud.onRun = request -> {
            pauseAMillisecond();
            launches.beginRun(machine.launchId(), now(machine).runSentAt());
            throw Fault.refused(Refusals.LAUNCH_REFUSED, "quota");
        };

        assertThatThrownBy(this::attempt).hasMessage("quota");
        assertThat(now(machine).runStartedAt()).isPresent();
        assertThat(now(machine).runSentAt()).isPresent();
    }

    @Test
    void sendsNothingBesideACallThatItHasNotFollowedUp() {
        cloud.onPrepare = () -> launches.beginRun(machine.launchId(), Optional.empty());
        cloud.onRun = request -> {
            throw new AssertionError("a second RunInstances");
        };

        assertThatThrownBy(this::attempt).isInstanceOf(Fault.class).hasMessageContaining("another attempt");
    }

    private Map<String, Object> attempt() {
        return ((Outcome.Done) outcome()).variables();
    }

    private Outcome outcome() {
        return runInstance.handle(step());
    }

    private Step step() {
        return new Step(
                "Task_RunInstance",
                launch(machine),
                "here/1",
                Claim.UNDISPUTED,
                1,
                byHand.variables(launch(machine)),
                () -> {});
    }

    private static void pauseAMillisecond() {
        long before = System.currentTimeMillis();
        while (System.currentTimeMillis() <= before + 1) {
            Thread.onSpinWait();
        }
    }
}

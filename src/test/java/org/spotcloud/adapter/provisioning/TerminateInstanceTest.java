package org.spotcloud.adapter.provisioning;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.spotcloud.adapter.catalog.Claim;
import org.spotcloud.adapter.machines.InstanceState;
import org.spotcloud.adapter.machines.Launches;
import org.spotcloud.adapter.machines.Machine;
import org.spotcloud.adapter.machines.RunRequest;
import org.springframework.beans.factory.annotation.Autowired;

/** An instance that the cloud does not know is gone only when it is old enough to be known. */
class TerminateInstanceTest extends ByHandTest {
    private static final String INSTANCE = "i-ran";

    @Autowired
    Launches launches;

    private final FakeInstances cloud = new FakeInstances();
    private MovedClock clock;
    private TerminateInstance terminate;
    private Machine machine;

    @BeforeEach
    void anInstanceRan() {
        machine = order();
        toRun(machine);
        launches.beginRun(machine.launchId(), Optional.empty());
        launches.ran(
                machine.launchId(),
                FakeInstances.instance(
                        INSTANCE, InstanceState.PENDING, new RunRequest(machine.clientToken(), "ami-1", "m1.small")));
        clock = new MovedClock(Instant.now());
        terminate = new TerminateInstance(machines, cloud, clock);
    }

    @Test
    void isDoneWithAnInstanceThatTheCloudKnows() {
        assertThat(attempt()).isInstanceOf(Outcome.Done.class);
        assertThat(cloud.terminated).containsExactly(INSTANCE);
    }

    @Test
    void comesBackToAYoungInstanceThatTheCloudDoesNotKnow() {
        cloud.unknown.add(INSTANCE);
        assertThat(attempt()).isInstanceOf(Outcome.Later.class);

        clock.move(cloud.callTimeout().plus(cloud.runSettle()).plus(Duration.ofSeconds(1)));
        assertThat(attempt()).isInstanceOf(Outcome.Done.class);
        assertThat(cloud.terminated).containsExactly(INSTANCE, INSTANCE);
    }

    private Outcome attempt() {
        return terminate.handle(new Step(
                "Task_TerminateInstance",
                launch(machine),
                "here/1",
                Claim.UNDISPUTED,
                1,
                byHand.variables(launch(machine)),
                () -> {}));
    }
}

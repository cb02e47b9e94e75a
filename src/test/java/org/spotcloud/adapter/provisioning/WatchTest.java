package org.spotcloud.adapter.provisioning;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.stream.Collectors;
import org.camunda.bpm.engine.RuntimeService;
import org.junit.jupiter.api.Test;
import org.spotcloud.adapter.catalog.ImageState;
import org.spotcloud.adapter.catalog.PackageId;
import org.spotcloud.adapter.catalog.RegisteredImages.State;
import org.spotcloud.adapter.machines.InstanceState;
import org.spotcloud.adapter.machines.Launches;
import org.spotcloud.adapter.machines.Machine;
import org.spotcloud.adapter.machines.Powers;
import org.spotcloud.adapter.machines.RunRequest;
import org.spotcloud.adapter.provisioning.Processes.Variables;
import org.spotcloud.adapter.settings.CloudSettings;
import org.springframework.beans.factory.annotation.Autowired;

/** What one process cannot be told keeps no other asleep. */
class WatchTest extends ByHandTest {
    private static final int EACH = 3;

    @Autowired
    RuntimeService runtime;

    @Autowired
    Launches launches;

    @Autowired
    Powers powers;

    @Autowired
    MissingWatch missing;

    @Autowired
    CloudSettings settings;

    @Test
    void aSuspendedImportKeepsNoOtherAsleep() {
        List<Machine> waiting = new ArrayList<>();
        for (int number = 0; number < 2 * EACH; number++) {
            Machine machine = order(new PackageId(UUID.randomUUID()));
            byHand.launchToImage(machine);
            byHand.importToAvailable(importOf(machine));
            waiting.add(machine);
        }
        waiting.subList(0, EACH).forEach(machine -> byHand.suspend(importOf(machine)));

        new ImageWatch(
                        ids -> ids.stream().distinct().collect(Collectors.toMap(id -> id, id -> State.AVAILABLE)),
                        runtime,
                        waits,
                        settings,
                        Clock.systemUTC())
                .look();

        assertThat(waiting.subList(EACH, 2 * EACH))
                .allSatisfy(machine -> assertThat(image(machine).state()).isEqualTo(ImageState.READY));
    }

    @Test
    void anImageThatTheCloudHasLostIsNotAwaited() {
        Machine machine = order();
        byHand.launchToImage(machine);
        String imports = importOf(machine);
        byHand.importToAvailable(imports);
        MovedClock clock = new MovedClock(Instant.EPOCH);
        ImageWatch watch = new ImageWatch(ids -> Map.of("aki-1", State.AVAILABLE), runtime, waits, settings, clock);

        watch.look();
        lookFor(settings.runSettle().minusSeconds(1), watch, clock);
        assertThat(byHand.at(imports)).isEqualTo("Task_AwaitAvailable");
        clock.move(Duration.ofMinutes(2));
        watch.look();
        lookFor(settings.runSettle().minusSeconds(1), watch, clock);
        assertThat(byHand.at(imports)).as("nobody looked for a while").isEqualTo("Task_AwaitAvailable");

        lookFor(Duration.ofSeconds(1), watch, clock);
        assertThat(byHand.at(imports)).isEqualTo("Task_WithdrawFailed");
        assertThat((String) byHand.variables(imports).get(Variables.CAUSE))
                .isEqualTo("the cloud has lost what was uploaded: it does not know ari-1, ami-1");
    }

    @Test
    void aSuspendedTerminationKeepsNoOtherWaiting() {
        List<Machine> going = new ArrayList<>();
        for (int number = 0; number < 2 * EACH; number++) {
            Machine machine = order(new PackageId(UUID.randomUUID()));
            launches.beginRun(machine.launchId(), Optional.empty());
            launches.ran(
                    machine.launchId(),
                    FakeInstances.instance(
                            "i-" + machine.launchId(),
                            InstanceState.PENDING,
                            new RunRequest(machine.clientToken(), "ami-1", "m1.small")));
            orders.delete(machine.machineId());
            byHand.runJob(terminate(machine));
            byHand.complete(
                    terminate(machine),
                    "Task_FindInstance",
                    Map.of(Variables.INSTANCE_FOUND, true, Variables.ADDRESS_CLAIMED, false));
            byHand.complete(terminate(machine), "Task_TerminateInstance", Map.of());
            going.add(machine);
        }
        going.subList(0, EACH).forEach(machine -> byHand.suspend(terminate(machine)));

        new InstanceWatch(new FakeInstances(), machines, launches, powers, waits, missing).look();

        assertThat(going.subList(EACH, 2 * EACH))
                .allSatisfy(machine -> assertThat(now(machine).closed()).isTrue());
    }

    private static void lookFor(Duration time, ImageWatch watch, MovedClock clock) {
        for (long second = 0; second < time.toSeconds(); second++) {
            clock.move(Duration.ofSeconds(1));
            watch.look();
        }
    }
}

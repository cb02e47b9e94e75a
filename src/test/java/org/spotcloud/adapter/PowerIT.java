package org.spotcloud.adapter;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.UUID;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;
import org.spotcloud.lab.Lab;
import org.spotcloud.sandbox.ec2.InstanceTruth;
import org.spotcloud.sandbox.faults.Fault;
import org.spotcloud.sandbox.faults.Fault.When;
import org.spotcloud.sandbox.faults.Outcome;
import org.spotcloud.sandbox.faults.Trigger;

/** Machines are stopped, started, rebooted and ended in whatever they are at, by the running service. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class PowerIT {
    private static final Duration PATIENCE = Duration.ofSeconds(60);

    private Lab lab;
    private String packageUuid;

    @BeforeAll
    void startLab(@TempDir Path dir) throws IOException, InterruptedException {
        lab = Lab.start(dir).with("SPOTCLOUD_CLOUD_WATCH", "500ms");
        lab.startService();
        packageUuid = lab.shelve(Lab.SAMPLE);
    }

    @AfterAll
    void endLab() {
        lab.close();
    }

    @AfterEach
    void endFaults() {
        lab.sandbox().reset();
    }

    @Test
    void stopsStartsAndRebootsAMachine() throws Exception {
        String machine = runs();
        assertThat(act(machine, "stop")).isEqualTo("VM " + machine + " is stopping");
        assertThat(state(machine)).isIn("stopping", "off");
        awaitState(machine, "off");
        assertThat(instance(machine).state()).isEqualTo("stopped");
        assertThat(act(machine, "stop")).isEqualTo("VM " + machine + " is stopping");
        assertThat(state(machine)).isEqualTo("off");

        assertThat(act(machine, "start")).isEqualTo("VM " + machine + " is starting");
        awaitState(machine, "running");
        assertThat(act(machine, "start")).isEqualTo("VM " + machine + " is starting");
        assertThat(act(machine, "reboot")).isEqualTo("VM " + machine + " is rebooting");
        lab.await(
                "the cloud was told to reboot",
                () -> !lab.sandbox().calls("RebootInstances").isEmpty());
        assertThat(state(machine)).isEqualTo("running");
        delete(machine);
    }

    @Test
    void keepsAStopUntilTheMachineRunsAlsoWhenItIsKilledMeanwhile() throws Exception {
        String held = lab.sandbox().order(Trigger.ec2("RunInstances"), Fault.hold(When.AFTER));
        String machine = UUID.randomUUID().toString();
        JsonNode ordered = lab.marketplace().order(machine, packageUuid);
        lab.sandbox().awaitHeld(held, PATIENCE);
        assertThat(act(machine, "stop")).isEqualTo("VM " + machine + " is stopping");
        assertThat(state(machine)).isEqualTo("launching");
        lab.killService();
        lab.sandbox().releaseAll(Outcome.DROP);
        lab.startService();

        assertThat(lab.awaitEnd(ordered.path("txid").asText()).path("is_error").asBoolean())
                .isFalse();
        awaitState(machine, "off");
        delete(machine);
    }

    @Test
    void stopsOnceMoreAfterAKillWhileTheCloudIsTold() throws Exception {
        String machine = runs();
        String held = lab.sandbox().order(Trigger.ec2("StopInstances"), Fault.hold(When.BEFORE));
        act(machine, "stop");
        lab.sandbox().awaitHeld(held, PATIENCE);
        lab.killService();
        lab.sandbox().releaseAll(Outcome.DROP);
        lab.startService();

        awaitState(machine, "off");
        delete(machine);
    }

    @Test
    void stopsAndStartsWhileTheCloudIsAway() throws Exception {
        String machine = runs();
        lab.sandbox().order(Trigger.ec2(null).always(), Fault.error(503, "ServiceUnavailable", "away"));
        assertThat(act(machine, "stop")).isEqualTo("VM " + machine + " is stopping");
        assertThat(state(machine)).as("the answer does not wait for the cloud").isEqualTo("stopping");
        assertThat(act(machine, "start")).isEqualTo("VM " + machine + " is starting");
        lab.sandbox().withdrawAll();

        lab.await(
                "it was stopped and started",
                () -> !lab.sandbox().calls("StartInstances").isEmpty());
        awaitState(machine, "running");
        delete(machine);
    }

    @Test
    void deletesAMachineThatIsStoppingAndOneThatIsOff() throws Exception {
        lab.sandbox().set("stopDelay", Duration.ofSeconds(20));
        String stopping = runs();
        act(stopping, "stop");
        delete(stopping);
        lab.sandbox().set("stopDelay", Duration.ofMillis(100));
        String off = runs();
        act(off, "stop");
        awaitState(off, "off");
        delete(off);
    }

    @Test
    void answersForAMachineThatIsNotThere() throws Exception {
        assertThat(lab.marketplace().act(UUID.randomUUID().toString(), "stop")).isEmpty();
    }

    private String runs() throws IOException, InterruptedException {
        String machine = UUID.randomUUID().toString();
        JsonNode answer = lab.marketplace().order(machine, packageUuid);
        assertThat(lab.awaitEnd(answer.path("txid").asText()).path("is_error").asBoolean())
                .isFalse();
        return machine;
    }

    private String act(String machine, String action) throws IOException, InterruptedException {
        JsonNode answer = lab.marketplace().act(machine, action).orElseThrow();
        assertThat(answer.path("errno").asInt()).as(answer.toString()).isZero();
        return answer.path("message").asText();
    }

    private String state(String machine) throws IOException, InterruptedException {
        return lab.marketplace().state(machine);
    }

    private void awaitState(String machine, String state) throws IOException, InterruptedException {
        lab.await(machine + " is " + state, () -> {
            try {
                return state(machine).equals(state);
            } catch (IOException | InterruptedException e) {
                throw new AssertionError(e);
            }
        });
    }

    private InstanceTruth instance(String machine) throws IOException, InterruptedException {
        String id = lab.marketplace()
                .get("vm/" + machine)
                .orElseThrow()
                .path("vm")
                .path("nova_id")
                .asText();
        return lab.instances().stream()
                .filter(one -> one.id().equals(id))
                .findFirst()
                .orElseThrow();
    }

    private void delete(String machine) throws IOException, InterruptedException {
        assertThat(lab.marketplace().delete("vm/" + machine)).isPresent();
        assertThat(lab.marketplace().delete("vm/" + machine))
                .as("the second time")
                .isEmpty();
        lab.await("no instance is left", () -> lab.instances().isEmpty());
    }
}

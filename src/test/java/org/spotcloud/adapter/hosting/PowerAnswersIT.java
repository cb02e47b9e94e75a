package org.spotcloud.adapter.hosting;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.spotcloud.adapter.catalog.HardwareTemplates;
import org.spotcloud.adapter.catalog.InstanceType;
import org.spotcloud.adapter.machines.CloudInstance;
import org.spotcloud.adapter.machines.InstanceState;
import org.spotcloud.adapter.machines.LaunchId;
import org.spotcloud.adapter.machines.Launches;
import org.spotcloud.adapter.machines.Machines;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.test.web.server.LocalServerPort;
import org.springframework.jdbc.core.simple.JdbcClient;

/** What a machine's owner is told about its power, in each of its states. */
@OnTheWire
class PowerAnswersIT {
    private static final String PACKAGE = "0f9d3b8a-7f0c-11e0-9b4a-001b63b5a5e2";
    private static final String MACHINE = "6A7C0F0E-51d2-4f0b-9c58-0c2f4b0f9d11";
    private static final String PATH = "/rest/hosting/vm/" + MACHINE;

    @LocalServerPort
    private int port;

    @Autowired
    private HardwareTemplates templates;

    @Autowired
    private Machines machines;

    @Autowired
    private Launches launches;

    @Autowired
    private RecordedProvisioning provisioning;

    @Autowired
    private JdbcClient jdbc;

    private Wire wire;

    @BeforeEach
    void orderAMachine() {
        wire = new Wire(port);
        jdbc.sql("DELETE FROM machine").update();
        provisioning.powered.clear();
        templates.sync(List.of(new InstanceType("m1.small", 1, 2048, 20)));
        UUID hardware = templates.offered().get(1).id();
        wire.form(
                "PUT",
                "/rest/hosting/vm",
                Map.of("name", MACHINE, "package", PACKAGE, "hardware", hardware.toString()));
    }

    @AfterEach
    void cloudsStop() {
        provisioning.stops = true;
    }

    @ParameterizedTest
    @CsvSource({"stop, stopping", "start, starting", "reboot, rebooting"})
    void answersInTheProtocolsWords(String action, String underWay) {
        is(InstanceState.RUNNING);
        says("VM " + MACHINE + " is " + underWay, action);
    }

    @Test
    void aStopIsSeenFromItsAnswerOn() {
        is(InstanceState.RUNNING);
        act("stop");
        assertThat(state()).isEqualTo("stopping");
        is(InstanceState.RUNNING);
        assertThat(state()).as("the cloud is still at it").isEqualTo("stopping");
        is(InstanceState.STOPPED);
        assertThat(state()).isEqualTo("off");
    }

    @Test
    void aStopBeforeTheMachineRunsIsKept() {
        assertThat(state()).isEqualTo("scheduling");
        says("VM " + MACHINE + " is stopping", "stop");
        assertThat(state()).isEqualTo("scheduling");
        assertThat(provisioning.powered).isEmpty();
        launches.fulfilled(launch());
        assertThat(state()).isEqualTo("stopping");
    }

    @Test
    void aStopWhenOffAndAStartWhenRunningSucceed() {
        is(InstanceState.RUNNING);
        says("VM " + MACHINE + " is starting", "start");
        is(InstanceState.STOPPED);
        says("VM " + MACHINE + " is stopping", "stop");
        assertThat(state()).isEqualTo("off");
    }

    @ParameterizedTest
    @ValueSource(strings = {"SCHEDULING", "RUNNING", "OFF"})
    void aCloudThatCannotStopNeverAcceptsAStop(String state) {
        provisioning.stops = false;
        jdbc.sql("UPDATE machine SET state = ?").param(state).update();
        refuses("VM " + MACHINE + " cannot be stopped on this cloud", "stop");
        assertThat(provisioning.powered).isEmpty();
    }

    @ParameterizedTest
    @CsvSource({"stop, stopped", "start, started", "reboot, rebooted"})
    void nothingIsDoneToAMachineInError(String action, String done) {
        is(InstanceState.ERROR);
        refuses("VM " + MACHINE + " cannot be " + done + ": its state is error", action);
    }

    @Test
    void aMachineThatIsOffIsNotRebooted() {
        is(InstanceState.STOPPED);
        refuses("VM " + MACHINE + " cannot be rebooted: its state is off", "reboot");
    }

    @ParameterizedTest
    @ValueSource(strings = {"pause", "resume", "save", "STOP", "stop ", ""})
    void otherActionsAreNotSupported(String action) {
        refuses("This action is not supported", action);
    }

    @ParameterizedTest
    @ValueSource(strings = {"stop", "start", "reboot"})
    void aMachineThatIsDeletedIsUnknown(String action) {
        wire.delete(PATH);
        Wire.Reply reply = act(action);
        assertThat(reply.status()).isEqualTo(404);
        assertThat(reply.errno()).isEqualTo(404);
    }

    private LaunchId launch() {
        return machines.findLive(MACHINE).orElseThrow().launchId();
    }

    /** The cloud says so of the machine's instance. */
    private void is(InstanceState state) {
        jdbc.sql("UPDATE machine SET instance_id = 'i-1'").update();
        launches.observed(
                launch(),
                new CloudInstance(
                        "i-1",
                        state,
                        Optional.empty(),
                        Optional.empty(),
                        Optional.empty(),
                        Instant.EPOCH,
                        Optional.empty()));
    }

    private String state() {
        return wire.get(PATH).json().path("vm").path("state").asText();
    }

    private Wire.Reply act(String action) {
        return wire.form("POST", PATH, Map.of("action", action));
    }

    private void says(String message, String action) {
        Wire.Reply reply = act(action);
        assertThat(reply.errno()).isZero();
        assertThat(reply.message()).isEqualTo(message);
    }

    private void refuses(String message, String action) {
        Wire.Reply reply = act(action);
        assertThat(reply.status()).isEqualTo(200);
        assertThat(reply.errno()).isEqualTo(1);
        assertThat(reply.message()).isEqualTo(message);
    }
}

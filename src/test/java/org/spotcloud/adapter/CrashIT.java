package org.spotcloud.adapter;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.UUID;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.spotcloud.lab.Lab;
import org.spotcloud.sandbox.ec2.ImageTruth;
import org.spotcloud.sandbox.ec2.InstanceTruth;
import org.spotcloud.sandbox.faults.Fault;
import org.spotcloud.sandbox.faults.Fault.When;
import org.spotcloud.sandbox.faults.HeldCall;
import org.spotcloud.sandbox.faults.Outcome;
import org.spotcloud.sandbox.faults.Trigger;

/** Kills the service where the sandbox holds it, starts it again, and looks at what the cloud, the store and the disk have. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class CrashIT {
    private static final Duration PATIENCE = Duration.ofSeconds(60);

    private Lab lab;
    private String packageUuid;
    private String machine;

    @BeforeAll
    void startLab(@TempDir Path dir) throws IOException, InterruptedException {
        lab = Lab.start(dir);
        lab.startService();
    }

    @AfterAll
    void endLab() {
        lab.close();
    }

    @BeforeEach
    void shelveAPackage() throws IOException {
        packageUuid = lab.shelve(Lab.SAMPLE);
        machine = UUID.randomUUID().toString();
    }

    @AfterEach
    void endFaults() {
        lab.sandbox().reset();
    }

    @AfterEach
    void keepsSecretsOutOfTheLog() throws IOException {
        assertThat(lab.secretsInLog()).isEmpty();
    }

    static Stream<Arguments> points() throws IOException {
        return Stream.of(
                Arguments.of(
                        "half of the download",
                        Trigger.packages(null),
                        Fault.holdAfterBytes(Files.size(Lab.SAMPLE) / 2)),
                Arguments.of(
                        "half of the image's upload",
                        Trigger.s3("PUT", ".*-machine-.*part.*"),
                        Fault.holdAfterBytes(8192)),
                Arguments.of("kernel registered, answer withheld", registering("kernel"), Fault.hold(When.AFTER)),
                Arguments.of("ramdisk registered, answer withheld", registering("ramdisk"), Fault.hold(When.AFTER)),
                Arguments.of("image registered, answer withheld", registering("machine"), Fault.hold(When.AFTER)),
                Arguments.of("instance run, answer withheld", Trigger.ec2("RunInstances"), Fault.hold(When.AFTER)),
                Arguments.of("instance about to be run", Trigger.ec2("RunInstances"), Fault.hold(When.BEFORE)));
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("points")
    void endsAsOneRunningMachineAfterAKill(String point, Trigger trigger, Fault fault) throws Exception {
        String held = lab.sandbox().order(trigger, fault);
        String transaction = order();
        lab.sandbox().awaitHeld(held, PATIENCE);

        lab.killService();
        lab.sandbox().releaseAll(Outcome.DROP);
        lab.startService();

        JsonNode end = lab.awaitEnd(transaction);
        assertThat(end.path("is_error").asBoolean()).as(end.toString()).isFalse();
        assertThat(state()).isEqualTo("running");
        assertOneOfEach();
    }

    @Test
    void leavesNoInstanceWhenTheMachineIsDeletedWhileItIsRun() throws Exception {
        String held = lab.sandbox().order(Trigger.ec2("RunInstances"), Fault.hold(When.AFTER));
        order();
        HeldCall call = lab.sandbox().awaitHeld(held, PATIENCE);

        assertThat(lab.marketplace()
                        .delete("vm/" + machine)
                        .orElseThrow()
                        .path("errno")
                        .asInt())
                .isZero();
        lab.sandbox().release(call, Outcome.ANSWER);

        assertThat(lab.marketplace().get("vm/" + machine)).isEmpty();
        lab.await("no instance is left", () -> instances().isEmpty());
    }

    @Test
    void leavesNoInstanceWhenTheCloudRunsItAfterTheDelete() throws Exception {
        String held = lab.sandbox().order(Trigger.ec2("RunInstances"), Fault.hold(When.BEFORE));
        order();
        HeldCall call = lab.sandbox().awaitHeld(held, PATIENCE);

        lab.marketplace().delete("vm/" + machine);
        Thread.sleep(1500);
        lab.sandbox().release(call, Outcome.ANSWER);

        lab.await("the instance was made", () -> !ever().isEmpty());
        lab.await("no instance is left", () -> instances().isEmpty());
    }

    @Test
    void deletesAMachineThatRuns() throws Exception {
        lab.awaitEnd(order());
        assertThat(instances()).hasSize(1);

        lab.marketplace().delete("vm/" + machine);

        assertThat(lab.marketplace().get("vm/" + machine)).isEmpty();
        lab.await("no instance is left", () -> instances().isEmpty());
    }

    @Test
    void sharesOneImportAmongManyLaunches() throws Exception {
        List<String> transactions = Stream.generate(() -> UUID.randomUUID().toString())
                .limit(12)
                .map(this::ordered)
                .toList();

        for (String transaction : transactions) {
            JsonNode end = lab.awaitEnd(transaction);
            assertThat(end.path("is_error").asBoolean()).as(end.toString()).isFalse();
        }
        assertThat(lab.sandbox().images().stream().filter(this::isOurs)).hasSize(3);
        assertThat(instances()).hasSize(12);
    }

    private static Trigger registering(String type) {
        return Trigger.ec2("RegisterImage").with("Name", ".*-" + type);
    }

    private void assertOneOfEach() throws IOException, InterruptedException {
        for (String type : List.of("machine", "kernel", "ramdisk")) {
            assertThat(images(type)).as(type).hasSize(1).allMatch(image -> image.state()
                    .equals("available"));
        }
        assertThat(instances()).hasSize(1);
        assertThat(prefixes()).as("prefixes in the store").hasSize(3);
        lab.await("the workspace is clean", () -> workspaces().isEmpty());
    }

    private List<ImageTruth> images(String type) {
        return lab.images(type).stream().filter(this::isOurs).toList();
    }

    private boolean isOurs(ImageTruth image) {
        return image.name().contains(packageUuid);
    }

    /** The instances of this test's package that are not gone. */
    private List<InstanceTruth> instances() {
        return ofThisPackage(lab.instances());
    }

    /** All that were ever made. */
    private List<InstanceTruth> ever() {
        return ofThisPackage(lab.sandbox().instances());
    }

    private List<InstanceTruth> ofThisPackage(List<InstanceTruth> instances) {
        List<String> ours = lab.sandbox().images().stream()
                .filter(this::isOurs)
                .map(ImageTruth::id)
                .toList();
        return instances.stream()
                .filter(instance -> ours.contains(instance.imageId()))
                .toList();
    }

    private List<String> prefixes() {
        return lab.objects().stream()
                .filter(key -> key.contains(packageUuid))
                .map(key -> key.replaceAll("\\.(part\\..*|manifest\\.xml)$", ""))
                .distinct()
                .toList();
    }

    private List<Path> workspaces() {
        try {
            return lab.workspaces();
        } catch (IOException e) {
            throw new AssertionError(e);
        }
    }

    private String order() {
        return ordered(machine);
    }

    private String ordered(String name) {
        try {
            JsonNode answer = lab.marketplace().order(name, packageUuid);
            assertThat(answer.path("errno").asInt()).as(answer.toString()).isZero();
            return answer.path("txid").asText();
        } catch (IOException | InterruptedException e) {
            throw new AssertionError(e);
        }
    }

    private String state() throws IOException, InterruptedException {
        return lab.marketplace()
                .get("vm/" + machine)
                .orElseThrow()
                .path("vm")
                .path("state")
                .asText();
    }
}

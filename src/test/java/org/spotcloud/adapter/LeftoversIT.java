package org.spotcloud.adapter;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.stream.Stream;
import org.camunda.bpm.engine.RuntimeService;
import org.camunda.bpm.engine.runtime.Incident;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.spotcloud.adapter.catalog.Belonging.Kind;
import org.spotcloud.adapter.catalog.Finding;
import org.spotcloud.adapter.catalog.Finding.State;
import org.spotcloud.adapter.catalog.Findings;
import org.spotcloud.adapter.catalog.HardwareTemplates;
import org.spotcloud.adapter.catalog.PackageId;
import org.spotcloud.adapter.catalog.ReconcileRuns;
import org.spotcloud.adapter.catalog.Reconciliation;
import org.spotcloud.adapter.cloud.CloudClients;
import org.spotcloud.adapter.imports.NodeId;
import org.spotcloud.adapter.machines.Machine;
import org.spotcloud.adapter.machines.MachineState;
import org.spotcloud.adapter.machines.Machines;
import org.spotcloud.adapter.machines.MissingMachines;
import org.spotcloud.adapter.machines.Order;
import org.spotcloud.adapter.machines.OrderAnswer.Accepted;
import org.spotcloud.adapter.machines.Orders;
import org.spotcloud.adapter.provisioning.MovedClock;
import org.spotcloud.adapter.settings.Installation;
import org.spotcloud.lab.Browser;
import org.spotcloud.lab.Lab;
import org.spotcloud.sandbox.Sandbox;
import org.spotcloud.sandbox.SandboxClient;
import org.spotcloud.sandbox.SandboxOptions;
import org.spotcloud.sandbox.ec2.ImageTruth;
import org.spotcloud.sandbox.ec2.InstanceTruth;
import org.spotcloud.sandbox.faults.Fault;
import org.spotcloud.sandbox.faults.Fault.When;
import org.spotcloud.sandbox.faults.Outcome;
import org.spotcloud.sandbox.faults.Trigger;
import org.spotcloud.sandbox.s3.ObjectStore.StoredObject;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.test.context.SpringBootTest;
import org.springframework.boot.test.context.TestConfiguration;
import org.springframework.boot.test.web.server.LocalServerPort;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Primary;
import org.springframework.test.annotation.DirtiesContext;
import org.springframework.test.context.DynamicPropertyRegistry;
import org.springframework.test.context.DynamicPropertySource;
import software.amazon.awssdk.core.sync.RequestBody;
import software.amazon.awssdk.services.ec2.model.RunInstancesRequest;

/**
 * The service beside a sandbox that other installations and the operator use too: what is ours and nobody's is found and
 * removed, what is in use or not ours is neither; machines whose instance vanishes are shown as missing.
 */
@DirtiesContext
@SpringBootTest(
        classes = {Service.class, LeftoversIT.Context.class},
        webEnvironment = SpringBootTest.WebEnvironment.RANDOM_PORT,
        properties = {
            "spring.datasource.url=jdbc:h2:mem:leftovers;DB_CLOSE_DELAY=-1;LOCK_TIMEOUT=10000",
            "spotcloud.admin.user=admin",
            "spotcloud.admin.password=s3cret",
            "spotcloud.cloud.watch=500ms",
            "spotcloud.cloud.instance-types[0].name=m1.small",
            "spotcloud.cloud.instance-types[0].vcpus=1",
            "spotcloud.cloud.instance-types[0].memory=2GB",
            "spotcloud.cloud.instance-types[0].disk=20GB",
            "spotcloud.reconcile.every=0"
        })
class LeftoversIT {
    private static final Duration SOON = Duration.ofSeconds(60);
    private static final Duration GRACE = Duration.ofHours(1);
    private static final String FOREIGN = "deadbeef";

    @TempDir
    static Path dir;

    private static Sandbox sandbox;

    @Autowired
    Reconciliation reconciliation;

    @Autowired
    ReconcileRuns runs;

    @Autowired
    Findings findings;

    @Autowired
    MissingMachines missing;

    @Autowired
    Orders orders;

    @Autowired
    Machines machines;

    @Autowired
    HardwareTemplates hardware;

    @Autowired
    CloudClients clients;

    @Autowired
    Installation installation;

    @Autowired
    NodeId node;

    @Autowired
    RuntimeService runtime;

    @Autowired
    MovedClock clock;

    @LocalServerPort
    int port;

    private final SandboxClient cloud = sandbox.client();

    @TestConfiguration(proxyBeanMethods = false)
    static class Context {
        @Bean
        @Primary
        MovedClock movedClock() {
            return new MovedClock(Clock.systemUTC().instant());
        }
    }

    @DynamicPropertySource
    static void settings(DynamicPropertyRegistry registry) {
        registry.add("spotcloud.cloud.endpoint", () -> sandbox.addresses().ec2());
        registry.add("spotcloud.cloud.s3-endpoint", () -> sandbox.addresses().s3());
        registry.add("spotcloud.cloud.access-key", () -> sandbox.addresses().accessKey());
        registry.add("spotcloud.cloud.secret-key", () -> sandbox.addresses().secretKey());
        registry.add("spotcloud.publish.bucket", () -> sandbox.addresses().bucket());
        registry.add(
                "spotcloud.publish.cloud-certificate", () -> sandbox.addresses().cloudCertificate());
        registry.add(
                "spotcloud.packages.url-template", () -> sandbox.addresses().packages());
        registry.add("spotcloud.workspace.dir", () -> dir.resolve("workspace").toString());
        registry.add(
                "spotcloud.secrets.key-file", () -> dir.resolve("secret.key").toString());
    }

    @BeforeAll
    static void startSandbox() throws IOException {
        sandbox = Sandbox.start(SandboxOptions.defaults());
    }

    @AfterAll
    static void stopSandbox() throws IOException {
        sandbox.close();
    }

    @BeforeEach
    void hardwareIsOffered() {
        await().atMost(SOON).until(() -> !hardware.offered().isEmpty());
    }

    @AfterEach
    void endFaults() {
        cloud.reset();
    }

    @Test
    void findsAndRemovesWhatBelongsToNobodyAndNothingElse() throws Exception {
        Machine machine = runningMachine();
        String held = startedImport();
        Things ours = new Things(installation.id());
        ours.leave(machine);
        new Things(FOREIGN).leave(machine);
        operatorsOwn(machine);
        Path folder =
                Files.createDirectories(workspaces().resolve(UUID.randomUUID().toString()));
        Files.writeString(folder.resolve("package.part"), "left");

        run(reconciliation.start());
        assertThat(findings.all()).as("all is younger than the grace time").isEmpty();

        clock.move(GRACE.multipliedBy(2));
        UUID seen = run(reconciliation.start());
        assertThat(findings.all())
                .extracting(Finding::kind, Finding::name)
                .containsExactlyInAnyOrder(
                        tuple(Kind.INSTANCE, ours.token),
                        tuple(Kind.IMAGE, ours.imageName),
                        tuple(Kind.OBJECT, ours.prefix),
                        tuple(Kind.WORKSPACE, folder.getFileName().toString()));
        Truth before = truth();
        assertThat(before.instances).contains(ours.instance);

        Browser browser = new Browser(port);
        browser.login("admin", "s3cret");
        assertThat(browser.get("/").body()).contains(ours.imageName, ours.prefix, "Remove what was found");

        Things later = new Things(installation.id());
        later.leave(machine);
        browser.submit("/", "/leftovers/remove", "run=" + seen);
        await().atMost(SOON).until(() -> runs.running().isEmpty());

        Truth after = truth();
        assertThat(after.instances)
                .containsExactlyInAnyOrderElementsOf(without(before.instances, ours.instance, later.instance));
        assertThat(after.images).containsExactlyInAnyOrderElementsOf(without(before.images, ours.image, later.image));
        assertThat(after.objects)
                .containsExactlyInAnyOrderElementsOf(
                        without(before.objects, ours.prefix + ".part.00", later.prefix + ".part.00"));
        try (Stream<Path> folders = Files.list(workspaces())) {
            assertThat(folders.map(path -> path.getFileName().toString())).containsExactly(held);
        }
        assertThat(findings.all())
                .filteredOn(finding -> finding.state() == State.REMOVED)
                .hasSize(4);
        assertThat(findings.all())
                .filteredOn(finding -> finding.state() == State.FOUND)
                .as("what the operator has not seen is kept")
                .extracting(Finding::name)
                .contains(later.token, later.prefix)
                .doesNotContain(ours.token, ours.prefix);
    }

    @Test
    void runsOneReconciliationAtATime() throws Exception {
        String fault = cloud.order(Trigger.ec2("DescribeImages"), Fault.hold(When.BEFORE));
        Optional<UUID> first = reconciliation.start();
        cloud.awaitHeld(fault, SOON);

        assertThat(reconciliation.start()).isEmpty();
        Browser browser = new Browser(port);
        browser.login("admin", "s3cret");
        assertThat(browser.get("/").body()).contains("are being compared", "Look again");
        assertThat(reconciliation.remove(first.orElseThrow())).isEmpty();

        cloud.withdraw(fault);
        cloud.releaseAll(Outcome.ANSWER);
        run(first);
        assertThat(run(reconciliation.start())).isNotEqualTo(first.orElseThrow());
    }

    @Test
    void startsAnotherOneAfterARunWasCancelled() {
        String fault = cloud.order(Trigger.ec2("DescribeImages"), Fault.hold(When.BEFORE));
        UUID first = reconciliation.start().orElseThrow();
        cloud.awaitHeld(fault, SOON);
        runtime.deleteProcessInstance(runs.running().orElseThrow().processId(), "cancelled in Cockpit");
        cloud.reset();

        assertThat(run(reconciliation.start())).isNotEqualTo(first);
    }

    @Test
    void showsMissingMachinesAndRaisesOneIncidentForMany() throws Exception {
        Machine one = runningMachine();
        Machine other = runningMachine();
        String instance = one.instanceId().orElseThrow();
        Browser browser = new Browser(port);
        browser.login("admin", "s3cret");
        assertThat(browser.get("/").body()).doesNotContain("Missing machines");

        cloud.instanceState(instance, "vanish");
        await().atMost(SOON).until(() -> missing.all().size() == 1);

        assertThat(browser.get("/").body()).contains("Missing machines", one.machineId(), instance);
        assertThat(machines.findLive(one.machineId()).orElseThrow().state()).isEqualTo(MachineState.RUNNING);

        cloud.instanceState(other.instanceId().orElseThrow(), "vanish");
        await().atMost(SOON).until(() -> incidents().size() == 1);
        Thread.sleep(1500);
        assertThat(incidents()).singleElement().satisfies(incident -> assertThat(incident.getIncidentMessage())
                .contains("2 of ", "machines went missing from the cloud together"));
        assertThat(browser.get("/").body()).contains("They are gone for good");

        cloud.instanceState(instance, "running");
        await().atMost(SOON).until(() -> missing.all().size() == 1);
        assertThat(incidents()).as("the other one is held").hasSize(1);
        cloud.instanceState(other.instanceId().orElseThrow(), "running");
        await().atMost(SOON).until(() -> incidents().isEmpty() && waits() == 0);

        cloud.instanceState(instance, "vanish");
        cloud.instanceState(other.instanceId().orElseThrow(), "vanish");
        await().atMost(SOON).until(() -> incidents().size() == 1);
        browser.submit(
                "/",
                "/missing/gone",
                String.join(
                        "&",
                        missing.all().stream()
                                .map(gone -> "launch=" + gone.launch())
                                .toList()));
        await().atMost(SOON).until(() -> incidents().isEmpty() && waits() == 0);
        assertThat(machines.findLive(one.machineId()))
                .as("not before the time is over")
                .isPresent();
        cloud.instanceState(instance, "running");
        cloud.instanceState(other.instanceId().orElseThrow(), "running");
        await().atMost(SOON).until(() -> missing.all().isEmpty());
    }

    /** What another run of the same installation would have left: nothing of it is in the database. */
    private final class Things {
        private final String mark;
        private final UUID packageId = UUID.randomUUID();
        private final String token;
        private final String imageName;
        private final String prefix;
        private String instance;
        private String image;

        Things(String mark) {
            this.mark = mark;
            token = "sc" + mark + "-" + UUID.randomUUID();
            imageName = "sc-" + mark + "-" + packageId + "-x86_64-g1-machine";
            prefix = imageName + "-0123456789abcdef";
        }

        void leave(Machine like) {
            instance = instance(imageOf(like).id(), token, "spotcloud-" + mark);
            image = register(imageName, like);
            store(prefix + ".part.00");
        }
    }

    private void operatorsOwn(Machine like) {
        String image = imageOf(like).id();
        instance(image, null, "default");
        instance(image, "my-own-token", "spotcloud-" + installation.id());
        register("sc-image-of-the-operator", like);
        register("sc-" + installation.id() + "-image-of-the-operator", like);
        store("backup/sc-" + installation.id() + ".part.00");
        store("sc-" + installation.id() + "-notes.txt");
    }

    private String instance(String image, String token, String group) {
        try {
            clients.ec2()
                    .createSecurityGroup(request -> request.groupName(group).description("of a test"));
        } catch (software.amazon.awssdk.services.ec2.model.Ec2Exception stands) {
            // made before: by the service, or by this test
        }
        RunInstancesRequest.Builder run = RunInstancesRequest.builder()
                .imageId(image)
                .instanceType("m1.small")
                .minCount(1)
                .maxCount(1)
                .securityGroups(group);
        // the SDK makes up a token where none is given
        run.clientToken(token == null ? "operator-" + UUID.randomUUID() : token);
        return clients.ec2().runInstances(run.build()).instances().get(0).instanceId();
    }

    private String register(String name, Machine like) {
        String location = imageOf(like).location();
        return clients.ec2()
                .registerImage(request -> request.name(name).imageLocation(location))
                .imageId();
    }

    private void store(String key) {
        clients.s3()
                .putObject(
                        request -> request.bucket(sandbox.addresses().bucket()).key(key), RequestBody.fromString("x"));
    }

    private ImageTruth imageOf(Machine machine) {
        String id = cloud.instances().stream()
                .filter(instance -> instance.id().equals(machine.instanceId().orElseThrow()))
                .map(InstanceTruth::imageId)
                .findFirst()
                .orElseThrow();
        return cloud.images().stream()
                .filter(image -> image.id().equals(id))
                .findFirst()
                .orElseThrow();
    }

    private record Truth(List<String> instances, List<String> images, List<String> objects) {}

    private Truth truth() {
        return new Truth(
                cloud.instances().stream()
                        .filter(instance ->
                                !List.of("gone", "terminated", "shutting-down").contains(instance.state()))
                        .map(InstanceTruth::id)
                        .toList(),
                cloud.images().stream()
                        .filter(image -> !image.deregistered())
                        .map(ImageTruth::id)
                        .toList(),
                cloud.objects(sandbox.addresses().bucket()).stream()
                        .map(StoredObject::key)
                        .toList());
    }

    /** Without the first, and with the second. */
    private static List<String> without(List<String> all, String gone, String added) {
        List<String> rest = new ArrayList<>(all);
        assertThat(rest.remove(gone)).isTrue();
        rest.add(added);
        return rest;
    }

    private UUID run(Optional<UUID> started) {
        UUID run = started.orElseThrow();
        await().atMost(SOON).until(() -> runs.running().isEmpty());
        return run;
    }

    private List<Incident> incidents() {
        return runtime.createIncidentQuery()
                .processDefinitionKeyIn("missing-machines")
                .list();
    }

    private long waits() {
        return runtime.createProcessInstanceQuery()
                .processDefinitionKey("missing-machines")
                .count();
    }

    private Path workspaces() {
        return dir.resolve("workspace")
                .resolve(installation.id())
                .resolve(node.id())
                .resolve("imports");
    }

    private Machine runningMachine() {
        Machine ordered = order();
        await().atMost(SOON)
                .until(() -> machines.find(ordered.launchId()).orElseThrow().state() == MachineState.RUNNING);
        return machines.find(ordered.launchId()).orElseThrow();
    }

    /** An import that is held in the middle of its download; returns its id. */
    private String startedImport() {
        await().atMost(SOON).until(() -> folders().isEmpty());
        String fault = cloud.order(Trigger.packages(null), Fault.holdAfterBytes(1024));
        order();
        cloud.awaitHeld(fault, SOON);
        return folders().get(0);
    }

    private List<String> folders() {
        if (!Files.isDirectory(workspaces())) {
            return List.of();
        }
        try (Stream<Path> folders = Files.list(workspaces())) {
            return folders.map(folder -> folder.getFileName().toString()).toList();
        } catch (IOException e) {
            throw new AssertionError(e);
        }
    }

    private Machine order() {
        PackageId packageId = new PackageId(UUID.randomUUID());
        cloud.putPackage(packageId.toString(), Lab.SAMPLE);
        UUID small = hardware.offered().stream()
                .filter(template -> template.name().equals("m1.small.x86_64"))
                .findFirst()
                .orElseThrow()
                .id();
        Accepted accepted = (Accepted) orders.place(new Order(UUID.randomUUID().toString(), packageId, small));
        return machines.findLive(accepted.machineId()).orElseThrow();
    }
}

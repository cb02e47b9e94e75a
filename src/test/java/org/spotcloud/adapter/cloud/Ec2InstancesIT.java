package org.spotcloud.adapter.cloud;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.spotcloud.adapter.catalog.Fault;
import org.spotcloud.adapter.catalog.Publication;
import org.spotcloud.adapter.catalog.RegisteredImages.State;
import org.spotcloud.adapter.catalog.TransferProgress;
import org.spotcloud.adapter.cloud.publishing.Publishers;
import org.spotcloud.adapter.machines.CloudInstance;
import org.spotcloud.adapter.machines.InstanceState;
import org.spotcloud.adapter.machines.LaunchId;
import org.spotcloud.adapter.machines.RunRequest;
import org.spotcloud.adapter.settings.CloudKind;
import org.spotcloud.sandbox.Sandbox;
import org.spotcloud.sandbox.SandboxClient;
import org.spotcloud.sandbox.SandboxOptions;
import org.spotcloud.sandbox.bundle.SampleImages;
import org.spotcloud.sandbox.ec2.InstanceTruth;
import org.spotcloud.sandbox.faults.Fault.When;
import org.spotcloud.sandbox.faults.Trigger;

/** Instances on the sandbox, which is as strict as OpenStack's EC2 service: an unknown parameter is HTTP 500. */
class Ec2InstancesIT {
    private static final Duration SOON = Duration.ofSeconds(10);

    @TempDir
    static Path folder;

    private static Sandbox sandbox;
    private static SandboxClient cloud;
    private static CloudClients clients;
    private static Ec2Instances instances;
    private static String image;

    @BeforeAll
    static void start() throws IOException {
        sandbox = Sandbox.start(SandboxOptions.defaults());
        cloud = sandbox.client();
        Clouds clouds = Clouds.of(sandbox.addresses(), Duration.ofSeconds(5));
        clients = clouds.clients();
        instances = clouds.instances(clients);
        Path disk = Files.write(folder.resolve("disk.qcow2"), SampleImages.qcow2());
        try (Publishers publishers = new Publishers(folder, sandbox.addresses())) {
            image = publishers
                    .publisher()
                    .publish(publishers.publication(Publication.Kind.MACHINE, disk), TransferProgress.NONE);
        }
        cloud.awaitImage(image, SOON);
    }

    @AfterAll
    static void stop() throws IOException {
        clients.close();
        sandbox.close();
    }

    @AfterEach
    void reset() {
        cloud.reset();
    }

    @Test
    void runsTagsDescribesAndTerminates() {
        LaunchId launch = new LaunchId(UUID.randomUUID());
        String token = "sc" + Clouds.INSTALLATION + "-" + launch;

        CloudInstance made = instances.run(new RunRequest(token, image, "m1.small"));
        instances.tag(made.id(), launch);
        await().atMost(SOON).until(() -> stateOf(made.id()) == InstanceState.RUNNING);

        InstanceTruth truth = truth(made.id());
        assertThat(truth.token()).isEqualTo(token);
        assertThat(truth.groups()).containsExactlyInAnyOrder("default", "spotcloud-0a1b2c3d");
        assertThat(truth.tags()).containsEntry("spotcloud:launch", launch.toString());
        assertThat(instances.findByToken(token)).extracting(CloudInstance::id).containsExactly(made.id());
        assertThat(marked()).contains(made.id());

        instances.terminate(made.id());
        await().atMost(SOON).until(() -> instances.describe(List.of(made.id())).stream()
                .allMatch(instance -> instance.state().isEnding()));
        instances.terminate(made.id());
        assertThat(instances.findByToken(token)).isEmpty();
    }

    @Test
    void findsByItsTokenWhatWasMadeThoughTheAnswerWasLost() {
        String token = token();
        cloud.order(Trigger.ec2("RunInstances"), org.spotcloud.sandbox.faults.Fault.drop(When.AFTER));

        assertThatExceptionOfType(Fault.class)
                .isThrownBy(() -> instances.run(new RunRequest(token, image, "m1.small")))
                .matches(fault -> fault.kind() == Fault.Kind.TRY_AGAIN);

        await().atMost(SOON).until(() -> instances.findByToken(token).size() == 1);
        assertThat(cloud.createdByToken()).containsEntry(token, 1);
    }

    @Test
    void describesTheOthersWhenOneHasVanished() {
        CloudInstance stays = instances.run(new RunRequest(token(), image, "m1.small"));
        CloudInstance goes = instances.run(new RunRequest(token(), image, "m1.small"));
        cloud.instanceState(goes.id(), "vanish");

        assertThat(instances.describe(List.of(goes.id(), stays.id())))
                .extracting(CloudInstance::id)
                .containsExactly(stays.id());
        assertThat(instances.describe(List.of(goes.id()))).isEmpty();
    }

    @Test
    void readsAFailedBuildByItsName() {
        CloudInstance made = instances.run(new RunRequest(token(), image, "m1.small"));
        cloud.instanceState(made.id(), "error");

        assertThat(stateOf(made.id())).isEqualTo(InstanceState.ERROR);
    }

    @Test
    void tellsARunThatIsRefusedFromAnImageThatIsGone() {
        assertThatExceptionOfType(Fault.class)
                .isThrownBy(() -> instances.run(new RunRequest(token(), "ami-00000000", "m1.small")))
                .matches(fault -> fault.code().equals("image-gone"));
        assertThatExceptionOfType(Fault.class)
                .isThrownBy(() -> instances.run(new RunRequest(token(), image, "no.such.flavor")))
                .matches(fault -> fault.code().equals("launch-refused"));
    }

    @Test
    void readsWhereImagesStand() {
        Ec2RegisteredImages images =
                new Ec2RegisteredImages(clients, new CloudFaults(CloudTraits.of(CloudKind.OPENSTACK_EC2)));

        assertThat(images.states(List.of(image, "ami-00000000")))
                .containsOnlyKeys(image)
                .containsValue(State.AVAILABLE);
    }

    private static String token() {
        return "sc" + Clouds.INSTALLATION + "-" + UUID.randomUUID();
    }

    private static InstanceState stateOf(String id) {
        return instances.describe(List.of(id)).get(0).state();
    }

    private static List<String> marked() {
        List<String> ids = new ArrayList<>();
        instances.forEachPage(page -> page.forEach(instance -> ids.add(instance.id())));
        return ids;
    }

    private static InstanceTruth truth(String id) {
        return cloud.instances().stream()
                .filter(instance -> instance.id().equals(id))
                .findFirst()
                .orElseThrow();
    }
}

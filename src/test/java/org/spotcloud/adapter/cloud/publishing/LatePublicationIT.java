package org.spotcloud.adapter.cloud.publishing;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.spotcloud.adapter.catalog.Claim;
import org.spotcloud.adapter.catalog.Fault;
import org.spotcloud.adapter.catalog.Publication;
import org.spotcloud.adapter.catalog.Publication.Kind;
import org.spotcloud.adapter.catalog.TransferProgress;
import org.spotcloud.sandbox.Sandbox;
import org.spotcloud.sandbox.SandboxClient;
import org.spotcloud.sandbox.SandboxOptions;
import org.spotcloud.sandbox.bundle.SampleImages;
import org.spotcloud.sandbox.ec2.ImageTruth;
import org.spotcloud.sandbox.faults.Fault.When;
import org.spotcloud.sandbox.faults.Outcome;
import org.spotcloud.sandbox.faults.Trigger;

/** Registrations that take effect late, and attempts that go on after another one has taken their place. */
class LatePublicationIT {
    private static final Duration SOON = Duration.ofSeconds(10);
    private static final String NO_IMAGES =
            "<DescribeImagesResponse><requestId>r</requestId><imagesSet/></DescribeImagesResponse>";

    @TempDir
    Path folder;

    private final AtomicBoolean lost = new AtomicBoolean();
    private Sandbox sandbox;
    private SandboxClient cloud;
    private Publishers bench;

    @BeforeEach
    void start() throws IOException {
        sandbox = Sandbox.start(SandboxOptions.defaults());
        cloud = sandbox.client();
        bench = new Publishers(folder, sandbox.addresses(), Duration.ofSeconds(20));
    }

    @AfterEach
    void stop() throws IOException {
        bench.close();
        sandbox.close();
    }

    @Test
    void aMachineImageThatNamesAKernelThatIsNoMoreIsTakenBack() {
        String withdrawn = publish(kernel());
        cloud.awaitImage(withdrawn, SOON);
        String broken = publish(machine(withdrawn));
        cloud.imageState(withdrawn, "failed");
        String kernel = publish(kernel());
        assertThat(kernel).isNotEqualTo(withdrawn);

        String machine = publish(machine(kernel));

        assertThat(machine).isNotEqualTo(broken);
        assertThat(standing("machine")).containsExactly(machine);
        assertThat(cloud.awaitImage(machine, SOON))
                .returns("available", ImageTruth::state)
                .returns(kernel, ImageTruth::kernelId);
        assertThat(prefixes()).hasSize(2);
    }

    @Test
    void anImageThatAppearsAfterItsAttemptWasWithdrawnIsTakenBack() throws Exception {
        String held = cloud.order(Trigger.ec2("RegisterImage"), org.spotcloud.sandbox.faults.Fault.hold(When.AFTER));
        Publication zombie = Publishers.claimed(machine(null), this::requireKept);
        CompletableFuture<String> late = CompletableFuture.supplyAsync(() -> publish(zombie));
        cloud.awaitHeld(held, SOON);
        String appeared = standing("machine").get(0);
        cloud.order(Trigger.ec2("DescribeImages"), org.spotcloud.sandbox.faults.Fault.raw(200, "text/xml", NO_IMAGES));
        bench.publisher().withdraw(Publishers.KEY, Publishers.GENERATION, Claim.UNDISPUTED);
        assertThat(standing("machine")).containsExactly(appeared);

        String id = publish(machine(null));
        lost.set(true);
        cloud.releaseAll(Outcome.ANSWER);

        assertThat(late.handle((answer, thrown) -> thrown).get(10, TimeUnit.SECONDS))
                .rootCause()
                .isInstanceOf(Fault.class);
        abandon(zombie);
        assertThat(id).isNotEqualTo(appeared);
        assertThat(standing("machine")).containsExactly(id);
        assertThat(prefixes()).hasSize(1);
    }

    @Test
    void anAttemptThatRegistersAfterAnotherWasWithdrawnAndPublishedAgainTakesItsOwnBack() throws Exception {
        String withdrawn = publish(kernel());
        String held = cloud.order(Trigger.ec2("RegisterImage"), org.spotcloud.sandbox.faults.Fault.hold(When.AFTER));
        Publication zombie = Publishers.claimed(machine(withdrawn), this::requireKept);
        CompletableFuture<String> late = CompletableFuture.supplyAsync(() -> publish(zombie));
        cloud.awaitHeld(held, SOON);
        // the list of machine images lags behind, so that the late one is not seen
        cloud.order(Trigger.ec2("DescribeImages"), org.spotcloud.sandbox.faults.Fault.raw(200, "text/xml", NO_IMAGES));
        bench.publisher().withdraw(Publishers.KEY, Publishers.GENERATION, Claim.UNDISPUTED);
        String kernel = publish(kernel());
        lost.set(true);

        cloud.releaseAll(Outcome.ANSWER);
        assertThat(late.handle((answer, thrown) -> thrown).get(10, TimeUnit.SECONDS))
                .isNotNull();
        abandon(zombie);

        assertThat(standing("machine")).isEmpty();
        assertThat(standing("kernel")).containsExactly(kernel);
        String machine = publish(machine(kernel));
        assertThat(standing("machine")).containsExactly(machine);
        assertThat(prefixes()).hasSize(2);
    }

    @Test
    void anAttemptThatGoesOnDoesNotTouchItsImageThatAnotherHasKept() throws Exception {
        String held = cloud.order(Trigger.ec2("RegisterImage"), org.spotcloud.sandbox.faults.Fault.hold(When.AFTER));
        Publication zombie = Publishers.claimed(kernel(), this::requireKept);
        CompletableFuture<String> late = CompletableFuture.supplyAsync(() -> publish(zombie));
        cloud.awaitHeld(held, SOON);
        String id = publish(kernel());
        lost.set(true);

        cloud.releaseAll(Outcome.ANSWER);
        late.handle((answer, thrown) -> thrown).get(10, TimeUnit.SECONDS);
        abandon(zombie);

        assertThat(standing("kernel")).containsExactly(id);
        assertThat(cloud.awaitImage(id, SOON)).returns("available", ImageTruth::state);
        assertThat(prefixes()).hasSize(1);
    }

    @Test
    void anAttemptThatGoesOnUploadingRegistersNothingAndLeavesNothing() throws Exception {
        String held = cloud.order(Trigger.s3("PUT", null), org.spotcloud.sandbox.faults.Fault.holdAfterBytes(1000));
        Publication zombie = Publishers.claimed(kernel(), this::requireKept);
        CompletableFuture<String> late = CompletableFuture.supplyAsync(() -> publish(zombie));
        cloud.awaitHeld(held, SOON);
        String id = publish(kernel());
        lost.set(true);

        cloud.releaseAll(Outcome.ANSWER);
        assertThat(late.handle((answer, thrown) -> thrown).get(10, TimeUnit.SECONDS))
                .rootCause()
                .isInstanceOf(Fault.class);
        assertThat(prefixes()).hasSize(2);
        abandon(zombie);

        assertThat(cloud.calls("RegisterImage")).hasSize(1);
        assertThat(standing("kernel")).containsExactly(id);
        assertThat(prefixes()).hasSize(1);
        assertThat(bench.attempts().of(Publishers.name(Kind.KERNEL))).hasSize(1);
    }

    @Test
    void anAttemptThatHasLostItsStepWithdrawsNothing() {
        String kernel = publish(kernel());
        lost.set(true);

        assertThatExceptionOfType(Fault.class)
                .isThrownBy(() -> bench.publisher().withdraw(Publishers.KEY, Publishers.GENERATION, this::requireKept))
                .matches(fault -> fault.kind() == Fault.Kind.TRY_AGAIN);

        assertThat(standing("kernel")).containsExactly(kernel);
        assertThat(prefixes()).hasSize(1);
    }

    private void requireKept() {
        if (lost.get()) {
            throw Fault.tryAgain("another attempt has this step", null);
        }
    }

    private String publish(Publication publication) {
        return bench.publisher().publish(publication, TransferProgress.NONE);
    }

    private void abandon(Publication publication) {
        bench.publisher()
                .abandon(publication.key(), publication.generation(), publication.kind(), publication.attempt());
    }

    private Publication kernel() {
        return bench.publication(Kind.KERNEL, SampleImages.kernel());
    }

    private Publication machine(String kernel) {
        return bench.publication(Kind.MACHINE, SampleImages.qcow2(), kernel, null);
    }

    private List<String> standing(String type) {
        return cloud.images().stream()
                .filter(image -> !image.deregistered() && image.type().equals(type))
                .map(ImageTruth::id)
                .toList();
    }

    private List<String> prefixes() {
        return cloud.objects(sandbox.addresses().bucket()).stream()
                .map(object -> object.key().substring(0, object.key().indexOf('.')))
                .distinct()
                .toList();
    }
}

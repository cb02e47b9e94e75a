package org.spotcloud.adapter.cloud.publishing;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.spotcloud.adapter.catalog.Claim;
import org.spotcloud.adapter.catalog.Fault;
import org.spotcloud.adapter.catalog.ImageGeneration;
import org.spotcloud.adapter.catalog.Publication.Kind;
import org.spotcloud.adapter.catalog.TransferProgress;
import org.spotcloud.sandbox.Sandbox;
import org.spotcloud.sandbox.SandboxClient;
import org.spotcloud.sandbox.SandboxOptions;
import org.spotcloud.sandbox.bundle.SampleImages;
import org.spotcloud.sandbox.ec2.ImageTruth;
import org.spotcloud.sandbox.faults.CallEntry;
import org.spotcloud.sandbox.faults.Fault.When;
import org.spotcloud.sandbox.faults.HeldCall;
import org.spotcloud.sandbox.faults.Outcome;
import org.spotcloud.sandbox.faults.Trigger;
import org.spotcloud.sandbox.s3.ObjectStore.StoredObject;

/** Publishing against the sandbox, which decodes what is registered and loses answers to order. */
class BundlePublisherIT {
    private static final Duration SOON = Duration.ofSeconds(10);
    private static final Duration TIMEOUT = Duration.ofSeconds(20);

    private static final String NO_IMAGES =
            "<DescribeImagesResponse><requestId>r</requestId><imagesSet/></DescribeImagesResponse>";

    @TempDir
    Path folder;

    private Sandbox sandbox;
    private SandboxClient cloud;
    private Publishers bench;

    @BeforeEach
    void start() throws IOException {
        sandbox = Sandbox.start(SandboxOptions.defaults());
        cloud = sandbox.client();
        bench = new Publishers(folder, sandbox.addresses(), TIMEOUT);
    }

    @AfterEach
    void stop() throws IOException {
        bench.close();
        sandbox.close();
    }

    @Test
    void publishesKernelRamdiskAndTheMachineThatNamesThem() throws Exception {
        String kernel = publish(Kind.KERNEL, SampleImages.kernel());
        String ramdisk = publish(Kind.RAMDISK, SampleImages.random(3000));
        String machine = bench.publisher()
                .publish(bench.publication(Kind.MACHINE, SampleImages.qcow2(), kernel, ramdisk), TransferProgress.NONE);

        assertThat(cloud.awaitImage(kernel, SOON))
                .returns("available", ImageTruth::state)
                .returns("kernel", ImageTruth::type)
                .returns(sha256(SampleImages.kernel()), ImageTruth::sha256);
        assertThat(cloud.awaitImage(ramdisk, SOON))
                .returns("available", ImageTruth::state)
                .returns("ramdisk", ImageTruth::type);
        assertThat(cloud.awaitImage(machine, SOON))
                .returns("available", ImageTruth::state)
                .returns("machine", ImageTruth::type)
                .returns("x86_64", ImageTruth::architecture)
                .returns(kernel, ImageTruth::kernelId)
                .returns(ramdisk, ImageTruth::ramdiskId)
                .returns(sha256(SampleImages.qcow2()), ImageTruth::sha256);
        assertThat(cloud.images())
                .extracting(ImageTruth::name)
                .containsExactlyInAnyOrder(
                        Publishers.name(Kind.KERNEL).toString(),
                        Publishers.name(Kind.RAMDISK).toString(),
                        Publishers.name(Kind.MACHINE).toString());
    }

    @Test
    void streamsALargeImageInPartsAndTellsHowFarItIs() throws Exception {
        byte[] content = SampleImages.random(25_000_000);
        List<Long> told = new ArrayList<>();

        String id = bench.publisher().publish(bench.publication(Kind.RAMDISK, content), (done, total) -> {
            assertThat(total).isEqualTo(content.length);
            told.add(done);
        });

        assertThat(cloud.awaitImage(id, SOON)).returns(sha256(content), ImageTruth::sha256);
        assertThat(told)
                .isSorted()
                .startsWith(0L)
                .endsWith((long) content.length)
                .hasSize(4);
        assertThat(objects()).hasSize(4);
    }

    @Test
    void findsWhatIsPublishedAndSendsNothingAgain() {
        String id = publish(Kind.KERNEL, SampleImages.kernel());
        cloud.forgetCalls();

        assertThat(publish(Kind.KERNEL, SampleImages.kernel())).isEqualTo(id);

        assertThat(cloud.calls()).extracting(entry -> entry.call().action()).containsExactly("DescribeImages");
    }

    @ParameterizedTest
    @EnumSource(Kind.class)
    void registersOneImageWhenTheAnswerIsLost(Kind kind) {
        cloud.order(Trigger.ec2("RegisterImage"), org.spotcloud.sandbox.faults.Fault.drop(When.AFTER));
        byte[] content = content(kind);
        assertThatExceptionOfType(Fault.class)
                .isThrownBy(() -> publish(kind, content))
                .matches(fault -> fault.kind() == Fault.Kind.TRY_AGAIN);

        String id = publish(kind, content);

        assertThat(cloud.calls("RegisterImage")).hasSize(1);
        assertThat(standing()).extracting(ImageTruth::id).containsExactly(id);
        assertThat(cloud.awaitImage(id, SOON)).returns("available", ImageTruth::state);
        assertThat(prefixes()).hasSize(1);
    }

    @Test
    void leavesOneImageWhenAnAttemptThatWasThoughtDeadRegistersAfterAll() throws Exception {
        String held = cloud.order(Trigger.ec2("RegisterImage"), org.spotcloud.sandbox.faults.Fault.hold(When.BEFORE));
        CompletableFuture<String> dead = published();
        HeldCall call = cloud.awaitHeld(held, SOON);

        String id = publish(Kind.KERNEL, SampleImages.kernel());
        cloud.release(call, Outcome.ANSWER);
        // the other attempt's objects are gone, so the cloud may refuse it; or it registers, looks and finds the older
        dead.handle((other, thrown) -> other).get(10, TimeUnit.SECONDS);
        assertThat(publish(Kind.KERNEL, SampleImages.kernel())).isEqualTo(id);

        assertThat(standing()).extracting(ImageTruth::id).containsExactly(id);
        assertThat(cloud.awaitImage(id, SOON)).returns("available", ImageTruth::state);
        assertThat(prefixes()).hasSize(1);
    }

    @Test
    void agreesOnOneImageWhenTwoRegisterAtTheSameTime() throws Exception {
        String held =
                cloud.order(Trigger.ec2("RegisterImage").times(2), org.spotcloud.sandbox.faults.Fault.hold(When.AFTER));
        CompletableFuture<String> one = published();
        cloud.awaitHeld(held, SOON);
        // the second looks before the first has registered, and registers after it
        String before = cloud.order(
                Trigger.ec2("DescribeImages").always(),
                org.spotcloud.sandbox.faults.Fault.raw(200, "text/xml", NO_IMAGES));
        CompletableFuture<String> other = published();
        await().atMost(SOON).until(() -> cloud.held().size() == 2);
        cloud.withdraw(before);
        assertThat(standing()).hasSize(2);

        cloud.releaseAll(Outcome.ANSWER);

        assertThat(one.get(10, TimeUnit.SECONDS)).isEqualTo(other.get(10, TimeUnit.SECONDS));
        assertThat(standing()).extracting(ImageTruth::id).containsExactly(one.get());
        assertThat(cloud.awaitImage(one.get(), SOON)).returns("available", ImageTruth::state);
        assertThat(prefixes()).hasSize(1);
    }

    @Test
    void storesEachAttemptUnderAPrefixOfItsOwnAndTidiesUpAfterTheLast() {
        cloud.order(
                Trigger.s3("PUT", ".*manifest.xml"),
                org.spotcloud.sandbox.faults.Fault.error(500, "InternalError", "x"));
        assertThatExceptionOfType(Fault.class).isThrownBy(() -> publish(Kind.KERNEL, SampleImages.kernel()));
        List<String> abandoned = prefixes();
        assertThat(abandoned).hasSize(1);

        publish(Kind.KERNEL, SampleImages.kernel());

        assertThat(prefixes()).hasSize(1).doesNotContainAnyElementsOf(abandoned);
        assertThat(bench.attempts().of(Publishers.name(Kind.KERNEL))).hasSize(1);
    }

    @Test
    void writesTheAttemptBeforeTheFirstPartAndNoSecretInClear() {
        cloud.order(Trigger.s3("PUT", null), org.spotcloud.sandbox.faults.Fault.drop(When.BEFORE));
        assertThatExceptionOfType(Fault.class)
                .isThrownBy(() -> publish(Kind.KERNEL, SampleImages.kernel()))
                .withMessageContaining("PutObject")
                .matches(fault -> fault.kind() == Fault.Kind.TRY_AGAIN);

        Map<String, Object> row =
                bench.jdbc().sql("SELECT * FROM publication_attempt").query().singleRow();
        String prefix = (String) row.get("key_prefix");
        byte[] key =
                bench.secrets().open((String) row.get("sealed_key"), PublicationAttempts.purpose("sealed_key", prefix));

        assertThat(objects()).isEmpty();
        assertThat(prefix).startsWith(Publishers.name(Kind.KERNEL) + "-");
        assertThat(key).hasSize(16);
        assertThat(row.toString()).doesNotContain(HexFormat.of().formatHex(key));
        assertThat(row)
                .containsEntry("compressor", "jdk-deflate")
                .containsEntry("compression_level", 1)
                .containsEntry("part_size", 10_485_760)
                .containsEntry("image_id", null);
    }

    @Test
    void storesWhatTheRowOfItsAttemptDecides() throws Exception {
        String id = publish(Kind.KERNEL, SampleImages.kernel());
        cloud.awaitImage(id, SOON);

        Map<String, Object> row =
                bench.jdbc().sql("SELECT * FROM publication_attempt").query().singleRow();

        assertThat(row).containsEntry("image_id", id);
        assertThat(objects())
                .extracting(StoredObject::key)
                .containsExactlyInAnyOrder(row.get("key_prefix") + ".part.00", row.get("key_prefix") + ".manifest.xml");
    }

    @Test
    void tidiesUpAlsoWhenTheKeyFileWasLost() throws Exception {
        publish(Kind.KERNEL, SampleImages.kernel());
        bench.jdbc()
                .sql("UPDATE publication_attempt SET sealed_key = 'v1:lost'")
                .update();

        bench.publisher().withdraw(Publishers.KEY, Publishers.GENERATION, Claim.UNDISPUTED);

        assertThat(standing()).isEmpty();
        assertThat(objects()).isEmpty();
    }

    @Test
    void replacesAnImageThatFailed() {
        String failed = publish(Kind.KERNEL, SampleImages.kernel());
        cloud.awaitImage(failed, SOON);
        cloud.imageState(failed, "failed");

        String id = publish(Kind.KERNEL, SampleImages.kernel());

        assertThat(id).isNotEqualTo(failed);
        assertThat(standing()).extracting(ImageTruth::id).containsExactly(id);
        assertThat(prefixes()).hasSize(1);
    }

    @Test
    void makesABucketThatIsMissing() {
        try (Publishers other = new Publishers(
                folder,
                sandbox.addresses(),
                TIMEOUT,
                "not-there-yet",
                sandbox.addresses().cloudCertificate())) {
            String id = other.publisher()
                    .publish(other.publication(Kind.KERNEL, SampleImages.kernel()), TransferProgress.NONE);

            assertThat(cloud.awaitImage(id, SOON)).returns("available", ImageTruth::state);
        }
    }

    @Test
    void asksTheOperatorForABucketThatItMayNotMake() {
        cloud.order(
                Trigger.s3("PUT", "[^/]+/?").always(),
                org.spotcloud.sandbox.faults.Fault.error(403, "AccessDenied", "no"));
        try (Publishers other = new Publishers(
                folder,
                sandbox.addresses(),
                TIMEOUT,
                "not-there-yet",
                sandbox.addresses().cloudCertificate())) {
            assertThatExceptionOfType(Fault.class)
                    .isThrownBy(() -> other.publisher()
                            .publish(other.publication(Kind.KERNEL, SampleImages.kernel()), TransferProgress.NONE))
                    .withMessageContaining("'not-there-yet'")
                    .withMessageContaining("spotcloud.publish.bucket")
                    .matches(fault -> fault.kind() == Fault.Kind.OPERATOR);
        }
    }

    @Test
    void asksTheOperatorForTheCloudsCertificateBeforeAnythingIsSent() {
        for (Path certificate : new Path[] {null, folder.resolve("missing.pem"), Path.of("pom.xml")}) {
            try (Publishers other = new Publishers(
                    folder, sandbox.addresses(), TIMEOUT, sandbox.addresses().bucket(), certificate)) {
                assertThatExceptionOfType(Fault.class)
                        .isThrownBy(() -> other.publisher()
                                .publish(other.publication(Kind.KERNEL, SampleImages.kernel()), TransferProgress.NONE))
                        .withMessageContaining("spotcloud.publish.cloud-certificate")
                        .matches(fault -> fault.kind() == Fault.Kind.OPERATOR);
            }
        }
        assertThat(cloud.calls()).isEmpty();
    }

    @Test
    void stopsAtOnceWhenItIsInterruptedWhileAPartHangs() throws Exception {
        String held = cloud.order(Trigger.s3("PUT", null), org.spotcloud.sandbox.faults.Fault.holdAfterBytes(1000));
        Throwable[] thrown = new Throwable[1];
        Thread publishing = new Thread(() -> {
            try {
                publish(Kind.KERNEL, SampleImages.kernel());
            } catch (Fault fault) {
                thrown[0] = fault;
            }
        });
        publishing.start();
        cloud.awaitHeld(held, SOON);

        publishing.interrupt();
        publishing.join(2_000);

        assertThat(publishing.isAlive()).isFalse();
        assertThat(thrown[0]).hasMessageContaining("cancelled");
    }

    @Test
    void takesBackAllThatWasPublishedForAGeneration() {
        String kernel = publish(Kind.KERNEL, SampleImages.kernel());
        bench.publisher()
                .publish(bench.publication(Kind.MACHINE, SampleImages.qcow2(), kernel, null), TransferProgress.NONE);

        Instant later = Instant.now().plusSeconds(60);
        assertThat(bench.publisher().begunBefore(later.minusSeconds(3600))).isEmpty();
        assertThat(bench.publisher().begunBefore(later))
                .containsExactly(new ImageGeneration(Publishers.KEY, Publishers.GENERATION));
        assertThat(bench.publisher().before(Publishers.KEY, Publishers.GENERATION))
                .isEmpty();
        assertThat(bench.publisher().before(Publishers.KEY, Publishers.GENERATION + 1))
                .containsExactly(new ImageGeneration(Publishers.KEY, Publishers.GENERATION));
        bench.publisher().withdraw(Publishers.KEY, Publishers.GENERATION + 1, Claim.UNDISPUTED);
        assertThat(standing()).hasSize(2);
        bench.publisher().withdraw(Publishers.KEY, Publishers.GENERATION, Claim.UNDISPUTED);
        bench.publisher().withdraw(Publishers.KEY, Publishers.GENERATION, Claim.UNDISPUTED);
        assertThat(bench.publisher().begunBefore(later)).isEmpty();

        assertThat(standing()).isEmpty();
        assertThat(objects()).isEmpty();
        assertThat(bench.jdbc()
                        .sql("SELECT COUNT(*) FROM publication_attempt")
                        .query(Integer.class)
                        .single())
                .isZero();
    }

    @Test
    void sendsNothingThatOpenStackDoesNotKnow() {
        publish(Kind.KERNEL, SampleImages.kernel());

        CallEntry register = cloud.calls("RegisterImage").get(0);
        assertThat(register.call().parameters().keySet()).contains("Name", "ImageLocation");
        assertThat(register.call().parameters().get("ImageLocation")).startsWith("spotcloud/sc-0a1b2c3d-");
        assertThat(cloud.calls()).noneMatch(entry -> entry.status() >= 500);
    }

    /** In a thread of its own: the common pool may have a single one. */
    private CompletableFuture<String> published() {
        return CompletableFuture.supplyAsync(
                () -> publish(Kind.KERNEL, SampleImages.kernel()), task -> new Thread(task).start());
    }

    private String publish(Kind kind, byte[] content) {
        return bench.publisher().publish(bench.publication(kind, content), TransferProgress.NONE);
    }

    private static byte[] content(Kind kind) {
        return switch (kind) {
            case KERNEL -> SampleImages.kernel();
            case RAMDISK -> SampleImages.random(3000);
            case MACHINE -> SampleImages.qcow2();
        };
    }

    private List<ImageTruth> standing() {
        return cloud.images().stream().filter(image -> !image.deregistered()).toList();
    }

    private List<StoredObject> objects() {
        return cloud.objects(sandbox.addresses().bucket());
    }

    private List<String> prefixes() {
        return objects().stream()
                .map(object -> object.key().substring(0, object.key().indexOf('.')))
                .distinct()
                .toList();
    }

    private static String sha256(byte[] bytes) throws Exception {
        return HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(bytes));
    }
}

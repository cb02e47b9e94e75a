package org.spotcloud.sandbox;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.function.Consumer;
import java.util.stream.Stream;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.spotcloud.sandbox.bundle.BundleMaker;
import org.spotcloud.sandbox.bundle.Pem;
import org.spotcloud.sandbox.bundle.SampleImages;
import org.spotcloud.sandbox.ec2.ImageTruth;
import org.spotcloud.sandbox.faults.CallEntry;
import org.spotcloud.sandbox.faults.Fault;
import org.spotcloud.sandbox.faults.HeldCall;
import org.spotcloud.sandbox.faults.Outcome;
import org.spotcloud.sandbox.faults.Trigger;
import software.amazon.awssdk.awscore.exception.AwsServiceException;
import software.amazon.awssdk.core.exception.SdkClientException;
import software.amazon.awssdk.core.sync.RequestBody;
import software.amazon.awssdk.services.ec2.Ec2Client;
import software.amazon.awssdk.services.ec2.model.Filter;
import software.amazon.awssdk.services.ec2.model.Image;
import software.amazon.awssdk.services.ec2.model.Instance;
import software.amazon.awssdk.services.ec2.model.RunInstancesRequest;
import software.amazon.awssdk.services.ec2.model.Tag;
import software.amazon.awssdk.services.s3.S3Client;

/** Holds the sandbox by AWS's own client. */
@Timeout(60)
class SandboxIT {
    private static final Duration SOON = Duration.ofSeconds(15);

    private static Sandbox sandbox;
    private static Addresses addresses;
    private static SandboxClient control;
    private static Ec2Client ec2;
    private static S3Client s3;
    private static String image;

    @BeforeAll
    static void start() throws Exception {
        sandbox = Sandbox.start(SandboxOptions.defaults());
        addresses = sandbox.addresses();
        control = sandbox.client();
        ec2 = AwsClients.ec2(addresses);
        s3 = AwsClients.s3(addresses, addresses.secretKey());
        String kernel = publish("kernel", "kernel", "<kernel_id>true</kernel_id>", SampleImages.kernel());
        image = publish("image", "machine", "<kernel_id>" + kernel + "</kernel_id>", SampleImages.qcow2());
    }

    @AfterAll
    static void stop() throws Exception {
        ec2.close();
        s3.close();
        sandbox.close();
    }

    @BeforeEach
    @AfterEach
    void reset() {
        control.reset();
        control.instances().forEach(instance -> control.instanceState(instance.id(), "vanish"));
    }

    @Test
    void decodesWhatIsRegistered() {
        ImageTruth truth = control.awaitImage(image, SOON);

        assertThat(truth.state()).isEqualTo("available");
        assertThat(truth.size()).isEqualTo(SampleImages.qcow2().length);
        assertThat(truth.kernelId()).startsWith("aki-");
        Image described = ec2.describeImages(request -> request.owners("self").filters(filter("name", "image")))
                .images()
                .get(0);
        assertThat(described.imageId()).isEqualTo(image);
        assertThat(described.stateAsString()).isEqualTo("available");
        assertThat(described.imageTypeAsString()).isEqualTo("machine");
    }

    @Test
    void keepsImagePendingThenFailsIt() throws Exception {
        control.set("imageDelay", Duration.ofSeconds(2));
        Map<String, byte[]> files = bundle("spoilt", "machine", "", SampleImages.qcow2());
        files.put("spoilt.part.00", new byte[1000]);
        String id = register("spoilt", files);

        assertThat(ec2.describeImages(request -> request.imageIds(id))
                        .images()
                        .get(0)
                        .stateAsString())
                .isEqualTo("pending");
        assertRefused(400, "InvalidAMIID.Unavailable", () -> run("early", request -> request.imageId(id)));
        ImageTruth truth = control.awaitImage(id, SOON);
        assertThat(truth.state()).isEqualTo("failed");
        assertThat(truth.reason()).isNotBlank();
    }

    @Test
    void makesASecondImageOfTheSameLocation() throws Exception {
        String first = register("twice", bundle("twice", "machine", "", SampleImages.qcow2()));
        String second = ec2.registerImage(
                        request -> request.name("twice").imageLocation(addresses.bucket() + "/twice.manifest.xml"))
                .imageId();

        assertThat(second).isNotEqualTo(first);
        ec2.deregisterImage(request -> request.imageId(first));
        assertThat(ec2.describeImages(request -> request.filters(filter("name", "twice")))
                        .images())
                .extracting(Image::imageId)
                .containsExactly(second);
    }

    @Test
    void runsOneInstanceFromPendingToGone() {
        control.set("bootDelay", Duration.ofSeconds(2));
        control.set("terminateDelay", Duration.ofSeconds(2));
        String id = run("life").instanceId();

        assertThat(state(id)).isEqualTo("pending");
        assertThat(run("life").instanceId()).isEqualTo(id);
        await(id, "running");
        assertThat(describe(id).privateIpAddress()).isNotBlank();
        Tag tag = Tag.builder().key("order").value("1").build();
        ec2.createTags(request -> request.resources(id).tags(tag));
        assertThat(find(filter("client-token", "life"), filter("tag:order", "1")))
                .containsExactly(id);
        ec2.terminateInstances(request -> request.instanceIds(id));
        assertThat(state(id)).isEqualTo("shutting-down");
        Awaitility.await()
                .atMost(SOON)
                .untilAsserted(() -> assertRefused(400, "InvalidInstanceID.NotFound", () -> describe(id)));
        assertThat(control.createdByToken()).containsEntry("life", 1);
    }

    @Test
    void refusesLikeOpenStack() {
        assertRefused(500, "TypeError", () -> ec2.describeImages(request -> request.maxResults(5)));
        assertRefused(500, "TypeError", () -> run("dry", request -> request.dryRun(true)));
        assertRefused(500, "TypeError", () -> run("12345"));
        assertRefused(400, "InvalidRequest", () -> ec2.describeInstanceTypes(request -> {}));
        assertRefused(400, "InvalidAttribute", () -> run("kernel", request -> request.kernelId("aki-00000000")));
        assertRefused(400, "InvalidParameterValue", () -> run("type", request -> request.instanceType("huge")));
        assertRefused(400, "BadRequest", () -> run("group", request -> request.securityGroups("none")));
        assertRefused(
                404,
                "NoSuchKey",
                () -> ec2.registerImage(
                        request -> request.name("none").imageLocation(addresses.bucket() + "/none.manifest.xml")));
        control.set("instanceQuota", 0);
        assertRefused(403, "Forbidden", () -> run("quota"));
        assertThat(control.createdByToken()).doesNotContainKeys("dry", "12345", "kernel", "type", "group", "quota");
    }

    @Test
    void answersMalformedManifestWithoutXml() {
        s3.putObject(
                request -> request.bucket(addresses.bucket()).key("bad.manifest.xml"),
                RequestBody.fromString("<manifest>"));

        assertThatThrownBy(() -> ec2.registerImage(
                        request -> request.name("bad").imageLocation(addresses.bucket() + "/bad.manifest.xml")))
                .isInstanceOfSatisfying(AwsServiceException.class, refused -> {
                    assertThat(refused.statusCode()).isEqualTo(400);
                    assertThat(refused.awsErrorDetails().errorCode()).isNull();
                });
    }

    @Test
    void refusesWrongKeys() {
        try (Ec2Client wrong = AwsClients.ec2(addresses, "/", "wrong");
                Ec2Client right = AwsClients.ec2(addresses, "/", addresses.secretKey());
                S3Client wrongS3 = AwsClients.s3(addresses, "wrong")) {
            assertRefused(401, "AuthFailure", wrong::describeInstances);
            assertThat(right.describeInstances().reservations()).isEmpty();
            assertRefused(
                    403,
                    "SignatureDoesNotMatch",
                    () -> wrongS3.listObjectsV2(request -> request.bucket(addresses.bucket())));
        }
    }

    @Test
    void storesTheTokenOnlyAfterTheServerWasCreated() {
        control.set("tokenDelay", Duration.ofSeconds(2));
        CompletableFuture<Instance> first = CompletableFuture.supplyAsync(() -> run("slow"));
        Awaitility.await()
                .atMost(SOON)
                .until(() -> find(filter("image-id", image)).size() == 1);

        assertThat(find(filter("client-token", "slow"))).isEmpty();
        Instance second = run("slow");
        assertThat(first.join().instanceId()).isNotEqualTo(second.instanceId());
        assertThat(find(filter("client-token", "slow"))).hasSize(2);
        assertThat(control.createdByToken()).containsEntry("slow", 2);
    }

    @Test
    void keepsAwsTokensStrictly() throws Exception {
        try (Sandbox aws = Sandbox.start(SandboxOptions.defaults().kind(CloudKind.AWS));
                Ec2Client client = AwsClients.ec2(aws.addresses());
                S3Client store = AwsClients.s3(aws.addresses(), aws.addresses().secretKey())) {
            upload(store, bundle("image", "machine", "", SampleImages.qcow2()));
            String ami = client.registerImage(
                            request -> request.name("i").imageLocation(addresses.bucket() + "/image.manifest.xml"))
                    .imageId();
            assertThat(aws.client().awaitImage(ami, SOON).state()).isEqualTo("available");
            Consumer<RunInstancesRequest.Builder> launch = request -> request.imageId(ami)
                    .minCount(1)
                    .maxCount(1)
                    .instanceType("m1.small")
                    .clientToken("once");
            String id = client.runInstances(launch).instances().get(0).instanceId();

            assertThat(client.runInstances(launch).instances().get(0).instanceId())
                    .isEqualTo(id);
            assertRefused(
                    400,
                    "IdempotentParameterMismatch",
                    () -> client.runInstances(launch.andThen(request -> request.instanceType("m1.large"))));
            client.terminateInstances(request -> request.instanceIds(id));
            assertRefused(400, "IdempotentInstanceTerminated", () -> client.runInstances(launch));
            assertThat(client.describeInstanceTypes(request -> {}).instanceTypes())
                    .isNotEmpty();
        }
    }

    @Test
    void pagesInstances() {
        for (int i = 0; i < 7; i++) {
            run("page-" + i);
        }
        List<Integer> pages = ec2.describeInstancesPaginator(request -> request.maxResults(5)).stream()
                .map(page -> page.reservations().size())
                .toList();

        assertThat(pages).containsExactly(5, 2);
    }

    @Test
    void associatesAndReleasesAddresses() {
        String id = run("address").instanceId();
        String allocation = ec2.allocateAddress(request -> {}).allocationId();
        ec2.associateAddress(request -> request.instanceId(id).allocationId(allocation));

        assertThat(describe(id).publicIpAddress())
                .isEqualTo(ec2.describeAddresses().addresses().get(0).publicIp());
        assertRefused(
                400, "InvalidIPAddress.InUse", () -> ec2.releaseAddress(request -> request.allocationId(allocation)));
        control.instanceState(id, "vanish");
        ec2.releaseAddress(request -> request.allocationId(allocation));
        assertThat(control.addresses()).isEmpty();
    }

    @Test
    void refusesASecurityGroupTwice() {
        ec2.createSecurityGroup(request -> request.groupName("mark").description("mark"));

        assertRefused(
                400,
                "InvalidGroup.Duplicate",
                () -> ec2.createSecurityGroup(
                        request -> request.groupName("mark").description("mark")));
        String id = run("marked", request -> request.securityGroups("mark")).instanceId();
        assertThat(find(filter("instance.group-name", "mark"))).containsExactly(id);
    }

    @Test
    void showsErrorsByNameWithPendingsCode() {
        control.set("buildsFail", true);
        String id = run("fails").instanceId();

        await(id, "error");
        assertThat(describe(id).state().code()).isZero();
        assertRefused(409, "Conflict", () -> ec2.stopInstances(request -> request.instanceIds(id)));
    }

    @Test
    void holdsAnAnswerAfterTheEffectAndDropsIt() {
        String fault =
                control.order(Trigger.ec2("RunInstances").with("ClientToken", "held"), Fault.hold(Fault.When.AFTER));
        CompletableFuture<Instance> call = CompletableFuture.supplyAsync(() -> run("held"));
        HeldCall held = control.awaitHeld(fault, SOON);

        assertThat(find(filter("client-token", "held"))).hasSize(1);
        assertThat(call).isNotDone();
        control.release(held, Outcome.DROP);
        assertThatThrownBy(call::join).hasCauseInstanceOf(SdkClientException.class);
        assertThat(control.held()).isEmpty();
        assertThat(last("RunInstances").status()).isEqualTo(CallEntry.DROPPED);
    }

    @Test
    void holdsACallBeforeItsEffectAndLetsItGo() {
        String fault = control.order(Trigger.ec2("RunInstances").skip(1), Fault.hold(Fault.When.BEFORE));
        run("passes");
        CompletableFuture<Instance> call = CompletableFuture.supplyAsync(() -> run("waits"));
        HeldCall held = control.awaitHeld(fault, SOON);

        assertThat(find(filter("client-token", "waits"))).isEmpty();
        control.release(held, Outcome.ANSWER);
        assertThat(call.join().clientToken()).isEqualTo("waits");
    }

    @Test
    void holdsAHundredCallsAtOnceAndStillAnswersOthers() {
        control.order(Trigger.ec2("DescribeImages").times(100), Fault.hold(Fault.When.BEFORE));
        HttpRequest unsigned = HttpRequest.newBuilder(addresses.ec2().resolve("/?Action=DescribeImages"))
                .build();
        HttpClient client = HttpClient.newHttpClient();
        List<CompletableFuture<Integer>> calls = Stream.generate(
                        () -> client.sendAsync(unsigned, HttpResponse.BodyHandlers.discarding()))
                .limit(100)
                .map(answer -> answer.thenApply(HttpResponse::statusCode))
                .toList();
        Awaitility.await().atMost(SOON).until(() -> control.held().size() == 100);

        assertThat(ec2.describeImages().images()).isNotEmpty();
        assertThat(control.releaseAll(Outcome.ANSWER)).isEqualTo(100);
        assertThat(calls).allSatisfy(call -> assertThat(call.join()).isEqualTo(401));
    }

    @Test
    void answersOrderedErrorsWithOrWithoutTheEffect() {
        control.order(Trigger.ec2("RunInstances"), Fault.error(503, "RequestLimitExceeded", "Slow down"));
        control.order(
                Trigger.ec2("RunInstances"),
                Fault.error(500, "InternalError", "Lost").afterEffect());

        assertRefused(503, "RequestLimitExceeded", () -> run("throttled"));
        assertThat(find(filter("client-token", "throttled"))).isEmpty();
        assertRefused(500, "InternalError", () -> run("lost"));
        assertThat(find(filter("client-token", "lost"))).hasSize(1);
        assertThat(run("fine").clientToken()).isEqualTo("fine");
    }

    @Test
    void dropsS3UploadsHalfWay() {
        control.order(Trigger.s3("PUT", ".*/half"), Fault.dropAfterBytes(100_000));
        RequestBody body = RequestBody.fromBytes(SampleImages.random(300_000));

        assertThatThrownBy(() -> s3.putObject(
                        request -> request.bucket(addresses.bucket()).key("half"), body))
                .isInstanceOf(SdkClientException.class);
        assertThat(control.objects(addresses.bucket()))
                .noneMatch(object -> object.key().equals("half"));
        s3.putObject(request -> request.bucket(addresses.bucket()).key("half"), body);
        assertThat(s3.getObjectAsBytes(
                                request -> request.bucket(addresses.bucket()).key("half"))
                        .asByteArray())
                .isEqualTo(SampleImages.random(300_000));
    }

    @Test
    void holdsS3UploadsHalfWay() {
        String fault = control.order(Trigger.s3("PUT", ".*/held"), Fault.holdAfterBytes(100_000));
        RequestBody body = RequestBody.fromBytes(SampleImages.random(300_000));
        CompletableFuture<?> upload = CompletableFuture.supplyAsync(
                () -> s3.putObject(request -> request.bucket(addresses.bucket()).key("held"), body));
        HeldCall held = control.awaitHeld(fault, SOON);

        assertThat(control.objects(addresses.bucket()))
                .noneMatch(object -> object.key().equals("held"));
        control.release(held, Outcome.ANSWER);
        upload.join();
        assertThat(control.objects(addresses.bucket()))
                .anyMatch(object -> object.key().equals("held"));
    }

    @Test
    void answersS3Errors() {
        control.order(Trigger.s3("PUT", null), Fault.error(503, "SlowDown", "Reduce your request rate"));

        assertRefused(
                503,
                "SlowDown",
                () -> s3.putObject(
                        request -> request.bucket(addresses.bucket()).key("slow"), RequestBody.fromString("text")));
    }

    @Test
    void recordsCallsWithParametersAndHeadersButWithoutSignature() {
        run("recorded");

        CallEntry call = last("RunInstances");
        assertThat(call.call().parameters()).containsEntry("ClientToken", "recorded");
        assertThat(call.call().path()).isEqualTo("/services/Cloud");
        assertThat(call.call().headers().get("authorization"))
                .contains("SignedHeaders=")
                .endsWith("Signature=…");
        assertThat(call.status()).isEqualTo(200);
    }

    private static CallEntry last(String action) {
        List<CallEntry> calls = control.calls(action);
        return calls.get(calls.size() - 1);
    }

    private static String publish(String name, String type, String configuration, byte[] content) throws Exception {
        String id = register(name, bundle(name, type, configuration, content));
        assertThat(control.awaitImage(id, SOON).reason()).isNull();
        return id;
    }

    private static Map<String, byte[]> bundle(String name, String type, String configuration, byte[] content)
            throws Exception {
        String certificate = Files.readString(addresses.cloudCertificate(), StandardCharsets.US_ASCII);
        return new BundleMaker(Pem.certificate(certificate), null)
                .of(name, type, configuration)
                .bundle(content);
    }

    private static String register(String name, Map<String, byte[]> files) {
        upload(s3, files);
        return ec2.registerImage(
                        request -> request.name(name).imageLocation(addresses.bucket() + "/" + name + ".manifest.xml"))
                .imageId();
    }

    private static void upload(S3Client store, Map<String, byte[]> files) {
        files.forEach((key, bytes) ->
                store.putObject(request -> request.bucket(addresses.bucket()).key(key), RequestBody.fromBytes(bytes)));
    }

    private static Instance run(String token) {
        return run(token, request -> {});
    }

    private static Instance run(String token, Consumer<RunInstancesRequest.Builder> more) {
        Consumer<RunInstancesRequest.Builder> base = request -> request.imageId(image)
                .instanceType("m1.small")
                .minCount(1)
                .maxCount(1)
                .clientToken(token);
        return ec2.runInstances(base.andThen(more)).instances().get(0);
    }

    private static Instance describe(String id) {
        return ec2.describeInstances(request -> request.instanceIds(id))
                .reservations()
                .get(0)
                .instances()
                .get(0);
    }

    private static String state(String id) {
        return describe(id).state().nameAsString();
    }

    private static void await(String id, String state) {
        Awaitility.await().atMost(SOON).until(() -> state(id).equals(state));
    }

    private static List<String> find(Filter... filters) {
        return ec2.describeInstances(request -> request.filters(filters)).reservations().stream()
                .flatMap(reservation -> reservation.instances().stream())
                .map(Instance::instanceId)
                .toList();
    }

    private static Filter filter(String name, String value) {
        return Filter.builder().name(name).values(value).build();
    }

    private static void assertRefused(int status, String code, Runnable call) {
        assertThatThrownBy(call::run).isInstanceOfSatisfying(AwsServiceException.class, refused -> {
            assertThat(refused.statusCode()).isEqualTo(status);
            assertThat(refused.awsErrorDetails().errorCode()).isEqualTo(code);
        });
    }
}

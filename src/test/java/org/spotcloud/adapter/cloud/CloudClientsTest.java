package org.spotcloud.adapter.cloud;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import java.net.URI;
import java.time.Duration;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.spotcloud.adapter.catalog.Fault;
import org.spotcloud.adapter.cloud.WireServer.Answer;
import org.spotcloud.adapter.cloud.WireServer.Seen;
import org.spotcloud.adapter.settings.CloudKind;
import software.amazon.awssdk.awscore.exception.AwsServiceException;
import software.amazon.awssdk.core.exception.SdkException;
import software.amazon.awssdk.core.sync.RequestBody;

/** Each trap of the SDK, by what goes over the wire. */
class CloudClientsTest {
    private final WireServer server = new WireServer();
    private CloudClients clients = Clouds.at(server.uri("/services/Cloud"), server.uri("/services/store"))
            .clients();

    @AfterEach
    void close() {
        clients.close();
        server.close();
    }

    @ParameterizedTest
    @CsvSource({"/services/Cloud,/services/Cloud", "/services/Cloud/,/services/Cloud/", "/,/", "'',/"})
    void sendsEc2CallsToTheEndpointsPathAndSignsIt(String configured, String sent) {
        use(Clouds.at(server.uri(configured), server.uri("")));

        clients.ec2().describeAvailabilityZones();

        Seen request = server.only();
        assertThat(request.method()).isEqualTo("POST");
        assertThat(request.path()).isEqualTo(sent);
        assertThat(SignatureCheck.covers(request, sent, Clouds.SECRET)).isTrue();
        assertThat(SignatureCheck.covers(request, sent + "x", Clouds.SECRET)).isFalse();
    }

    @Test
    void sendsNothingButTheActionUnlessItIsAsked() {
        clients.ec2().describeAvailabilityZones();

        assertThat(server.only().parameters()).isEqualTo(Map.of("Action", "DescribeAvailabilityZones"));
    }

    @Test
    void storesBodiesAsTheyAreUnderTheBucketsPath() {
        byte[] body = "the body".repeat(10_000).getBytes(UTF_8);

        put(body);

        Seen request = server.only();
        assertThat(request.method()).isEqualTo("PUT");
        assertThat(request.path()).isEqualTo("/services/store/bucket/key");
        assertThat(request.body()).isEqualTo(body);
        assertThat(request.header("Content-Length")).isEqualTo(Integer.toString(body.length));
        assertThat(request.header("Host")).startsWith("127.0.0.1:");
        assertThat(SignatureCheck.covers(request, request.path(), Clouds.SECRET))
                .isTrue();
    }

    @Test
    void sendsNoChunksNoTrailersNoChecksumsAndNoExpect() {
        put(new byte[3_000_000]);

        Seen request = server.only();
        assertThat(request.headers().keySet())
                .map(name -> name.toLowerCase(Locale.ROOT))
                .noneMatch(name -> name.startsWith("x-amz-checksum")
                        || name.startsWith("x-amz-sdk-checksum")
                        || name.equals("x-amz-trailer")
                        || name.equals("x-amz-decoded-content-length")
                        || name.equals("transfer-encoding")
                        || name.equals("content-encoding")
                        || name.equals("expect"));
        assertThat(request.header("x-amz-content-sha256")).isEqualTo(SignatureCheck.sha256(request.body()));
    }

    @ParameterizedTest
    @CsvSource({"500", "503", "429", "400"})
    void sendsEveryCallOnce(int status) {
        server.answer(request -> Answer.ec2Error(status, "Throttling", "slow down"));

        assertThatExceptionOfType(AwsServiceException.class)
                .isThrownBy(() -> clients.ec2().describeAvailabilityZones());
        assertThatExceptionOfType(AwsServiceException.class).isThrownBy(() -> put(new byte[10]));

        assertThat(server.seen()).hasSize(2);
    }

    @Test
    void takesNoProxyFromTheSystemProperties() {
        String proxyHost = System.setProperty("http.proxyHost", "192.0.2.1");
        String proxyPort = System.setProperty("http.proxyPort", "9");
        String nonProxyHosts = System.setProperty("http.nonProxyHosts", "");
        try {
            clients.ec2().describeAvailabilityZones();
            put(new byte[10]);
        } finally {
            restore("http.proxyHost", proxyHost);
            restore("http.proxyPort", proxyPort);
            restore("http.nonProxyHosts", nonProxyHosts);
        }
        assertThat(server.seen()).hasSize(2);
    }

    @Test
    void takesNoCredentialsFromTheSystemProperties() {
        String before = System.setProperty("aws.accessKeyId", "AKSOMEBODY");
        try {
            clients.ec2().describeAvailabilityZones();
        } finally {
            restore("aws.accessKeyId", before);
        }
        assertThat(server.only().header("Authorization"))
                .contains("Credential=AKEXAMPLE/")
                .contains("/nova/ec2/");
    }

    @Test
    void endsACallThatIsNotAnsweredInTime() {
        CountDownLatch held = new CountDownLatch(1);
        server.answer(request -> hold(held));
        use(Clouds.at(server.uri("/"), server.uri("")).timeout(Duration.ofMillis(300)));
        long start = System.nanoTime();

        assertThatExceptionOfType(SdkException.class)
                .isThrownBy(() -> clients.ec2().describeAvailabilityZones());

        assertThat(Duration.ofNanos(System.nanoTime() - start)).isLessThan(Duration.ofSeconds(4));
        assertThat(Thread.interrupted()).isFalse();
        held.countDown();
    }

    @Test
    void endsACallAtOnceWhenItsThreadIsInterrupted() throws InterruptedException {
        CountDownLatch came = new CountDownLatch(1);
        CountDownLatch held = new CountDownLatch(1);
        server.answer(request -> {
            came.countDown();
            return hold(held);
        });
        Throwable[] thrown = new Throwable[1];
        boolean[] interrupted = new boolean[1];
        Thread caller = new Thread(() -> {
            try {
                put(new byte[100_000]);
            } catch (SdkException e) {
                thrown[0] = new CloudFaults(CloudTraits.of(CloudKind.OPENSTACK_EC2)).of("PutObject", e);
                interrupted[0] = Thread.currentThread().isInterrupted();
            }
        });
        caller.start();
        assertThat(came.await(5, TimeUnit.SECONDS)).isTrue();
        long start = System.nanoTime();

        caller.interrupt();
        caller.join(5_000);

        assertThat(Duration.ofNanos(System.nanoTime() - start)).isLessThan(Duration.ofSeconds(2));
        assertThat(thrown[0]).isInstanceOf(Fault.class).hasMessage("PutObject was cancelled");
        assertThat(interrupted[0]).isTrue();
        held.countDown();
    }

    @Test
    void keepsStatusAndSaysNoCodeWhenTheErrorIsNotXml() {
        server.answer(request -> new Answer(400, "text/plain", "keystone is away"));
        assertThat(answerOfEc2()).isEqualTo("HTTP 400 without an EC2 error code");

        server.answer(request -> new Answer(502, "text/html", "<html><body>Bad gateway<br></body></html>"));
        assertThat(answerOfEc2()).isEqualTo("HTTP 502 without an EC2 error code");

        server.answer(request -> new Answer(503, "text/html", ""));
        assertThat(answerOfEc2()).isEqualTo("HTTP 503 without an EC2 error code");
    }

    @Test
    void keepsCodesThatTheSdkDoesNotKnow() {
        server.answer(request -> Answer.ec2Error(403, "Forbidden", "Quota exceeded for instances"));

        assertThat(answerOfEc2()).isEqualTo("HTTP 403 Forbidden \"Quota exceeded for instances\"");
    }

    @Test
    void makesBucketsWithoutALocationUnlessTheCloudIsAws() {
        clients.s3().createBucket(request -> request.bucket("bucket"));
        assertThat(server.only().body()).isEmpty();
        assertThat(SignatureCheck.covers(server.only(), "/services/store/bucket", Clouds.SECRET))
                .isTrue();

        server.seen().clear();
        use(Clouds.at(server.uri("/"), server.uri("")).kind(CloudKind.AWS));
        clients.s3().createBucket(request -> request.bucket("bucket"));
        assertThat(new String(server.only().body(), UTF_8)).contains("<LocationConstraint>nova</LocationConstraint>");
    }

    @Test
    void saysWhichSettingIsMissing() {
        use(Clouds.at(null, null));

        assertThatExceptionOfType(Fault.class)
                .isThrownBy(clients::ec2)
                .withMessage("the cloud is not set up: spotcloud.cloud.endpoint is not set")
                .matches(fault -> fault.kind() == Fault.Kind.OPERATOR);
        assertThatExceptionOfType(Fault.class)
                .isThrownBy(clients::s3)
                .withMessage("the cloud is not set up: spotcloud.cloud.s3-endpoint is not set");
    }

    @Test
    void closesBeforeItWasEverUsed() {
        use(Clouds.at(URI.create("http://127.0.0.1:9"), null));
        clients.close();
        assertThat(server.seen()).isEmpty();
    }

    private void use(Clouds clouds) {
        clients.close();
        clients = clouds.clients();
    }

    private void put(byte[] body) {
        clients.s3().putObject(request -> request.bucket("bucket").key("key"), RequestBody.fromBytes(body));
    }

    private String answerOfEc2() {
        try {
            clients.ec2().describeAvailabilityZones();
            throw new AssertionError("the call went well");
        } catch (AwsServiceException e) {
            return CloudAnswer.of(e).quoted();
        }
    }

    private static Answer hold(CountDownLatch latch) {
        try {
            latch.await(10, TimeUnit.SECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        return Answer.ec2("<ok/>");
    }

    private static void restore(String key, String before) {
        if (before == null) {
            System.clearProperty(key);
        } else {
            System.setProperty(key, before);
        }
    }
}

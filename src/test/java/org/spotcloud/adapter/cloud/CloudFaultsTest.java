package org.spotcloud.adapter.cloud;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.URI;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.spotcloud.adapter.catalog.Fault;
import org.spotcloud.adapter.cloud.WireServer.Answer;
import org.spotcloud.adapter.machines.RunRequest;
import org.spotcloud.adapter.settings.CloudKind;
import software.amazon.awssdk.core.exception.SdkException;

/** What follows from which answer, from the wire to the fault. */
class CloudFaultsTest {
    private final WireServer server = new WireServer();

    @AfterEach
    void close() {
        server.close();
    }

    @ParameterizedTest
    @CsvSource(
            textBlock =
                    """
            # status, code, message, what follows
            400, InvalidAMIID.NotFound,              The image id does not exist,       image-gone
            400, BadRequest,                         Can not find requested image,      image-gone
            400, InvalidAMIID.Unavailable,           Image is not active,               TRY_AGAIN
            400, InvalidParameterValue,              Flavor not found,                  launch-refused
            400, InvalidAttribute,                   KernelId,                          launch-refused
            400, BadRequest,                         Invalid key_name provided,         launch-refused
            400, BadRequest,                         Security group x not found,        launch-refused
            400, InvalidParameterCombination,        No VPC,                            launch-refused
            400, InvalidSubnetID.NotFound,           No such subnet,                    launch-refused
            400, Unsupported,                        None or several tenant networks,   launch-refused
            400, InstanceLimitExceeded,              You have requested too many,       launch-refused
            400, VcpuLimitExceeded,                  You have requested too many,       launch-refused
            400, IdempotentInstanceTerminated,       It ended,                          launch-refused
            403, Forbidden,                          Quota exceeded for instances,      launch-refused
            500, InsufficientInstanceCapacity,       We have no capacity,               launch-refused
            400, IdempotentParameterMismatch,        Not the same,                      OPERATOR
            403, Forbidden,                          Policy does not allow it,          OPERATOR
            400, InvalidRequest,                     The action is not valid,           OPERATOR
            401, AuthFailure,                        Signature not provided,            OPERATOR
            404, AuthFailure,                        Could not find credential,         OPERATOR
            403, UnauthorizedOperation,              You are not authorized,            OPERATOR
            403, RequestExpired,                     Request has expired,               OPERATOR
            400, OptInRequired,                      Not subscribed,                    OPERATOR
            503, RequestLimitExceeded,               Too many,                          TRY_AGAIN
            400, Throttling,                         Rate exceeded,                     TRY_AGAIN
            409, Conflict,                           Not now,                           TRY_AGAIN
            500, InternalError,                      An internal error has occurred,    TRY_AGAIN
            500, TypeError,                          unexpected keyword argument,       TRY_AGAIN
            500, ConnectFailure,                     glance is away,                    TRY_AGAIN
            400, '',                                 keystone is away,                  TRY_AGAIN
            404, '',                                 not here,                          TRY_AGAIN
            502, '',                                 Bad gateway,                       TRY_AGAIN
            """)
    void tellsWhatFollowsFromARunThatWasNotDone(int status, String code, String message, String follows) {
        Fault fault = runAnswered(CloudKind.OPENSTACK_EC2, answer(status, code, message));

        assertThat(follows(fault)).isEqualTo(follows);
        if (!code.isEmpty()) {
            assertThat(fault).hasMessageEndingWith(endOf(status, code, message, fault));
        }
    }

    @ParameterizedTest
    @CsvSource({"AWS,image-gone", "OPENSTACK_EC2,TRY_AGAIN", "EUCALYPTUS,TRY_AGAIN"})
    void readsAnUnavailableImageAsTheKindOfCloudMeansIt(CloudKind kind, String follows) {
        assertThat(follows(runAnswered(kind, answer(400, "InvalidAMIID.Unavailable", "not available"))))
                .isEqualTo(follows);
    }

    @ParameterizedTest
    @CsvSource(
            textBlock =
                    """
            403, Forbidden,              Quota exceeded for resources, OPERATOR
            401, AuthFailure,            Signature not provided,       OPERATOR
            400, InvalidParameterValue,  The manifest is bad,          OPERATOR
            404, NoSuchKey,              The manifest is not there,    OPERATOR
            400, InvalidAMIID.NotFound,  No such kernel,               OPERATOR
            400, UnknownParameter,       EnaSupport,                   OPERATOR
            400, InvalidAMIName.Duplicate, That name is taken,         TRY_AGAIN
            500, TypeError,              unexpected keyword argument,  TRY_AGAIN
            503, ServiceUnavailable,     Not now,                      TRY_AGAIN
            507, InsufficientStorage,    No space left,                OPERATOR
            507, '',                     No space left,                OPERATOR
            400, '',                     keystone is away,             TRY_AGAIN
            """)
    void leavesToTheOperatorWhatIsRefusedElsewhere(int status, String code, String message, String follows) {
        server.answer(request -> answer(status, code, message));
        Fault fault = fault(() -> {
            try (CloudClients clients = clouds().clients()) {
                clients.ec2().registerImage(request -> request.name("n"));
            } catch (SdkException e) {
                throw new CloudFaults(CloudTraits.of(CloudKind.OPENSTACK_EC2)).of("RegisterImage", e);
            }
        });

        assertThat(follows(fault)).isEqualTo(follows);
        assertThat(fault).hasMessageContaining("RegisterImage");
    }

    @Test
    void doesNotKnowTheOutcomeWhenAYesNamesNoInstance() {
        assertThat(follows(runAnswered(CloudKind.OPENSTACK_EC2, Answer.ec2("<instancesSet/>"))))
                .isEqualTo("TRY_AGAIN");
    }

    @Test
    void doesNotKnowTheOutcomeWhenAYesIsNoXml() {
        assertThat(follows(runAnswered(CloudKind.OPENSTACK_EC2, new Answer(200, "text/html", "<html>welcome"))))
                .isEqualTo("TRY_AGAIN");
    }

    @Test
    void namesNoAddressWhenNobodyAnswers() {
        server.close();

        Fault fault = fault(this::run);

        assertThat(follows(fault)).isEqualTo("TRY_AGAIN");
        assertThat(fault).hasMessageContaining("it takes no connection");
        assertThat(fault.getMessage()).doesNotContain("127.0.0.1");
    }

    @Test
    void namesNoAddressThatTheCloudNames() {
        Fault fault = runAnswered(
                CloudKind.OPENSTACK_EC2,
                answer(
                        400,
                        "BadRequest",
                        "No route to http://glance.internal:9292/v2 at 10.1.2.3:8774\n or fe80:0:0:0:1:2:3:4 "
                                + "x".repeat(1000)));

        assertThat(fault.getMessage())
                .contains("No route to … at … or")
                .doesNotContain("internal", "10.1.2.3", "8774", "fe80", "\n")
                .hasSizeLessThan(500);
    }

    @Test
    void asksTheOperatorForTheCertificateAuthority() throws Exception {
        // a port that speaks TLS with a certificate of nobody's
        try (TlsServer tls = new TlsServer()) {
            Fault fault = fault(() -> run(Clouds.at(tls.uri(), null)));

            assertThat(follows(fault)).isEqualTo("OPERATOR");
            assertThat(fault).hasMessageContaining("spotcloud.cloud.ca-certificate");
        }
    }

    @Test
    void trustsTheAuthorityThatTheSettingsName() throws Exception {
        try (TlsServer tls = new TlsServer()) {
            Path authority = tls.certificate();

            Fault fault = fault(() -> run(Clouds.at(tls.uri(), null).caCertificate(authority)));

            assertThat(fault).hasMessageContaining("HTTP 418");
        }
    }

    @Test
    void saysThatTheAuthoritysFileHoldsNone() {
        Clouds clouds = Clouds.at(URI.create("https://127.0.0.1:9/"), null).caCertificate(Path.of("pom.xml"));

        Fault fault = fault(() -> run(clouds));

        assertThat(follows(fault)).isEqualTo("OPERATOR");
        assertThat(fault).hasMessageContaining("no certificate can be read from pom.xml");
    }

    private static String endOf(int status, String code, String message, Fault fault) {
        String quoted = "HTTP %d %s \"%s\"".formatted(status, code, message);
        return fault.getMessage().endsWith("secret-key") ? "" : quoted;
    }

    private Fault runAnswered(CloudKind kind, Answer answer) {
        server.answer(
                request -> request.action().equals("RunInstances") ? answer : Answer.ec2("<return>true</return>"));
        return fault(() -> run(clouds().kind(kind)));
    }

    private void run() {
        run(clouds());
    }

    private static void run(Clouds clouds) {
        try (CloudClients clients = clouds.clients()) {
            clouds.instances(clients).run(new RunRequest("sc0a1b2c3d-1", "ami-1", "m1.small"));
        }
    }

    private Clouds clouds() {
        return Clouds.at(server.uri("/"), server.uri(""));
    }

    private static Fault fault(Runnable call) {
        try {
            call.run();
        } catch (Fault fault) {
            return fault;
        }
        throw new AssertionError("no fault");
    }

    private static Answer answer(int status, String code, String message) {
        return code.isEmpty() ? new Answer(status, "text/plain", message) : Answer.ec2Error(status, code, message);
    }

    private static String follows(Fault fault) {
        return fault.kind() == Fault.Kind.REFUSED ? fault.code() : fault.kind().name();
    }
}

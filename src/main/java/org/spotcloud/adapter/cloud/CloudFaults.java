package org.spotcloud.adapter.cloud;

import java.io.IOException;
import java.net.ConnectException;
import java.net.SocketTimeoutException;
import java.net.UnknownHostException;
import java.security.cert.CertificateException;
import java.util.Set;
import javax.net.ssl.SSLException;
import javax.net.ssl.SSLPeerUnverifiedException;
import org.spotcloud.adapter.catalog.Endpoints;
import org.spotcloud.adapter.catalog.Fault;
import org.spotcloud.adapter.catalog.Refusals;
import software.amazon.awssdk.awscore.exception.AwsServiceException;
import software.amazon.awssdk.core.exception.AbortedException;
import software.amazon.awssdk.core.exception.ApiCallAttemptTimeoutException;
import software.amazon.awssdk.core.exception.ApiCallTimeoutException;
import software.amazon.awssdk.core.exception.SdkException;
import software.amazon.awssdk.services.ec2.model.Ec2Response;

/** Turns what the SDK throws into faults: the one place that knows what follows from which answer. */
public final class CloudFaults {
    /** Nova's words, under a code that says nothing, when the image's kernel was deregistered. */
    private static final String KERNEL_GONE = "Can not find requested image";

    /** The token was used with other parameters: somebody's instance may stand under it. */
    private static final String TOKEN_REUSED = "IdempotentParameterMismatch";

    private static final Set<String> UNKNOWN_GROUP = Set.of("InvalidGroup.NotFound", "InvalidSecurityGroupID.NotFound");
    private static final Set<String> NO_ADDRESS = Set.of("InsufficientAddressCapacity", "NoMoreFloatingIps");
    private static final Set<String> UNSUPPORTED = Set.of("UnsupportedOperation", "Unsupported");
    private static final Set<String> NOT_NOW =
            Set.of("IncorrectInstanceState", "IncorrectState", "InvalidInstanceID.NotFound");
    private static final Set<String> UNKNOWN_ACTION = Set.of("InvalidAction", "InvalidRequest");

    /** What the SDK puts where the answer has none. */
    private static final String NO_REQUEST_ID = "UNKNOWN";

    private final CloudTraits traits;

    public CloudFaults(CloudTraits traits) {
        this.traits = traits;
    }

    /** Of RunInstances: refused only when the answer says for certain that there is no instance. */
    public Fault ofRun(SdkException exception) {
        if (!(exception instanceof AwsServiceException service)) {
            return unanswered(Endpoints.EC2, "RunInstances", exception);
        }
        CloudAnswer answer = CloudAnswer.of(service);
        if (answer.isOneOf(traits.imageGone()) || answer.says(KERNEL_GONE)) {
            return Fault.refused(
                    Refusals.IMAGE_GONE, "the cloud does not know the image any more: " + answer.quoted(), exception);
        }
        if (answer.aboutCredentials() || answer.aboutRights() || answer.isOneOf(UNKNOWN_ACTION)) {
            return operators("RunInstances", answer, exception);
        }
        if (answer.is(TOKEN_REUSED)) {
            return operators("RunInstances", answer, exception);
        }
        if (answer.passing()) {
            return passing(Endpoints.EC2, "RunInstances", answer, exception);
        }
        return Fault.refused(
                Refusals.LAUNCH_REFUSED, "the cloud refused to run the instance: " + answer.quoted(), exception);
    }

    /**
     * Of a change of power: refused when the cloud never does that to the instance; try again when only its present state is
     * in the way.
     */
    Fault ofPower(String call, SdkException exception) {
        if (exception instanceof AwsServiceException service) {
            CloudAnswer answer = CloudAnswer.of(service);
            if (answer.isOneOf(UNSUPPORTED) || answer.isOneOf(UNKNOWN_ACTION)) {
                return Fault.refused(
                        Refusals.POWER_REFUSED, "the cloud refused %s: %s".formatted(call, answer.quoted()), exception);
            }
            if (answer.isOneOf(NOT_NOW)) {
                return Fault.tryAgain("the cloud cannot do %s now: %s".formatted(call, answer.quoted()), exception);
            }
        }
        return of(call, exception);
    }

    /** Of AllocateAddress: past the quota the launch is refused, as past that of instances. */
    Fault ofAllocation(SdkException exception) {
        Fault fault = of("AllocateAddress", exception);
        boolean exhausted = exception instanceof AwsServiceException service
                && (CloudAnswer.of(service).aboutQuota()
                        || CloudAnswer.of(service).isOneOf(NO_ADDRESS));
        return exhausted
                ? Fault.refused(
                        Refusals.LAUNCH_REFUSED,
                        "the cloud has no public address for the machine: "
                                + CloudAnswer.of((AwsServiceException) exception)
                                        .quoted(),
                        exception)
                : fault;
    }

    /** Whether a run was refused because a security group is not there; nova says so in words only. */
    boolean lacksGroup(SdkException exception) {
        if (!(exception instanceof AwsServiceException service)) {
            return false;
        }
        CloudAnswer answer = CloudAnswer.of(service);
        return answer.isOneOf(UNKNOWN_GROUP) || (answer.is("BadRequest") && answer.says("security group"));
    }

    /**
     * Of any other call to EC2: what the cloud refuses there, the operator has to mend.
     *
     * @param call what was asked, in the cloud's words, such as {@code RegisterImage}
     */
    public Fault of(String call, SdkException exception) {
        return of(Endpoints.EC2, call, exception);
    }

    /** As {@link #of(String, SdkException)}, of a call to S3, such as {@code PutObject}. */
    public Fault ofStore(String call, SdkException exception) {
        return of(Endpoints.S3, call, exception);
    }

    private static Fault of(String endpoint, String call, SdkException exception) {
        if (!(exception instanceof AwsServiceException service)) {
            return unanswered(endpoint, call, exception);
        }
        CloudAnswer answer = CloudAnswer.of(service);
        return answer.passing() && !answer.aboutCredentials() && !answer.aboutRoom()
                ? passing(endpoint, call, answer, exception)
                : operators(call, answer, exception);
    }

    /** For an answer of EC2 that says yes and lacks what was asked for: whether it was done is not known. */
    public static Fault unreadable(String call, String missing) {
        return Fault.tryAgain("the cloud answered " + call + " without " + missing, null)
                .at(Endpoints.EC2);
    }

    /**
     * Passes an EC2 answer on when it is one: a proxy's page with status 200 reads like an empty list, and an empty list
     * says that all that was asked for is gone.
     */
    public static <T extends Ec2Response> T genuine(String call, T answer) {
        if (!isGenuine(answer)) {
            throw unreadable(call, "a request id, as no EC2 service does");
        }
        return answer;
    }

    static boolean isGenuine(Ec2Response answer) {
        String requestId = answer.responseMetadata().requestId();
        return requestId != null && !requestId.isBlank() && !NO_REQUEST_ID.equals(requestId);
    }

    /** Whether the cloud answered with one of these error codes. */
    public static boolean hasCode(SdkException exception, Set<String> codes) {
        return exception instanceof AwsServiceException service
                && CloudAnswer.of(service).isOneOf(codes);
    }

    private static Fault operators(String call, CloudAnswer answer, SdkException cause) {
        String hint = answer.aboutCredentials() ? "; see spotcloud.cloud.access-key and secret-key" : "";
        return Fault.operator("the cloud refused %s: %s%s".formatted(call, answer.quoted(), hint), cause);
    }

    private static Fault passing(String endpoint, String call, CloudAnswer answer, SdkException cause) {
        Fault fault = Fault.tryAgain("the cloud could not do %s: %s".formatted(call, answer.quoted()), cause);
        return answer.aboutTheService() ? fault.at(endpoint) : fault;
    }

    /** The SDK's own messages name hosts and ports; none of them is passed on. */
    private static Fault unanswered(String endpoint, String call, SdkException exception) {
        if (exception instanceof AbortedException || Thread.currentThread().isInterrupted()) {
            Thread.currentThread().interrupt();
            return Fault.tryAgain(call + " was cancelled", exception);
        }
        if (isCausedBy(exception, CertificateException.class)
                || isCausedBy(exception, SSLPeerUnverifiedException.class)) {
            return Fault.operator(
                    "no secure connection for %s: the cloud's certificate is not trusted; see spotcloud.cloud.ca-certificate"
                            .formatted(call),
                    exception);
        }
        return Fault.tryAgain("the cloud did not answer %s: %s".formatted(call, reason(exception)), exception)
                .at(endpoint);
    }

    private static String reason(SdkException exception) {
        if (exception instanceof ApiCallTimeoutException
                || exception instanceof ApiCallAttemptTimeoutException
                || isCausedBy(exception, SocketTimeoutException.class)) {
            return "it took too long";
        }
        if (isCausedBy(exception, UnknownHostException.class)) {
            return "its name is not known";
        }
        if (isCausedBy(exception, ConnectException.class)) {
            return "it takes no connection";
        }
        if (isCausedBy(exception, SSLException.class)) {
            return "the secure connection broke";
        }
        return isCausedBy(exception, IOException.class)
                ? "the connection broke"
                : "what came was not an answer of its service";
    }

    private static boolean isCausedBy(Throwable thrown, Class<? extends Throwable> type) {
        for (Throwable at = thrown; at != null; at = at.getCause()) {
            if (type.isInstance(at)) {
                return true;
            }
        }
        return false;
    }
}

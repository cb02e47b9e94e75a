package org.spotcloud.adapter.cloud;

import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import software.amazon.awssdk.awscore.exception.AwsErrorDetails;
import software.amazon.awssdk.awscore.exception.AwsServiceException;

/**
 * An answer of the cloud that is not the one that was wanted.
 *
 * @param status of HTTP
 * @param code the cloud's own; empty when the answer was not EC2's or S3's XML
 * @param message the cloud's own, empty without one
 */
record CloudAnswer(int status, Optional<String> code, String message, boolean throttling) {
    private static final int UNAUTHORIZED = 401;
    private static final int FORBIDDEN = 403;
    private static final int CONFLICT = 409;
    private static final int TOO_MANY = 429;
    private static final int SERVER_ERROR = 500;
    private static final int INSUFFICIENT_STORAGE = 507;

    private static final Set<String> CREDENTIALS = Set.of(
            "AuthFailure",
            "UnauthorizedOperation",
            "SignatureDoesNotMatch",
            "InvalidClientTokenId",
            "InvalidAccessKeyId",
            "MissingAuthenticationToken",
            "MissingSecurityHeader",
            "IncompleteSignature",
            "ExpiredToken",
            "RequestExpired",
            "RequestTimeTooSkewed",
            "AccessDenied",
            "OptInRequired",
            "PendingVerification",
            "Blocked");

    /** Said with status 500, and still an answer and not an outage: nothing was made. */
    private static final Set<String> CAPACITY = Set.of(
            "InsufficientInstanceCapacity",
            "InsufficientHostCapacity",
            "InsufficientReservedInstanceCapacity",
            "InsufficientAddressCapacity",
            "InsufficientCapacityOnHost",
            "InsufficientCapacity");

    /** Said with whatever status, and passing by themselves. */
    private static final Set<String> NO_ROOM = Set.of("InsufficientStorage", "XMinioStorageFull");

    private static final Set<String> PASSING = Set.of(
            "InternalError",
            "InternalFailure",
            "ServiceUnavailable",
            "Unavailable",
            "RequestTimeout",
            "RequestLimitExceeded",
            "Throttling",
            "SlowDown",
            "CommunicationError",
            "ConnectFailure",
            "OperationAborted",
            "InvalidAMIID.Unavailable",
            // an earlier call was done although its answer was lost: the next attempt finds what it made
            "InvalidAMIName.Duplicate");

    static CloudAnswer of(AwsServiceException exception) {
        AwsErrorDetails details = exception.awsErrorDetails();
        Optional<String> code =
                Optional.ofNullable(details).map(AwsErrorDetails::errorCode).filter(text -> !text.isBlank());
        String message =
                Optional.ofNullable(details).map(AwsErrorDetails::errorMessage).orElse("");
        return new CloudAnswer(exception.statusCode(), code, message, exception.isThrottlingException());
    }

    boolean is(String wanted) {
        return code.filter(wanted::equals).isPresent();
    }

    boolean isOneOf(Set<String> wanted) {
        return code.filter(wanted::contains).isPresent();
    }

    boolean says(String words) {
        return message.toLowerCase(Locale.ROOT).contains(words.toLowerCase(Locale.ROOT));
    }

    boolean aboutCredentials() {
        return isOneOf(CREDENTIALS) || (code.isPresent() && status == UNAUTHORIZED);
    }

    /** OpenStack has one code for what the project's role forbids and for quotas. */
    boolean aboutRights() {
        return is("Forbidden") && status == FORBIDDEN && !aboutQuota();
    }

    boolean aboutQuota() {
        return says("quota")
                || code.filter(text -> text.endsWith("LimitExceeded")).isPresent();
    }

    /**
     * Whether it may pass by itself. An answer without a code is no answer of the service: a proxy's, or that of a service
     * whose own services are away, whatever status it has.
     */
    boolean passing() {
        return code.isEmpty()
                || throttling
                || isOneOf(PASSING)
                || status == TOO_MANY
                || status == CONFLICT
                || (status >= SERVER_ERROR && !isOneOf(CAPACITY));
    }

    /** Whether there is no room for what was sent, which time alone does not make. */
    boolean aboutRoom() {
        return status == INSUFFICIENT_STORAGE || isOneOf(NO_ROOM);
    }

    /**
     * Whether it is about the service as a whole and not about what was asked: it is away, out of order or asks for less
     * work.
     */
    boolean aboutTheService() {
        return code.isEmpty() || throttling || status == TOO_MANY || (status >= SERVER_ERROR && !isOneOf(CAPACITY));
    }

    /** As it is quoted: {@code HTTP 403 Forbidden "Quota exceeded for instances"}. */
    String quoted() {
        String words = message.isBlank() ? "" : " " + CloudWords.quote(message);
        return "HTTP " + status + code.map(text -> " " + text).orElse(" without an EC2 error code") + words;
    }
}

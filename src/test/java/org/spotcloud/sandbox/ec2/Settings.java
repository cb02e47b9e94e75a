package org.spotcloud.sandbox.ec2;

import java.time.Duration;
import org.spotcloud.sandbox.CloudKind;

/**
 * How the cloud behaves; may be changed while it runs.
 *
 * @param bootDelay from pending to running
 * @param runDuration how long RunInstances takes before the server exists
 * @param tokenDelay how long after that RunInstances stores the token and answers (OpenStack)
 * @param stopDelay from stop to stopped
 * @param terminateDelay from terminate to gone
 * @param terminatedVisible how long a terminated instance is still listed
 * @param describeLag how long a new instance is not yet listed
 * @param imageDelay how long a registered image is pending before it is fetched
 * @param instanceQuota how many instances may live; -1 for any number
 * @param addressQuota how many addresses may be allocated; -1 for any number
 * @param instancesStayPending new instances never leave pending
 * @param imagesStayPending new images never leave pending, and are not fetched
 * @param buildsFail new instances end in error instead of running
 */
public record Settings(
        Duration bootDelay,
        Duration runDuration,
        Duration tokenDelay,
        Duration stopDelay,
        Duration terminateDelay,
        Duration terminatedVisible,
        Duration describeLag,
        Duration imageDelay,
        int instanceQuota,
        int addressQuota,
        boolean instancesStayPending,
        boolean imagesStayPending,
        boolean buildsFail) {
    public static Settings of(CloudKind kind, Duration bootDelay) {
        return new Settings(
                bootDelay,
                Duration.ZERO,
                Duration.ZERO,
                Duration.ofMillis(300),
                Duration.ofMillis(500),
                kind == CloudKind.AWS ? Duration.ofHours(1) : Duration.ZERO,
                Duration.ZERO,
                Duration.ofMillis(200),
                -1,
                -1,
                false,
                false,
                false);
    }
}

package org.spotcloud.sandbox;

import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.Objects;

/**
 * How a sandbox is to be started.
 *
 * @param ec2Port 0 for any free one, as the other ports
 * @param packages folder with package files named by their id, or null
 * @param bootDelay from pending to running
 * @param accessKey the one access key that EC2 and S3 know
 * @param bucket made at the start
 * @param userCertificate PEM file of the user whose signature bundles must carry; null leaves signatures unchecked
 * @param workFolder where objects and the cloud's certificate are kept; null for a temporary folder, which is deleted at the end
 */
public record SandboxOptions(
        CloudKind kind,
        int ec2Port,
        int s3Port,
        int packagesPort,
        int controlPort,
        Path packages,
        Duration bootDelay,
        String accessKey,
        String secretKey,
        String bucket,
        Path userCertificate,
        Path workFolder,
        Clock clock) {
    public SandboxOptions {
        Objects.requireNonNull(kind, "kind");
        Objects.requireNonNull(bootDelay, "bootDelay");
        Objects.requireNonNull(clock, "clock");
    }

    /** An OpenStack-like cloud on free ports that boots in 200 ms. */
    public static SandboxOptions defaults() {
        return new SandboxOptions(
                CloudKind.OPENSTACK_EC2,
                0,
                0,
                0,
                0,
                null,
                Duration.ofMillis(200),
                "sandbox-access",
                "sandbox-secret",
                "spotcloud",
                null,
                null,
                Clock.systemUTC());
    }

    public SandboxOptions kind(CloudKind other) {
        return new SandboxOptions(
                other,
                ec2Port,
                s3Port,
                packagesPort,
                controlPort,
                packages,
                bootDelay,
                accessKey,
                secretKey,
                bucket,
                userCertificate,
                workFolder,
                clock);
    }

    public SandboxOptions packages(Path folder) {
        return new SandboxOptions(
                kind,
                ec2Port,
                s3Port,
                packagesPort,
                controlPort,
                folder,
                bootDelay,
                accessKey,
                secretKey,
                bucket,
                userCertificate,
                workFolder,
                clock);
    }

    public SandboxOptions userCertificate(Path pem) {
        return new SandboxOptions(
                kind,
                ec2Port,
                s3Port,
                packagesPort,
                controlPort,
                packages,
                bootDelay,
                accessKey,
                secretKey,
                bucket,
                pem,
                workFolder,
                clock);
    }
}

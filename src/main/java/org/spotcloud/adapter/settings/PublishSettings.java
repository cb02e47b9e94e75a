package org.spotcloud.adapter.settings;

import java.nio.file.Path;
import java.time.Duration;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;

/**
 * How images get into the cloud.
 *
 * @param bucket the S3 bucket for bundles
 * @param cloudCertificate PEM file of the cloud's certificate, which the bundle's keys are encrypted for
 * @param userCertificate PEM file of the user's certificate, where bundles shall be readable by the user
 * @param userKey PEM file of the user's RSA private key, which signs the manifest; unsigned without it
 * @param user the account number that manifests name
 * @param availableDeadline how long a registered image may be pending
 */
@ConfigurationProperties("spotcloud.publish")
public record PublishSettings(
        @DefaultValue("bundle") Way way,
        @DefaultValue("spotcloud") String bucket,
        Path cloudCertificate,
        Path userCertificate,
        Path userKey,
        @DefaultValue("000000000000") String user,
        @DefaultValue("1h") Duration availableDeadline) {

    /** The ways to publish. */
    public enum Way {
        /** An S3 bundle and RegisterImage. */
        BUNDLE
    }
}

package org.spotcloud.sandbox;

import java.net.URI;
import java.nio.file.Path;

/**
 * Where a sandbox is reached, and with what; the content of the port file.
 *
 * @param packages URL template with {@code %s} for the package's id
 * @param cloudCertificate PEM file that bundles are encrypted for
 * @param cloudKey PEM file of its private key, for the unbundler
 */
public record Addresses(
        URI ec2,
        URI s3,
        String packages,
        URI control,
        String accessKey,
        String secretKey,
        String bucket,
        Path cloudCertificate,
        Path cloudKey,
        String kind,
        long pid) {}

package org.spotcloud.sandbox.faults;

import java.time.Instant;
import java.util.Map;

/**
 * A request that has reached the sandbox.
 *
 * @param number counts all calls from 1
 * @param service {@code ec2}, {@code s3} or {@code packages}
 * @param action EC2's action, else null
 * @param path as on the request line, with its query
 * @param key what is asked for: {@code bucket/key} at S3, the package's id at the package server, else null
 * @param parameters EC2's parameters
 * @param headers names in lower case, without the signature itself
 */
public record Call(
        long number,
        Instant at,
        String service,
        String action,
        String method,
        String path,
        String key,
        Map<String, String> parameters,
        Map<String, String> headers) {
    public static final String EC2 = "ec2";
    public static final String S3 = "s3";
    public static final String PACKAGES = "packages";

    public Call {
        parameters = Map.copyOf(parameters);
        headers = Map.copyOf(headers);
    }
}

package org.spotcloud.lab;

import com.fasterxml.jackson.annotation.JsonIgnoreProperties;

/**
 * What the sandbox writes into its port file.
 *
 * @param packages URL template of the package server
 * @param cloudCertificate path of a PEM file
 */
@JsonIgnoreProperties(ignoreUnknown = true)
public record SandboxFacts(
        String ec2,
        String s3,
        String packages,
        String control,
        String accessKey,
        String secretKey,
        String cloudCertificate,
        String bucket,
        long pid) {}

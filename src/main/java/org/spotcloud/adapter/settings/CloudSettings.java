package org.spotcloud.adapter.settings;

import jakarta.validation.Valid;
import jakarta.validation.constraints.Min;
import jakarta.validation.constraints.NotBlank;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;
import org.springframework.util.unit.DataSize;
import org.springframework.validation.annotation.Validated;

/**
 * The cloud that machines run on.
 *
 * @param endpoint of the EC2 service, path included, such as {@code http://cloud:8773/services/Cloud}
 * @param s3Endpoint of the S3 service that bundles are uploaded to
 * @param region the cloud's own name of it
 * @param timeout of one call
 * @param caCertificate PEM file of the authority that signed the cloud's certificate; the JVM's own authorities without it
 * @param securityGroups names (or, with a subnet, ids) that instances get beside the mark of this installation
 * @param subnet VPC subnet of the instances, where the cloud needs one
 * @param keyPair key pair that instances are run with, where set
 * @param runSettle how long after a RunInstances of unknown outcome the cloud's lists may be incomplete
 * @param watch how often the cloud is asked for the states of instances and images; with the look itself they are at most
 *     5 s old
 * @param missingAfter how long the cloud must have answered without a machine's instance until the machine is forgotten
 * @param instanceTypes the types to offer where the cloud cannot list them
 */
@Validated
@ConfigurationProperties("spotcloud.cloud")
public record CloudSettings(
        @DefaultValue("openstack-ec2") CloudKind kind,
        URI endpoint,
        URI s3Endpoint,
        @DefaultValue("nova") @NotBlank String region,
        @DefaultValue("") String accessKey,
        @DefaultValue("") Secret secretKey,
        @DefaultValue("30s") Duration timeout,
        Path caCertificate,
        @DefaultValue("default") List<String> securityGroups,
        String subnet,
        String zone,
        String keyPair,
        @DefaultValue("5m") Duration runSettle,
        @DefaultValue("4s") Duration watch,
        @DefaultValue("15m") Duration missingAfter,
        @DefaultValue List<@Valid ConfiguredType> instanceTypes) {

    /** An instance type as the operator describes it. */
    public record ConfiguredType(
            @NotBlank String name, @Min(1) int vcpus, DataSize memory, @DefaultValue("0") DataSize disk) {}

    public CloudSettings {
        securityGroups = List.copyOf(securityGroups);
        instanceTypes = List.copyOf(instanceTypes);
    }
}

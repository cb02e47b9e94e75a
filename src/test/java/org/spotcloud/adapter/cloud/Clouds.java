package org.spotcloud.adapter.cloud;

import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.spotcloud.adapter.settings.CloudKind;
import org.spotcloud.adapter.settings.CloudSettings;
import org.spotcloud.adapter.settings.Installation;
import org.spotcloud.adapter.settings.Secret;
import org.spotcloud.sandbox.Addresses;

/** Settings of clouds for tests; each method changes one thing. */
public record Clouds(
        CloudKind kind,
        URI endpoint,
        URI s3Endpoint,
        Duration timeout,
        Path caCertificate,
        String subnet,
        String zone,
        String keyPair,
        List<String> securityGroups,
        List<CloudSettings.ConfiguredType> types,
        String accessKey,
        String secretKey) {

    public static final Installation INSTALLATION = new Installation("0a1b2c3d");
    public static final String SECRET = "the-secret-key";

    public static Clouds at(URI endpoint, URI s3Endpoint) {
        return new Clouds(
                CloudKind.OPENSTACK_EC2,
                endpoint,
                s3Endpoint,
                Duration.ofSeconds(5),
                null,
                null,
                null,
                null,
                List.of("default"),
                List.of(),
                "AKEXAMPLE",
                SECRET);
    }

    /** A sandbox, with the keys that it knows. */
    public static Clouds of(Addresses sandbox, Duration timeout) {
        Clouds clouds = at(sandbox.ec2(), sandbox.s3()).timeout(timeout);
        return new Clouds(
                clouds.kind,
                clouds.endpoint,
                clouds.s3Endpoint,
                clouds.timeout,
                null,
                null,
                null,
                null,
                clouds.securityGroups,
                List.of(),
                sandbox.accessKey(),
                sandbox.secretKey());
    }

    public Clouds kind(CloudKind other) {
        return new Clouds(
                other,
                endpoint,
                s3Endpoint,
                timeout,
                caCertificate,
                subnet,
                zone,
                keyPair,
                securityGroups,
                types,
                accessKey,
                secretKey);
    }

    public Clouds timeout(Duration other) {
        return new Clouds(
                kind,
                endpoint,
                s3Endpoint,
                other,
                caCertificate,
                subnet,
                zone,
                keyPair,
                securityGroups,
                types,
                accessKey,
                secretKey);
    }

    public Clouds caCertificate(Path other) {
        return new Clouds(
                kind,
                endpoint,
                s3Endpoint,
                timeout,
                other,
                subnet,
                zone,
                keyPair,
                securityGroups,
                types,
                accessKey,
                secretKey);
    }

    public Clouds subnet(String other) {
        return new Clouds(
                kind,
                endpoint,
                s3Endpoint,
                timeout,
                caCertificate,
                other,
                zone,
                keyPair,
                securityGroups,
                types,
                accessKey,
                secretKey);
    }

    public Clouds zoneAndKey(String otherZone, String otherKey) {
        return new Clouds(
                kind,
                endpoint,
                s3Endpoint,
                timeout,
                caCertificate,
                subnet,
                otherZone,
                otherKey,
                securityGroups,
                types,
                accessKey,
                secretKey);
    }

    public Clouds types(CloudSettings.ConfiguredType... other) {
        return new Clouds(
                kind,
                endpoint,
                s3Endpoint,
                timeout,
                caCertificate,
                subnet,
                zone,
                keyPair,
                securityGroups,
                List.of(other),
                accessKey,
                secretKey);
    }

    public CloudSettings settings() {
        return new CloudSettings(
                kind,
                endpoint,
                s3Endpoint,
                "nova",
                accessKey,
                Secret.of(secretKey),
                timeout,
                caCertificate,
                securityGroups,
                subnet,
                zone,
                keyPair,
                Duration.ofMinutes(5),
                Duration.ofSeconds(5),
                Duration.ofMinutes(15),
                types);
    }

    public CloudClients clients() {
        return new CloudClients(settings(), endpoint -> {});
    }

    Ec2Instances instances(CloudClients clients) {
        CloudFaults faults = new CloudFaults(CloudTraits.of(kind));
        return new Ec2Instances(
                clients,
                faults,
                CloudTraits.of(kind),
                settings(),
                new InstallationMark(clients, faults, settings(), INSTALLATION),
                new InstanceReader(INSTALLATION));
    }
}

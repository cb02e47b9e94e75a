package org.spotcloud.adapter.cloud.publishing;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Clock;
import java.time.Duration;
import java.util.Optional;
import java.util.UUID;
import org.flywaydb.core.Flyway;
import org.spotcloud.adapter.catalog.Architecture;
import org.spotcloud.adapter.catalog.Claim;
import org.spotcloud.adapter.catalog.ImageKey;
import org.spotcloud.adapter.catalog.PackageId;
import org.spotcloud.adapter.catalog.Publication;
import org.spotcloud.adapter.catalog.Publisher;
import org.spotcloud.adapter.cloud.CloudClients;
import org.spotcloud.adapter.cloud.CloudFaults;
import org.spotcloud.adapter.cloud.CloudTraits;
import org.spotcloud.adapter.cloud.Clouds;
import org.spotcloud.adapter.settings.CloudKind;
import org.spotcloud.adapter.settings.PublishSettings;
import org.spotcloud.adapter.settings.SecretBox;
import org.spotcloud.sandbox.Addresses;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.jdbc.datasource.DriverManagerDataSource;

/** A publisher with a database of its own, against a sandbox; closing it is what a dying process leaves. */
public final class Publishers implements AutoCloseable {
    static final ImageKey KEY = new ImageKey(PackageId.of("2f1a6a2e-8f6c-4c1e-9c55-0d7a8f0b6c11"), Architecture.X86_64);
    static final int GENERATION = 3;

    private final Path folder;
    private final JdbcClient jdbc;
    private final SecretBox secrets;
    private final CloudClients clients;
    private final CloudFaults faults = new CloudFaults(CloudTraits.of(CloudKind.OPENSTACK_EC2));
    private final PublishSettings settings;

    Publishers(Path folder, Addresses cloud, Duration timeout) {
        this(folder, cloud, timeout, cloud.bucket(), cloud.cloudCertificate());
    }

    Publishers(Path folder, Addresses cloud, Duration timeout, String bucket, Path certificate) {
        this.folder = folder;
        this.secrets = SecretBox.at(folder.resolve("secret.key"));
        DriverManagerDataSource database =
                new DriverManagerDataSource("jdbc:h2:mem:" + UUID.randomUUID() + ";DB_CLOSE_DELAY=-1");
        Flyway.configure().dataSource(database).load().migrate();
        this.jdbc = JdbcClient.create(database);
        this.settings = new PublishSettings(
                PublishSettings.Way.BUNDLE, bucket, certificate, null, null, "000000000000", Duration.ofHours(1));
        this.clients = Clouds.of(cloud, timeout).clients();
    }

    public Publishers(Path folder, Addresses cloud) {
        this(folder, cloud, Duration.ofSeconds(20));
    }

    public Publisher publisher() {
        return new BundlePublisher(
                Clouds.INSTALLATION,
                new OwnImages(clients, faults),
                new PublicationAttempts(jdbc, secrets, Clock.systemUTC()),
                new AttemptFactory(settings, Clock.systemUTC(), new SecureRandom()),
                new BundleStore(clients, faults),
                new ManifestMaker(settings));
    }

    PublicationAttempts attempts() {
        return new PublicationAttempts(jdbc, secrets, Clock.systemUTC());
    }

    SecretBox secrets() {
        return secrets;
    }

    JdbcClient jdbc() {
        return jdbc;
    }

    Publication publication(Publication.Kind kind, byte[] content) {
        return publication(kind, content, null, null);
    }

    public Publication publication(Publication.Kind kind, Path file) {
        return publication(kind, file, null, null);
    }

    Publication publication(Publication.Kind kind, byte[] content, String kernelId, String ramdiskId) {
        try {
            Path file = Files.write(Files.createTempFile(folder, "image", ".raw"), content);
            return publication(kind, file, kernelId, ramdiskId);
        } catch (IOException e) {
            throw new AssertionError(e);
        }
    }

    private static Publication publication(Publication.Kind kind, Path file, String kernelId, String ramdiskId) {
        return new Publication(
                KEY,
                GENERATION,
                kind,
                "node/boot/" + UUID.randomUUID(),
                Claim.UNDISPUTED,
                file,
                Optional.ofNullable(kernelId),
                Optional.ofNullable(ramdiskId));
    }

    /** The same for an attempt that may lose its step. */
    static Publication claimed(Publication publication, Claim claim) {
        return new Publication(
                publication.key(),
                publication.generation(),
                publication.kind(),
                publication.attempt(),
                claim,
                publication.file(),
                publication.kernelId(),
                publication.ramdiskId());
    }

    static ImageName name(Publication.Kind kind) {
        return new ImageName(Clouds.INSTALLATION, KEY, GENERATION, kind);
    }

    @Override
    public void close() {
        clients.close();
    }
}

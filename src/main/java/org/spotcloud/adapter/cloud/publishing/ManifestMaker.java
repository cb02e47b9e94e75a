package org.spotcloud.adapter.cloud.publishing;

import java.io.IOException;
import java.nio.file.Path;
import java.security.PrivateKey;
import java.security.PublicKey;
import java.util.Objects;
import java.util.Optional;
import java.util.function.Function;
import org.spotcloud.adapter.bundle.Bundle;
import org.spotcloud.adapter.bundle.BundleType;
import org.spotcloud.adapter.bundle.Manifest;
import org.spotcloud.adapter.bundle.Readers;
import org.spotcloud.adapter.catalog.Fault;
import org.spotcloud.adapter.catalog.Publication;
import org.spotcloud.adapter.settings.PublishSettings;
import org.springframework.boot.ssl.pem.PemContent;

/** Makes manifests with the certificates and the key that the settings name. */
class ManifestMaker {
    private static final String CLOUD_CERTIFICATE = "cloud-certificate";
    private static final String USER_CERTIFICATE = "user-certificate";
    private static final String USER_KEY = "user-key";

    private final PublishSettings settings;

    ManifestMaker(PublishSettings settings) {
        this.settings = settings;
    }

    /** @throws Fault the operator's, when a file that manifests need is not named or not readable */
    void requireReady() {
        readers();
        signer();
    }

    byte[] of(Publication publication, Upload upload, Bundle bundle) {
        Manifest manifest = new Manifest(
                upload.attempt().prefix(),
                settings.user(),
                BundleType.valueOf(publication.kind().name()),
                publication.key().architecture().ec2Name(),
                publication.kernelId(),
                publication.ramdiskId(),
                bundle);
        try {
            return manifest.toXml(upload.layout().key(), readers(), signer());
        } catch (IllegalArgumentException e) {
            throw Fault.operator("the certificates and the key for publishing have to be RSA's: " + e.getMessage(), e);
        }
    }

    private Readers readers() {
        if (settings.cloudCertificate() == null) {
            throw Fault.operator(
                    "spotcloud.publish.cloud-certificate is not set: it names the PEM file of the certificate that bundles"
                            + " are encrypted for",
                    null);
        }
        return new Readers(
                certificate(CLOUD_CERTIFICATE, settings.cloudCertificate()),
                Optional.ofNullable(settings.userCertificate()).map(file -> certificate(USER_CERTIFICATE, file)));
    }

    private Optional<PrivateKey> signer() {
        return Optional.ofNullable(settings.userKey()).map(file -> read(USER_KEY, file, PemContent::getPrivateKey));
    }

    private static PublicKey certificate(String setting, Path file) {
        return read(setting, file, content -> content.getCertificates().get(0).getPublicKey());
    }

    private static <T> T read(String setting, Path file, Function<PemContent, T> part) {
        try {
            return Objects.requireNonNull(part.apply(PemContent.load(file)), "nothing of the kind in it");
        } catch (IOException | RuntimeException e) {
            throw unusable(setting, file, e);
        }
    }

    private static Fault unusable(String setting, Path file, Exception cause) {
        return Fault.operator(
                "spotcloud.publish.%s names a PEM file, and what it needs cannot be read from %s"
                        .formatted(setting, file.getFileName()),
                cause);
    }
}

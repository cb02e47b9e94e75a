package org.spotcloud.adapter.cloud;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.cert.Certificate;
import java.security.cert.CertificateFactory;
import java.util.Collection;
import javax.net.ssl.TrustManager;
import javax.net.ssl.TrustManagerFactory;
import org.spotcloud.adapter.catalog.Fault;

/** The authorities of the operator's PEM file, and no others, for the cloud's certificate. */
final class Authorities {
    private Authorities() {}

    /** @throws Fault the operator's, when the file holds no certificate */
    static TrustManager[] of(Path pem) {
        try (InputStream in = Files.newInputStream(pem)) {
            Collection<? extends Certificate> certificates =
                    CertificateFactory.getInstance("X.509").generateCertificates(in);
            if (certificates.isEmpty()) {
                throw unusable(pem, null);
            }
            KeyStore store = KeyStore.getInstance(KeyStore.getDefaultType());
            store.load(null, null);
            int number = 0;
            for (Certificate certificate : certificates) {
                store.setCertificateEntry("authority-" + number++, certificate);
            }
            TrustManagerFactory factory = TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
            factory.init(store);
            return factory.getTrustManagers();
        } catch (IOException | GeneralSecurityException e) {
            throw unusable(pem, e);
        }
    }

    private static Fault unusable(Path pem, Exception cause) {
        return Fault.operator(
                "spotcloud.cloud.ca-certificate names a PEM file with certificates, and no certificate can be read from "
                        + pem.getFileName(),
                cause);
    }
}

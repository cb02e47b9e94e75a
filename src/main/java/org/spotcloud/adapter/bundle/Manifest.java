package org.spotcloud.adapter.bundle;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.security.GeneralSecurityException;
import java.security.PrivateKey;
import java.security.Signature;
import java.util.HexFormat;
import java.util.Objects;
import java.util.Optional;

/**
 * The manifest of a bundle, version 2007-10-10: what the cloud reads first, and all it needs to fetch, decrypt and
 * check the parts.
 *
 * @param name of the image in the manifest
 * @param user the account number of who bundled it
 * @param architecture EC2's name of it
 * @param kernelId for a machine image: the registered kernel, where it has one
 * @param ramdiskId for a machine image: the registered ramdisk, where it has one
 */
public record Manifest(
        String name,
        String user,
        BundleType type,
        String architecture,
        Optional<String> kernelId,
        Optional<String> ramdiskId,
        Bundle bundle) {

    private static final String PROLOGUE = "<?xml version=\"1.0\"?>";
    private static final String VERSION = "2007-10-10";
    private static final String BUNDLER = "spotcloud-openstack-adapter";
    private static final String BUNDLER_VERSION = "1";
    private static final String BUNDLER_RELEASE = "1";
    private static final String UNSIGNED = "UNSIGNED";
    /** In place of an id: the image is itself a kernel, or a ramdisk. */
    private static final String ITSELF = "true";

    public Manifest {
        Objects.requireNonNull(name, "name");
        Objects.requireNonNull(user, "user");
        Objects.requireNonNull(architecture, "architecture");
        Objects.requireNonNull(bundle, "bundle");
        if (type != BundleType.MACHINE && (kernelId.isPresent() || ramdiskId.isPresent())) {
            throw new IllegalArgumentException("a " + type.text() + " image names neither kernel nor ramdisk");
        }
    }

    /**
     * The manifest as it is stored.
     *
     * @param key what the parts are encrypted with
     * @param readers for whom the key is encrypted in turn
     * @param signer the user's RSA key; the manifest says {@code UNSIGNED} without one
     */
    public byte[] toXml(BundleKey key, Readers readers, Optional<PrivateKey> signer) {
        // what is signed: these two elements as they stand in the file, with nothing between them
        String signed = machineConfiguration().toString() + image(key, readers);
        String signature = signer.map(privateKey -> sign(privateKey, signed)).orElse(UNSIGNED);
        Xml xml = new Xml()
                .text("version", VERSION)
                .element("bundler", bundler())
                .raw(signed)
                .text("signature", signature);
        return (PROLOGUE + new Xml().element("manifest", xml)).getBytes(UTF_8);
    }

    private static Xml bundler() {
        return new Xml().text("name", BUNDLER).text("version", BUNDLER_VERSION).text("release", BUNDLER_RELEASE);
    }

    private Xml machineConfiguration() {
        Optional<String> kernel = type == BundleType.KERNEL ? Optional.of(ITSELF) : kernelId;
        Optional<String> ramdisk = type == BundleType.RAMDISK ? Optional.of(ITSELF) : ramdiskId;
        Xml xml = new Xml().text("architecture", architecture);
        kernel.ifPresent(id -> xml.text("kernel_id", id));
        ramdisk.ifPresent(id -> xml.text("ramdisk_id", id));
        return new Xml().element("machine_configuration", xml);
    }

    private Xml image(BundleKey key, Readers readers) {
        Xml xml = new Xml()
                .text("name", name)
                .text("user", user)
                .text("type", type.text())
                .text("digest", bundle.tarSha1(), "algorithm", "SHA1")
                .text("size", Long.toString(bundle.imageSize()))
                .text("bundled_size", Long.toString(bundle.bundledSize()))
                .text("ec2_encrypted_key", readers.forCloud(key.keyText()), "algorithm", "AES-128-CBC")
                .text("user_encrypted_key", readers.forUser(key.keyText()), "algorithm", "AES-128-CBC")
                .text("ec2_encrypted_iv", readers.forCloud(key.ivText()))
                .text("user_encrypted_iv", readers.forUser(key.ivText()))
                .element(
                        "parts",
                        parts(),
                        "count",
                        Integer.toString(bundle.parts().size()));
        return new Xml().element("image", xml);
    }

    private Xml parts() {
        Xml xml = new Xml();
        for (Part part : bundle.parts()) {
            Xml content = new Xml().text("filename", part.name()).text("digest", part.sha1(), "algorithm", "SHA1");
            xml.element("part", content, "index", Integer.toString(part.index()));
        }
        return xml;
    }

    private static String sign(PrivateKey key, String signed) {
        try {
            Signature signature = Signature.getInstance("SHA1withRSA");
            signature.initSign(key);
            signature.update(signed.getBytes(UTF_8));
            return HexFormat.of().formatHex(signature.sign());
        } catch (GeneralSecurityException e) {
            throw new IllegalArgumentException(
                    "a manifest is signed with an RSA key, and this is a key of " + key.getAlgorithm(), e);
        }
    }
}

package org.spotcloud.adapter.bundle;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.io.ByteArrayInputStream;
import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.PrivateKey;
import java.security.PublicKey;
import java.security.Signature;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import javax.crypto.Cipher;
import javax.xml.parsers.DocumentBuilderFactory;
import org.junit.jupiter.api.Test;
import org.w3c.dom.Document;
import org.w3c.dom.Element;

class ManifestTest {
    private static final KeyPair CLOUD = rsa();
    private static final KeyPair USER = rsa();
    private static final String KEY_HEX = "000102030405060708090a0b0c0d0eff";
    private static final String IV_HEX = "f0e0d0c0b0a090807060504030201000";
    private static final BundleKey KEY =
            new BundleKey(HexFormat.of().parseHex(KEY_HEX), HexFormat.of().parseHex(IV_HEX));
    private static final Bundle BUNDLE = new Bundle(
            "a".repeat(40),
            5000,
            List.of(
                    new Part(0, "sc-1.part.00", 700, "b".repeat(40), 4000),
                    new Part(1, "sc-1.part.01", 34, "c".repeat(40), 5000)));

    @Test
    void standsElementByElementAsTheFormatPrescribes() {
        String xml = xml(machine(), Readers::new, Optional.empty());

        String hex = "[0-9a-f]{512}";
        assertThat(xml)
                .matches("<\\?xml version=\"1\\.0\"\\?><manifest><version>2007-10-10</version>"
                        + "<bundler><name>spotcloud-openstack-adapter</name><version>1</version><release>1</release></bundler>"
                        + "<machine_configuration><architecture>x86_64</architecture>"
                        + "<kernel_id>aki-1</kernel_id><ramdisk_id>ari-2</ramdisk_id></machine_configuration>"
                        + "<image><name>sc-1</name><user>000000000000</user><type>machine</type>"
                        + "<digest algorithm=\"SHA1\">a{40}</digest><size>5000</size><bundled_size>734</bundled_size>"
                        + "<ec2_encrypted_key algorithm=\"AES-128-CBC\">" + hex + "</ec2_encrypted_key>"
                        + "<user_encrypted_key algorithm=\"AES-128-CBC\">" + hex + "</user_encrypted_key>"
                        + "<ec2_encrypted_iv>" + hex + "</ec2_encrypted_iv>"
                        + "<user_encrypted_iv>" + hex + "</user_encrypted_iv>"
                        + "<parts count=\"2\">"
                        + "<part index=\"0\"><filename>sc-1\\.part\\.00</filename><digest algorithm=\"SHA1\">b{40}</digest></part>"
                        + "<part index=\"1\"><filename>sc-1\\.part\\.01</filename><digest algorithm=\"SHA1\">c{40}</digest></part>"
                        + "</parts></image><signature>UNSIGNED</signature></manifest>");
    }

    @Test
    void encryptsTheHexadecimalCharactersOfKeyAndIvForCloudAndUser() {
        Document document = parse(xml(machine(), Readers::new, Optional.empty()));

        assertThat(decrypt(CLOUD, text(document, "ec2_encrypted_key"))).isEqualTo(KEY_HEX);
        assertThat(decrypt(CLOUD, text(document, "ec2_encrypted_iv"))).isEqualTo(IV_HEX);
        assertThat(decrypt(USER, text(document, "user_encrypted_key"))).isEqualTo(KEY_HEX);
        assertThat(decrypt(USER, text(document, "user_encrypted_iv"))).isEqualTo(IV_HEX);
    }

    @Test
    void leavesTheUsersElementsEmptyWithoutTheUsersCertificate() {
        String xml = xml(machine(), (cloud, user) -> new Readers(cloud, Optional.empty()), Optional.empty());

        assertThat(xml)
                .contains("<user_encrypted_key algorithm=\"AES-128-CBC\"></user_encrypted_key>")
                .contains("<user_encrypted_iv></user_encrypted_iv>");
    }

    @Test
    void signsTheTwoElementsAsTheyStandInTheFile() throws GeneralSecurityException {
        String xml = xml(machine(), Readers::new, Optional.of(USER.getPrivate()));

        String signed = xml.substring(xml.indexOf("<machine_configuration>"), xml.indexOf("<signature>"));
        assertThat(signed).endsWith("</image>").contains("</machine_configuration><image>");
        Signature verifier = Signature.getInstance("SHA1withRSA");
        verifier.initVerify(USER.getPublic());
        verifier.update(signed.getBytes(UTF_8));
        assertThat(verifier.verify(HexFormat.of().parseHex(text(parse(xml), "signature"))))
                .isTrue();
    }

    @Test
    void marksKernelsAndRamdisksByTheWordTrue() {
        String kernel = xml(image(BundleType.KERNEL), Readers::new, Optional.empty());
        String ramdisk = xml(image(BundleType.RAMDISK), Readers::new, Optional.empty());

        assertThat(kernel)
                .contains("<kernel_id>true</kernel_id>", "<type>kernel</type>")
                .doesNotContain("ramdisk_id");
        assertThat(ramdisk)
                .contains("<ramdisk_id>true</ramdisk_id>", "<type>ramdisk</type>")
                .doesNotContain("kernel_id");
    }

    @Test
    void namesNoKernelForAnImageWithoutOne() {
        assertThat(xml(image(BundleType.MACHINE), Readers::new, Optional.empty()))
                .contains("<machine_configuration><architecture>x86_64</architecture></machine_configuration>");
    }

    @Test
    void refusesAKernelThatNamesAKernel() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> new Manifest(
                        "n", "0", BundleType.KERNEL, "x86_64", Optional.of("aki-1"), Optional.empty(), BUNDLE));
    }

    @Test
    void escapesWhatXmlReserves() {
        Manifest manifest = new Manifest(
                "a<b>&\"c\"", "0", BundleType.MACHINE, "x86_64", Optional.empty(), Optional.empty(), BUNDLE);

        assertThat(text(parse(xml(manifest, Readers::new, Optional.empty())), "image"))
                .startsWith("a<b>&\"c\"");
    }

    private interface MakeReaders {
        Readers of(PublicKey cloud, Optional<PublicKey> user);
    }

    private static Manifest machine() {
        return new Manifest(
                "sc-1",
                "000000000000",
                BundleType.MACHINE,
                "x86_64",
                Optional.of("aki-1"),
                Optional.of("ari-2"),
                BUNDLE);
    }

    private static Manifest image(BundleType type) {
        return new Manifest("sc-1", "0", type, "x86_64", Optional.empty(), Optional.empty(), BUNDLE);
    }

    private static String xml(Manifest manifest, MakeReaders readers, Optional<PrivateKey> signer) {
        return new String(
                manifest.toXml(KEY, readers.of(CLOUD.getPublic(), Optional.of(USER.getPublic())), signer), UTF_8);
    }

    private static Document parse(String xml) {
        try {
            return DocumentBuilderFactory.newInstance()
                    .newDocumentBuilder()
                    .parse(new ByteArrayInputStream(xml.getBytes(UTF_8)));
        } catch (Exception e) {
            throw new AssertionError("the manifest is no XML", e);
        }
    }

    private static String text(Document document, String element) {
        return ((Element) document.getElementsByTagName(element).item(0)).getTextContent();
    }

    private static String decrypt(KeyPair pair, String hex) {
        try {
            Cipher cipher = Cipher.getInstance("RSA/ECB/PKCS1Padding");
            cipher.init(Cipher.DECRYPT_MODE, pair.getPrivate());
            return new String(cipher.doFinal(HexFormat.of().parseHex(hex)), US_ASCII);
        } catch (GeneralSecurityException e) {
            throw new AssertionError("not encrypted for that key", e);
        }
    }

    private static KeyPair rsa() {
        try {
            KeyPairGenerator generator = KeyPairGenerator.getInstance("RSA");
            generator.initialize(2048);
            return generator.generateKeyPair();
        } catch (GeneralSecurityException e) {
            throw new AssertionError(e);
        }
    }
}

package org.spotcloud.sandbox.bundle;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayInputStream;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.security.MessageDigest;
import java.security.PrivateKey;
import java.security.cert.X509Certificate;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.spotcloud.sandbox.Sandbox;

class BundleDecoderTest {
    private static final X509Certificate CLOUD = Pem.certificate(pem("cloud-cert.pem"));
    private static final PrivateKey CLOUD_KEY = Pem.privateKey(pem("cloud-key.pem"));
    private static final X509Certificate USER = Pem.certificate(pem("user-cert.pem"));
    private static final PrivateKey USER_KEY = Pem.privateKey(pem("user-key.pem"));
    private static final String MANIFEST = "image.manifest.xml";

    private final BundleMaker maker = new BundleMaker(CLOUD, null);

    @Test
    void decodesMachineImage() throws Exception {
        byte[] image = SampleImages.qcow2();

        DecodedImage decoded = decode(maker.bundle(image));

        assertThat(decoded.size()).isEqualTo(image.length);
        assertThat(decoded.sha256())
                .isEqualTo(HexFormat.of()
                        .formatHex(MessageDigest.getInstance("SHA-256").digest(image)));
        assertThat(decoded.virtualSize()).isEqualTo(64L << 20);
        assertThat(decoded.fileName()).isEqualTo("disk.img");
    }

    @Test
    void decodesKernelAndRamdisk() throws Exception {
        maker.of("image", "kernel", "<kernel_id>true</kernel_id>");
        assertThat(decode(maker.bundle(SampleImages.kernel())).size()).isEqualTo(5000);
        maker.of("image", "ramdisk", "<ramdisk_id>true</ramdisk_id>");
        assertThat(decode(maker.bundle(SampleImages.random(123456))).size()).isEqualTo(123456);
    }

    @Test
    void decodesMoreThanAHundredParts() throws Exception {
        maker.of("image", "ramdisk", "<ramdisk_id>true</ramdisk_id>");
        Map<String, byte[]> files = maker.bundle(SampleImages.random(150_000));

        assertThat(files).containsKey("image.part.100");
        assertThat(decode(files).size()).isEqualTo(150_000);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "<version>2007-10-10 | <version>2007-03-05 | version must be 2007-10-10, found 2007-03-05",
                "<release>0</release> | '' | <bundler> must go on with <release>, found nothing",
                "<release>0</release> | <release></release> | bundler release is empty",
                "<name>disk</name><user>000000000000</user> | <user>000000000000</user><name>disk</name> | <image> must go on with <name>, found user",
                "<type>machine | <type>kernel | type must be machine, found kernel",
                "<digest algorithm=\"SHA1\"> | <digest algorithm=\"MD5\"> | <digest> must have the attributes {algorithm=SHA1}, found {algorithm=MD5}",
                "<ec2_encrypted_iv> | <ec2_encrypted_iv algorithm=\"AES-128-CBC\"> | <ec2_encrypted_iv> must have the attributes {}, found {algorithm=AES-128-CBC}",
                "<ec2_encrypted_key algorithm=\"AES-128-CBC\"> | <ec2_encrypted_key> | <ec2_encrypted_key> must have the attributes {algorithm=AES-128-CBC}, found {}",
                "<part index=\"0\"> | <part index=\"1\"> | <part> must have the attributes {index=0}, found {index=1}",
                "<parts count=\" | <parts count=\"1 | parts must have the count",
                "image.part.00 | image.part.0 | filename must end with .part.00, found image.part.0",
                "</machine_configuration><image> | </machine_configuration> <image> | <manifest> holds text or white space beside its elements",
                "</parts></image> | </parts><block_device_mapping/></image> | <image> must end, found block_device_mapping",
                "<signature>UNSIGNED | <signature>none | signature must be lower-case hex digits or UNSIGNED",
                "<manifest> | <!DOCTYPE manifest><manifest> | The manifest is not XML",
                "</manifest> | '' | The manifest is not XML",
                "<size>262144 | <size>262145 | size must be 262144, found 262145",
                "<size>262144 | <size>0 | size must be a number above 0, found 0",
                "<bundled_size> | <bundled_size>1 | bundled_size must be",
            })
    void refusesManifest(String original, String spoilt, String reason) throws Exception {
        Map<String, byte[]> files = maker.bundle(SampleImages.qcow2());
        String manifest = new String(files.get(MANIFEST), UTF_8);
        assertThat(manifest).contains(original);
        int at = manifest.indexOf(original);
        String changed = manifest.substring(0, at) + spoilt + manifest.substring(at + original.length());
        files.put(MANIFEST, changed.getBytes(UTF_8));

        assertRefused(files, reason);
    }

    @Test
    void refusesMissingPart() throws Exception {
        Map<String, byte[]> files = maker.bundle(SampleImages.kernel());
        files.remove("image.part.01");

        assertRefused(files, "There is no part image.part.01");
    }

    @Test
    void refusesSpoiltPart() throws Exception {
        maker.of("image", "kernel", "<kernel_id>true</kernel_id>");
        Map<String, byte[]> files = maker.bundle(SampleImages.kernel());
        files.get("image.part.01")[17] ^= 1;

        assertThatThrownBy(() -> decode(files))
                .isInstanceOf(BundleRefused.class)
                .hasMessageMatching("image.part.01 must have the digest .*|The parts do not decrypt and unpack.*");
    }

    @Test
    void refusesPartWhoseDigestAloneIsWrong() throws Exception {
        Map<String, byte[]> files = maker.bundle(SampleImages.qcow2());
        replace(files, BundleMaker.sha1(files.get("image.part.00")), "0".repeat(40));

        assertRefused(files, "image.part.00 must have the digest " + "0".repeat(40));
    }

    @Test
    void refusesWrongDigestOfTheTar() throws Exception {
        Map<String, byte[]> files = maker.bundle(SampleImages.qcow2());
        replace(files, BundleMaker.sha1(BundleMaker.tar("disk.img", SampleImages.qcow2())), "0".repeat(40));

        assertRefused(files, "(the tar's), found " + "0".repeat(40));
    }

    @Test
    void refusesKeyForAnotherCloud() throws Exception {
        assertRefused(
                new BundleMaker(USER, null).bundle(SampleImages.qcow2()),
                "ec2_encrypted_key is not encrypted for this cloud");
    }

    @Test
    void refusesKeyInUpperCase() throws Exception {
        maker.key = BundleMaker.KEY.toUpperCase(java.util.Locale.ROOT);

        assertRefused(maker.bundle(SampleImages.qcow2()), "ec2_encrypted_key must decrypt to 32 lower-case hex digits");
    }

    @Test
    void refusesRawBytesAsIv() throws Exception {
        maker.iv = "sixteen bytes!!!";

        assertRefused(
                maker.bundle(SampleImages.qcow2()),
                "ec2_encrypted_iv must decrypt to 32 lower-case hex digits, found 16");
    }

    @Test
    void refusesAnotherKeyThanTheParts() throws Exception {
        maker.key = "0".repeat(32);

        assertRefused(maker.bundle(SampleImages.qcow2()), "The parts do not decrypt and unpack");
    }

    @Test
    void refusesSaltHeader() throws Exception {
        maker.beforeGzip = "Salted__12345678".getBytes(UTF_8);

        assertRefused(maker.bundle(SampleImages.qcow2()), "The parts do not decrypt and unpack: Not in GZIP format");
    }

    @Test
    void refusesBytesBehindTheGzip() throws Exception {
        maker.behindGzip = new byte[20];

        assertRefused(maker.bundle(SampleImages.qcow2()), "There are bytes behind the end of the gzip");
    }

    @Test
    void refusesTarOfTwoMembers() throws Exception {
        byte[] image = SampleImages.qcow2();
        byte[] tar =
                BundleMaker.concat(BundleMaker.member("disk.img", image, '0'), BundleMaker.tar("more", new byte[10]));

        assertRefused(maker.bundle(tar, image.length), "found more than one member");
    }

    @Test
    void refusesTarOfAFolder() throws Exception {
        byte[] tar = BundleMaker.concat(BundleMaker.member("disk/", new byte[0], '5'), new byte[1024]);

        assertRefused(maker.bundle(tar, 1), "The tar must hold one regular file, found disk/ of another type");
    }

    @Test
    void refusesKernelWithoutSetupHeader() throws Exception {
        maker.of("image", "kernel", "<kernel_id>true</kernel_id>");

        assertRefused(maker.bundle(SampleImages.random(5000)), "The kernel is not a Linux bzImage");
    }

    @ParameterizedTest
    @CsvSource({
        "0, 0x514649fa, no QCOW2 magic",
        "4, 4, 'version must be 2 or 3, found 4'",
        "12, 1, backing file",
        "20, 8, 'cluster_bits must be 9 to 21, found 8'",
        "28, 0x4000001, whole sectors",
        "32, 1, encrypted",
        "36, 0, L1 table is too small",
        "44, 0x40000, L1 table ends behind the file",
        "44, 0x30001, L1 table is not at a cluster",
        "52, 0, refcount table is not at a cluster",
        "56, 0, refcount table is empty",
        "76, 1, incompatible features",
        "96, 7, refcount_order",
        "100, 72, header_length is 72",
    })
    void refusesDiskWithSpoiltHeader(int offset, String value, String reason) throws Exception {
        byte[] image = SampleImages.qcow2();
        ByteBuffer.wrap(image).putInt(offset, Integer.decode(value));

        assertRefused(maker.bundle(image), reason);
    }

    @Test
    void checksSignatureWhenTheUserIsKnown() throws Exception {
        Map<String, byte[]> signed = new BundleMaker(CLOUD, USER_KEY).bundle(SampleImages.qcow2());
        BundleKeys keys = new BundleKeys(CLOUD_KEY, USER);

        assertThat(decode(signed, keys).size()).isEqualTo(SampleImages.qcow2().length);
        Map<String, byte[]> unsigned = maker.bundle(SampleImages.qcow2());
        assertThatThrownBy(() -> decode(unsigned, keys)).hasMessageContaining("The manifest is unsigned");
        Map<String, byte[]> ofAnother = new BundleMaker(CLOUD, CLOUD_KEY).bundle(SampleImages.qcow2());
        assertThatThrownBy(() -> decode(ofAnother, keys)).hasMessageContaining("does not match");
        replace(signed, "<name>disk</name>", "<name>risk</name>");
        assertThatThrownBy(() -> decode(signed, keys)).hasMessageContaining("does not match");
    }

    private static void replace(Map<String, byte[]> files, String original, String spoilt) {
        String manifest = new String(files.get(MANIFEST), UTF_8);
        assertThat(manifest).contains(original);
        files.put(MANIFEST, manifest.replace(original, spoilt).getBytes(UTF_8));
    }

    private static void assertRefused(Map<String, byte[]> files, String reason) {
        assertThatThrownBy(() -> decode(files))
                .isInstanceOf(BundleRefused.class)
                .hasMessageContaining(reason);
    }

    private static DecodedImage decode(Map<String, byte[]> files) throws Exception {
        return decode(files, new BundleKeys(CLOUD_KEY, null));
    }

    private static DecodedImage decode(Map<String, byte[]> files, BundleKeys keys) throws Exception {
        Manifest manifest = ManifestParser.parse(files.get(MANIFEST));
        return new BundleDecoder(keys).decode(manifest, name -> {
            byte[] file = files.get(name);
            return file == null ? null : new ByteArrayInputStream(Arrays.copyOf(file, file.length));
        });
    }

    private static String pem(String name) {
        try (InputStream in = Sandbox.class.getResourceAsStream(name)) {
            return new String(in.readAllBytes(), UTF_8);
        } catch (java.io.IOException e) {
            throw new java.io.UncheckedIOException(e);
        }
    }
}

package org.spotcloud.sandbox.bundle;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.security.PrivateKey;
import java.security.Signature;
import java.security.cert.X509Certificate;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.zip.GZIPOutputStream;
import javax.crypto.Cipher;
import javax.crypto.spec.IvParameterSpec;
import javax.crypto.spec.SecretKeySpec;

/** Makes bundles from the format's description with the JDK alone; tests spoil what it makes, one thing at a time. */
public final class BundleMaker {
    static final String KEY = "000102030405060708090a0b0c0d0e0f";
    static final String IV = "f0e1d2c3b4a5968778695a4b3c2d1e0f";
    private static final int TAR_RECORD = 512;
    private static final int PART = 1000;

    private final X509Certificate cloud;
    private final PrivateKey user;
    String prefix = "image";
    String type = "machine";
    String machineConfiguration = "<architecture>x86_64</architecture>";
    String key = KEY;
    String iv = IV;
    byte[] beforeGzip = new byte[0];
    byte[] behindGzip = new byte[0];

    /** A bundler that encrypts for this cloud, and signs when the user's key is not null. */
    public BundleMaker(X509Certificate cloud, PrivateKey user) {
        this.cloud = cloud;
        this.user = user;
    }

    /** A bundler of another prefix, type and machine configuration. */
    public BundleMaker of(String newPrefix, String newType, String configuration) {
        prefix = newPrefix;
        type = newType;
        machineConfiguration = "<architecture>x86_64</architecture>" + configuration;
        return this;
    }

    /** The files by name: parts, and the manifest. */
    public Map<String, byte[]> bundle(byte[] image) throws GeneralSecurityException, IOException {
        return bundle(tar("disk.img", image), image.length);
    }

    Map<String, byte[]> bundle(byte[] tar, long size) throws GeneralSecurityException, IOException {
        byte[] parts = encrypt(concat(beforeGzip, gzip(tar), behindGzip));
        Map<String, byte[]> files = new LinkedHashMap<>();
        StringBuilder list = new StringBuilder();
        for (int i = 0; i * PART < parts.length; i++) {
            byte[] part = Arrays.copyOfRange(parts, i * PART, Math.min(parts.length, (i + 1) * PART));
            String name = String.format("%s.part.%02d", prefix, i);
            files.put(name, part);
            list.append("<part index=\"" + i + "\"><filename>" + name + "</filename><digest algorithm=\"SHA1\">"
                    + sha1(part) + "</digest></part>");
        }
        String signed = "<machine_configuration>" + machineConfiguration
                + "</machine_configuration><image><name>disk</name>"
                + "<user>000000000000</user><type>" + type + "</type><digest algorithm=\"SHA1\">" + sha1(tar)
                + "</digest><size>" + size + "</size><bundled_size>" + parts.length + "</bundled_size>"
                + "<ec2_encrypted_key algorithm=\"AES-128-CBC\">" + seal(key) + "</ec2_encrypted_key>"
                + "<user_encrypted_key algorithm=\"AES-128-CBC\"></user_encrypted_key><ec2_encrypted_iv>" + seal(iv)
                + "</ec2_encrypted_iv><user_encrypted_iv></user_encrypted_iv><parts count=\"" + files.size() + "\">"
                + list
                + "</parts></image>";
        String manifest = "<?xml version=\"1.0\"?><manifest><version>2007-10-10</version><bundler><name>test</name>"
                + "<version>1.0</version><release>0</release></bundler>" + signed + "<signature>" + sign(signed)
                + "</signature></manifest>";
        files.put(prefix + ".manifest.xml", manifest.getBytes(StandardCharsets.UTF_8));
        return files;
    }

    /** A tar of one regular file, in the ustar form. */
    static byte[] tar(String name, byte[] content) throws IOException {
        return concat(member(name, content, '0'), new byte[2 * TAR_RECORD]);
    }

    static byte[] member(String name, byte[] content, char type) throws IOException {
        ByteBuffer header = ByteBuffer.allocate(TAR_RECORD);
        field(header, 0, name);
        field(header, 100, "0000644\0");
        field(header, 108, "0000000\0");
        field(header, 116, "0000000\0");
        field(header, 124, String.format("%011o\0", content.length));
        field(header, 136, "00000000000\0");
        field(header, 148, "        ");
        field(header, 156, String.valueOf(type));
        field(header, 257, "ustar\00000");
        int sum = 0;
        for (byte value : header.array()) {
            sum += value & 0xff;
        }
        field(header, 148, String.format("%06o\0 ", sum));
        int padding = (TAR_RECORD - content.length % TAR_RECORD) % TAR_RECORD;
        return concat(header.array(), content, new byte[padding]);
    }

    private static void field(ByteBuffer header, int offset, String text) {
        header.position(offset).put(text.getBytes(StandardCharsets.US_ASCII));
    }

    private byte[] encrypt(byte[] plain) throws GeneralSecurityException {
        Cipher aes = Cipher.getInstance("AES/CBC/PKCS5Padding");
        HexFormat hex = HexFormat.of();
        aes.init(
                Cipher.ENCRYPT_MODE,
                new SecretKeySpec(hex.parseHex(KEY), "AES"),
                new IvParameterSpec(hex.parseHex(IV)));
        return aes.doFinal(plain);
    }

    private String seal(String text) throws GeneralSecurityException {
        Cipher rsa = Cipher.getInstance("RSA/ECB/PKCS1Padding");
        rsa.init(Cipher.ENCRYPT_MODE, cloud);
        return HexFormat.of().formatHex(rsa.doFinal(text.getBytes(StandardCharsets.US_ASCII)));
    }

    private String sign(String text) throws GeneralSecurityException {
        if (user == null) {
            return "UNSIGNED";
        }
        Signature signature = Signature.getInstance("SHA1withRSA");
        signature.initSign(user);
        signature.update(text.getBytes(StandardCharsets.UTF_8));
        return HexFormat.of().formatHex(signature.sign());
    }

    private static byte[] gzip(byte[] plain) throws IOException {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try (GZIPOutputStream gzip = new GZIPOutputStream(bytes)) {
            gzip.write(plain);
        }
        return bytes.toByteArray();
    }

    static String sha1(byte[] bytes) throws GeneralSecurityException {
        return HexFormat.of().formatHex(MessageDigest.getInstance("SHA-1").digest(bytes));
    }

    static byte[] concat(byte[]... pieces) throws IOException {
        ByteArrayOutputStream all = new ByteArrayOutputStream();
        for (byte[] piece : pieces) {
            all.write(piece);
        }
        return all.toByteArray();
    }
}

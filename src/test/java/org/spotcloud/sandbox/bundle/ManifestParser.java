package org.spotcloud.sandbox.bundle;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import javax.xml.parsers.DocumentBuilder;
import javax.xml.parsers.DocumentBuilderFactory;
import javax.xml.parsers.ParserConfigurationException;
import org.w3c.dom.Element;
import org.xml.sax.SAXException;
import org.xml.sax.helpers.DefaultHandler;

/** Reads a manifest strictly: elements, attributes and their order as the format has them, no white space between them. */
public final class ManifestParser {
    private static final String VERSION = "2007-10-10";
    private static final Map<String, String> SHA1 = Map.of("algorithm", "SHA1");
    private static final Map<String, String> AES = Map.of("algorithm", "AES-128-CBC");
    private static final String SIGNED_FROM = "<machine_configuration>";
    private static final String SIGNED_BETWEEN = "</machine_configuration><image>";
    private static final String SIGNED_TO = "</image>";

    private ManifestParser() {}

    /** The document's root element; refused when it is not XML or has a document type. */
    public static Element xml(byte[] document) throws BundleRefused {
        try {
            DocumentBuilderFactory factory = DocumentBuilderFactory.newDefaultInstance();
            factory.setFeature("http://apache.org/xml/features/disallow-doctype-decl", true);
            DocumentBuilder builder = factory.newDocumentBuilder();
            builder.setErrorHandler(new DefaultHandler());
            return builder.parse(new ByteArrayInputStream(document)).getDocumentElement();
        } catch (SAXException | IOException e) {
            throw new BundleRefused("The manifest is not XML", e);
        } catch (ParserConfigurationException e) {
            throw new IllegalStateException(e);
        }
    }

    /** The manifest that the bytes of its file hold. */
    public static Manifest parse(byte[] document) throws BundleRefused {
        Element root = xml(document);
        if (!root.getTagName().equals("manifest")) {
            throw new BundleRefused("The root must be <manifest>, found " + root.getTagName());
        }
        Elements manifest = new Elements(root);
        String version = manifest.text("version");
        if (!version.equals(VERSION)) {
            throw new BundleRefused("version must be " + VERSION + ", found " + version);
        }
        bundler(manifest.take("bundler", Map.of()));
        Elements machine = new Elements(manifest.take("machine_configuration", Map.of()));
        String architecture = required(machine.text("architecture"), "architecture");
        String kernelId = machine.isNext("kernel_id") ? machine.text("kernel_id") : null;
        String ramdiskId = machine.isNext("ramdisk_id") ? machine.text("ramdisk_id") : null;
        machine.end();
        Elements image = new Elements(manifest.take("image", Map.of()));
        String signature = manifest.text("signature");
        manifest.end();
        return image(image, architecture, kernelId, ramdiskId, signature, signedBytes(document));
    }

    private static void bundler(Element element) throws BundleRefused {
        Elements bundler = new Elements(element);
        required(bundler.text("name"), "bundler name");
        required(bundler.text("version"), "bundler version");
        required(bundler.text("release"), "bundler release");
        bundler.end();
    }

    private static Manifest image(
            Elements image, String architecture, String kernelId, String ramdiskId, String signature, byte[] signed)
            throws BundleRefused {
        String name = required(image.text("name"), "image name");
        required(image.text("user"), "user");
        String type = image.text("type");
        String digest = digest(image.text("digest", SHA1), "image digest");
        long size = number(image.text("size"), "size");
        long bundledSize = number(image.text("bundled_size"), "bundled_size");
        String key = hex(image.text("ec2_encrypted_key", AES), "ec2_encrypted_key");
        image.text("user_encrypted_key", AES);
        String iv = hex(image.text("ec2_encrypted_iv"), "ec2_encrypted_iv");
        image.text("user_encrypted_iv");
        List<Manifest.Part> parts = parts(image.take("parts"));
        image.end();
        Manifest manifest = new Manifest(
                architecture,
                kernelId,
                ramdiskId,
                name,
                type,
                digest,
                size,
                bundledSize,
                key,
                iv,
                parts,
                signature,
                signed);
        if (!manifest.kind().type().equals(type)) {
            throw new BundleRefused("type must be " + manifest.kind().type() + ", found " + type);
        }
        return manifest;
    }

    private static List<Manifest.Part> parts(Element element) throws BundleRefused {
        List<Manifest.Part> parts = new ArrayList<>();
        Elements elements = new Elements(element);
        while (elements.hasMore()) {
            Map<String, String> index = Map.of("index", Integer.toString(parts.size()));
            Elements part = new Elements(elements.take("part", index));
            String fileName = required(part.text("filename"), "filename");
            String digest = digest(part.text("digest", SHA1), "digest of " + fileName);
            String suffix = String.format(".part.%02d", parts.size());
            if (!fileName.endsWith(suffix)) {
                throw new BundleRefused("filename must end with " + suffix + ", found " + fileName);
            }
            parts.add(new Manifest.Part(fileName, digest));
            part.end();
        }
        String count = element.getAttribute("count");
        if (parts.isEmpty() || !count.equals(Integer.toString(parts.size()))) {
            throw new BundleRefused("parts must have the count " + parts.size() + ", found " + count);
        }
        return parts;
    }

    private static byte[] signedBytes(byte[] document) throws BundleRefused {
        String text = new String(document, StandardCharsets.ISO_8859_1);
        int from = text.indexOf(SIGNED_FROM);
        int to = text.indexOf(SIGNED_TO);
        if (from < 0 || to < 0 || !text.contains(SIGNED_BETWEEN)) {
            throw new BundleRefused("<image> must follow at once upon <machine_configuration>");
        }
        return Arrays.copyOfRange(document, from, to + SIGNED_TO.length());
    }

    private static String required(String text, String name) throws BundleRefused {
        if (text.isBlank()) {
            throw new BundleRefused(name + " is empty");
        }
        return text;
    }

    private static long number(String text, String name) throws BundleRefused {
        if (!text.matches("[1-9][0-9]{0,17}")) {
            throw new BundleRefused(name + " must be a number above 0, found " + text);
        }
        return Long.parseLong(text);
    }

    private static String digest(String text, String name) throws BundleRefused {
        if (!text.matches("[0-9a-f]{40}")) {
            throw new BundleRefused(name + " must be 40 lower-case hex digits, found " + text);
        }
        return text;
    }

    private static String hex(String text, String name) throws BundleRefused {
        if (!text.matches("([0-9a-f]{2})+")) {
            throw new BundleRefused(name + " must be lower-case hex digits");
        }
        return text;
    }
}

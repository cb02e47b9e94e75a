package org.spotcloud.sandbox.ec2;

import java.io.IOException;
import java.io.InputStream;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.function.Supplier;
import org.spotcloud.sandbox.bundle.BundleDecoder;
import org.spotcloud.sandbox.bundle.BundleRefused;
import org.spotcloud.sandbox.bundle.ImageKind;
import org.spotcloud.sandbox.bundle.Manifest;
import org.spotcloud.sandbox.bundle.ManifestParser;
import org.spotcloud.sandbox.faults.Pause;
import org.spotcloud.sandbox.s3.ObjectStore;
import org.w3c.dom.Element;
import org.w3c.dom.NodeList;

/** Turns a location into an image: reads the manifest at once, and fetches and decodes the parts in the background. */
final class Registrar implements AutoCloseable {
    private static final int LARGEST_MANIFEST = 10 << 20;
    private static final int DECODERS = 2;

    private final Images images;
    private final ObjectStore store;
    private final BundleDecoder decoder;
    private final Supplier<Settings> settings;
    private final ExecutorService background = Executors.newFixedThreadPool(DECODERS, task -> {
        Thread thread = new Thread(task, "sandbox-images");
        thread.setDaemon(true);
        return thread;
    });

    Registrar(Images images, ObjectStore store, BundleDecoder decoder, Supplier<Settings> settings) {
        this.images = images;
        this.store = store;
        this.decoder = decoder;
        this.settings = settings;
    }

    Image register(String name, String description, String location) throws Ec2Error, IOException {
        int slash = location.indexOf('/');
        String bucket = slash < 0 ? "" : location.substring(0, slash);
        byte[] document = manifest(bucket, location.substring(slash + 1), location);
        Image image = images.add(glance(document, name, description, location));
        if (!settings.get().imagesStayPending()) {
            background.execute(() -> decode(image, bucket, document));
        }
        return image;
    }

    private byte[] manifest(String bucket, String key, String location) throws Ec2Error, IOException {
        try (InputStream in = store.open(bucket, key)) {
            if (in == null) {
                throw Ec2Error.noSuchKey(location);
            }
            return in.readNBytes(LARGEST_MANIFEST);
        }
    }

    /** Takes from the manifest no more than OpenStack's service does; what is wrong beyond that shows when the image is decoded. */
    private Image.Registration glance(byte[] document, String name, String description, String location)
            throws Ec2Error {
        Element root;
        try {
            root = ManifestParser.xml(document);
        } catch (BundleRefused e) {
            throw Ec2Error.withoutXml("The server could not comply with the request: " + e.getMessage());
        }
        String architecture = text(root, "architecture");
        String kernelId = text(root, "kernel_id");
        String ramdiskId = text(root, "ramdisk_id");
        if (architecture == null || text(root, "ec2_encrypted_key") == null || text(root, "filename") == null) {
            throw Ec2Error.withoutXml("The server could not comply with the request: the manifest lacks elements");
        }
        ImageKind kind = Manifest.THIS_IMAGE.equals(kernelId)
                ? ImageKind.KERNEL
                : Manifest.THIS_IMAGE.equals(ramdiskId) ? ImageKind.RAMDISK : ImageKind.MACHINE;
        boolean machine = kind == ImageKind.MACHINE;
        if (machine) {
            requireAttached(kernelId, ImageKind.KERNEL);
            requireAttached(ramdiskId, ImageKind.RAMDISK);
        }
        return new Image.Registration(
                name == null ? location : name,
                description,
                location,
                architecture,
                kind,
                machine ? kernelId : null,
                machine ? ramdiskId : null);
    }

    private void requireAttached(String id, ImageKind kind) throws Ec2Error {
        if (id != null && images.required(id).registration().kind() != kind) {
            throw Ec2Error.noSuch("InvalidAMIID.NotFound", kind.type(), id);
        }
    }

    private static String text(Element root, String name) {
        NodeList found = root.getElementsByTagName(name);
        return found.getLength() == 0 ? null : found.item(0).getTextContent();
    }

    private void decode(Image image, String bucket, byte[] document) {
        try {
            Pause.of(settings.get().imageDelay().toMillis());
            Manifest manifest = ManifestParser.parse(document);
            images.available(image, decoder.decode(manifest, fileName -> store.open(bucket, fileName)));
        } catch (BundleRefused e) {
            images.failed(image, e.getMessage());
        } catch (IOException | RuntimeException e) {
            images.failed(image, "The sandbox could not read the bundle: " + e);
        }
    }

    @Override
    public void close() {
        background.shutdownNow();
    }
}

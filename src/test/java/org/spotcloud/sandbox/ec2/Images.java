package org.spotcloud.sandbox.ec2;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.function.Predicate;
import org.spotcloud.sandbox.bundle.DecodedImage;
import org.spotcloud.sandbox.bundle.ImageKind;

/** All images that ever were registered. */
public final class Images {
    private final Map<String, Image> all = new LinkedHashMap<>();

    synchronized Image add(Image.Registration registration) {
        Image image = new Image(Ids.next(registration.kind().prefix()), registration);
        all.put(image.id(), image);
        return image;
    }

    /** The images that the API knows. */
    synchronized List<Image> registered(Predicate<Image> which) {
        return all.values().stream()
                .filter(image -> !image.isDeregistered() && which.test(image))
                .toList();
    }

    synchronized Image required(String id) throws Ec2Error {
        if (!id.matches("a[mkr]i-[0-9a-f]{8,17}")) {
            throw Ec2Error.invalidValue("ImageId", id, "Expected an image's id.");
        }
        Image image = all.get(id);
        if (image == null || image.isDeregistered()) {
            throw Ec2Error.noSuch("InvalidAMIID.NotFound", "image", id);
        }
        return image;
    }

    /** The image, when an instance can be made of it. */
    synchronized Image bootable(String id) throws Ec2Error {
        Image image = required(id);
        if (image.registration().kind() != ImageKind.MACHINE) {
            throw Ec2Error.invalidValue("ImageId", id, "Expected a machine image.");
        }
        if (image.state() != ImageState.AVAILABLE) {
            throw Ec2Error.badRequest("InvalidAMIID.Unavailable", "The image ID '" + id + "' is not available");
        }
        requireAttached(image.registration().kernelId());
        requireAttached(image.registration().ramdiskId());
        return image;
    }

    private void requireAttached(String id) throws Ec2Error {
        if (id != null && (!all.containsKey(id) || all.get(id).isDeregistered())) {
            throw Ec2Error.badRequest("BadRequest", "Can not find requested image");
        }
    }

    synchronized void deregister(String id) throws Ec2Error {
        required(id).deregister();
    }

    synchronized void tag(Image image, Map<String, String> tags) {
        image.tags().putAll(tags);
    }

    synchronized void available(Image image, DecodedImage decoded) {
        image.available(decoded);
    }

    synchronized void failed(Image image, String reason) {
        image.failed(reason);
    }

    /** Puts an image into a state; {@code gone} deregisters it. */
    public synchronized void force(String id, String state) {
        Image image = all.get(id);
        if (image == null) {
            throw new IllegalArgumentException("No image " + id);
        }
        if (state.equals("gone")) {
            image.deregister();
        } else {
            image.become(ImageState.valueOf(state.toUpperCase(Locale.ROOT)));
        }
    }

    /** Every image that ever was, in the order of registration. */
    public synchronized List<ImageTruth> truth() {
        return all.values().stream().map(ImageTruth::of).toList();
    }
}

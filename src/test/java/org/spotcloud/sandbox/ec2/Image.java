package org.spotcloud.sandbox.ec2;

import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentSkipListMap;
import org.spotcloud.sandbox.bundle.DecodedImage;
import org.spotcloud.sandbox.bundle.ImageKind;

/** A registered image. Guarded by {@link Images}. */
final class Image {
    private final String id;
    private final Registration registration;
    private final Map<String, String> tags = new ConcurrentSkipListMap<>();
    private volatile ImageState state = ImageState.PENDING;
    private volatile String reason;
    private volatile DecodedImage decoded;
    private volatile boolean deregistered;

    /** What RegisterImage was asked for, with what the manifest adds. */
    record Registration(
            String name,
            String description,
            String location,
            String architecture,
            ImageKind kind,
            String kernelId,
            String ramdiskId) {}

    Image(String id, Registration registration) {
        this.id = id;
        this.registration = registration;
    }

    String id() {
        return id;
    }

    Registration registration() {
        return registration;
    }

    Map<String, String> tags() {
        return tags;
    }

    ImageState state() {
        return state;
    }

    String reason() {
        return reason;
    }

    DecodedImage decoded() {
        return decoded;
    }

    boolean isDeregistered() {
        return deregistered;
    }

    void deregister() {
        deregistered = true;
    }

    void available(DecodedImage image) {
        decoded = image;
        state = ImageState.AVAILABLE;
    }

    void failed(String why) {
        reason = why;
        state = ImageState.FAILED;
    }

    void become(ImageState now) {
        state = now;
    }

    Collection<String> valuesOf(String filter) {
        if (filter.startsWith("tag:")) {
            String value = tags.get(filter.substring("tag:".length()));
            return value == null ? List.of() : List.of(value);
        }
        return switch (filter) {
            case "name" -> List.of(registration.name());
            case "state" -> List.of(state.text());
            case "image-type" -> List.of(registration.kind().type());
            case "image-id" -> List.of(id);
            case "architecture" -> List.of(registration.architecture());
            case "owner-id" -> List.of(Reply.OWNER);
            case "manifest-location" -> List.of(registration.location());
            case "is-public" -> List.of("false");
            default -> List.of();
        };
    }
}

package org.spotcloud.adapter.cloud.publishing;

import java.time.Instant;
import java.time.format.DateTimeParseException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.spotcloud.adapter.catalog.RegisteredImages.State;
import org.spotcloud.adapter.cloud.CloudClients;
import org.spotcloud.adapter.cloud.CloudFaults;
import org.spotcloud.adapter.cloud.ImageStates;
import software.amazon.awssdk.core.exception.SdkException;
import software.amazon.awssdk.services.ec2.model.DeregisterImageRequest;
import software.amazon.awssdk.services.ec2.model.DescribeImagesRequest;
import software.amazon.awssdk.services.ec2.model.Filter;
import software.amazon.awssdk.services.ec2.model.Image;
import software.amazon.awssdk.services.ec2.model.RegisterImageRequest;

/** The images of ours that the cloud has registered, by name. */
class OwnImages {
    private static final Set<String> GONE = Set.of("InvalidAMIID.NotFound", "InvalidAMIID.Unavailable");

    private final CloudClients clients;
    private final CloudFaults faults;

    OwnImages(CloudClients clients, CloudFaults faults) {
        this.clients = clients;
        this.faults = faults;
    }

    /** An image that is registered under a name of ours, as far as the cloud tells. */
    record Registered(
            String id,
            State state,
            Optional<String> location,
            Optional<String> createdAt,
            Optional<String> kernelId,
            Optional<String> ramdiskId) {
        boolean failed() {
            return state == State.FAILED;
        }
    }

    /** All that are registered under that name, failed ones too. */
    List<Registered> named(ImageName name) {
        DescribeImagesRequest request = DescribeImagesRequest.builder()
                .owners("self")
                .filters(Filter.builder().name("name").values(name.toString()).build())
                .build();
        List<Image> images;
        try {
            images = CloudFaults.genuine("DescribeImages", clients.ec2().describeImages(request))
                    .images();
        } catch (SdkException e) {
            throw faults.of("DescribeImages", e);
        }
        List<Registered> registered = new ArrayList<>();
        for (Image image : images) {
            // looked at again: an old cloud passes over filters that it does not know
            if (name.toString().equals(image.name())) {
                ImageStates.of(image).ifPresent(state -> registered.add(read(image, state)));
            }
        }
        return registered;
    }

    /**
     * An image of this account.
     *
     * @param created empty where the cloud does not tell
     */
    record Named(String id, String name, Optional<Instant> created) {}

    /** All images of this account that have a name, whoever made them. */
    List<Named> all() {
        return described(DescribeImagesRequest.builder().owners("self").build());
    }

    /** The image of that id, while it is registered. */
    Optional<Named> find(String imageId) {
        return described(DescribeImagesRequest.builder()
                        .owners("self")
                        .filters(Filter.builder()
                                .name("image-id")
                                .values(imageId)
                                .build())
                        .build())
                .stream()
                .filter(image -> image.id().equals(imageId))
                .findFirst();
    }

    private List<Named> described(DescribeImagesRequest request) {
        try {
            return CloudFaults.genuine("DescribeImages", clients.ec2().describeImages(request)).images().stream()
                    .filter(image ->
                            image.name() != null && ImageStates.of(image).isPresent())
                    .map(image -> new Named(image.imageId(), image.name(), created(image)))
                    .toList();
        } catch (SdkException e) {
            throw faults.of("DescribeImages", e);
        }
    }

    private static Optional<Instant> created(Image image) {
        try {
            return Optional.ofNullable(image.creationDate()).map(Instant::parse);
        } catch (DateTimeParseException e) {
            return Optional.empty();
        }
    }

    private static Registered read(Image image, State state) {
        return new Registered(
                image.imageId(),
                state,
                Optional.ofNullable(image.imageLocation()),
                Optional.ofNullable(image.creationDate()),
                Optional.ofNullable(image.kernelId()),
                Optional.ofNullable(image.ramdiskId()));
    }

    /** Registers a bundle and returns the id of its image. */
    String register(ImageName name, String location) {
        try {
            String id = clients.ec2()
                    .registerImage(RegisterImageRequest.builder()
                            .name(name.toString())
                            .imageLocation(location)
                            .build())
                    .imageId();
            if (id == null || id.isBlank()) {
                throw CloudFaults.unreadable("RegisterImage", "an image id");
            }
            return id;
        } catch (SdkException e) {
            throw faults.of("RegisterImage", e);
        }
    }

    /** Takes a registration back; one that is gone already is no fault. */
    void deregister(String imageId) {
        try {
            clients.ec2()
                    .deregisterImage(
                            DeregisterImageRequest.builder().imageId(imageId).build());
        } catch (SdkException e) {
            if (!CloudFaults.hasCode(e, GONE)) {
                throw faults.of("DeregisterImage", e);
            }
        }
    }
}

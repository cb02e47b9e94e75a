package org.spotcloud.adapter.cloud.publishing;

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

    /** An image that is registered under a name of ours. */
    record Registered(String id, State state, Optional<String> location, Optional<String> createdAt) {
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

    private static Registered read(Image image, State state) {
        return new Registered(
                image.imageId(),
                state,
                Optional.ofNullable(image.imageLocation()),
                Optional.ofNullable(image.creationDate()));
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

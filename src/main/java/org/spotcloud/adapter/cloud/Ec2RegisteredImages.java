package org.spotcloud.adapter.cloud;

import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.spotcloud.adapter.catalog.RegisteredImages;
import software.amazon.awssdk.core.exception.SdkException;
import software.amazon.awssdk.services.ec2.model.DescribeImagesRequest;
import software.amazon.awssdk.services.ec2.model.Filter;
import software.amazon.awssdk.services.ec2.model.Image;

/** What an EC2 cloud says of images. */
final class Ec2RegisteredImages implements RegisteredImages {
    private static final String CALL = "DescribeImages";
    private static final Set<String> UNKNOWN_ID = Set.of("InvalidAMIID.NotFound", "InvalidAMIID.Unavailable");
    private static final int IDS_AT_ONCE = 200;

    private final CloudClients clients;
    private final CloudFaults faults;

    Ec2RegisteredImages(CloudClients clients, CloudFaults faults) {
        this.clients = clients;
        this.faults = faults;
    }

    @Override
    public Map<String, State> states(Collection<String> imageIds) {
        List<String> ids = List.copyOf(imageIds);
        Map<String, State> states = new HashMap<>();
        for (int from = 0; from < ids.size(); from += IDS_AT_ONCE) {
            List<String> some = ids.subList(from, Math.min(ids.size(), from + IDS_AT_ONCE));
            for (Image image : images(some)) {
                ImageStates.of(image)
                        .filter(state -> some.contains(image.imageId()))
                        .ifPresent(state -> states.put(image.imageId(), state));
            }
        }
        return states;
    }

    /** By id; one unknown id fails the whole, and then by filter, which fails none. */
    private List<Image> images(List<String> ids) {
        try {
            return asked(DescribeImagesRequest.builder().imageIds(ids).build());
        } catch (SdkException e) {
            if (!CloudFaults.hasCode(e, UNKNOWN_ID)) {
                throw faults.of(CALL, e);
            }
        }
        try {
            Filter byId = Filter.builder().name("image-id").values(ids).build();
            return ids.size() == 1
                    ? List.of()
                    : asked(DescribeImagesRequest.builder().filters(byId).build());
        } catch (SdkException e) {
            throw faults.of(CALL, e);
        }
    }

    private List<Image> asked(DescribeImagesRequest request) {
        return CloudFaults.genuine(CALL, clients.ec2().describeImages(request)).images();
    }
}

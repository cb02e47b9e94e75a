package org.spotcloud.adapter.cloud;

import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;
import org.spotcloud.adapter.machines.Instances.AfterUnknownOutcome;
import org.spotcloud.adapter.settings.CloudKind;

/**
 * In what the kinds of EC2 cloud differ: what may be sent, what answers mean, what an unknown outcome allows.
 *
 * @param markFilter the DescribeInstances filter that selects by security group; without one the choice is made here
 * @param tokenFilter whether DescribeInstances can select by {@code client-token}
 * @param instancePage instances asked for at once; without one no page size is sent and all come at once
 * @param listsInstanceTypes whether it has DescribeInstanceTypes
 * @param namesBucketRegion whether a new bucket is told the region
 * @param stopsInstanceStore whether it stops instances whose image is in S3, as bundles are; elsewhere only a root volume
 *     outlasts a stop
 * @param imageGone codes that say, of a run, that the image is not known any more
 * @param afterUnknownOutcome what may follow a RunInstances that was not answered
 */
public record CloudTraits(
        Optional<String> markFilter,
        boolean tokenFilter,
        OptionalInt instancePage,
        boolean listsInstanceTypes,
        boolean namesBucketRegion,
        boolean stopsInstanceStore,
        Set<String> imageGone,
        AfterUnknownOutcome afterUnknownOutcome) {

    private static final int PAGE = 200;
    private static final String NO_SUCH_IMAGE = "InvalidAMIID.NotFound";
    /** At AWS it says that the image was deregistered; at OpenStack, that it is still pending. */
    private static final String NO_USABLE_IMAGE = "InvalidAMIID.Unavailable";

    private static final CloudTraits OPENSTACK_EC2 = new CloudTraits(
            Optional.of("instance.group-name"),
            true,
            OptionalInt.of(PAGE),
            false,
            false,
            true,
            Set.of(NO_SUCH_IMAGE),
            AfterUnknownOutcome.LOOK_FIRST);

    /** Its filters and pages are not proven: nothing is sent that an old one might not know. */
    private static final CloudTraits EUCALYPTUS = new CloudTraits(
            Optional.empty(),
            false,
            OptionalInt.empty(),
            false,
            false,
            false,
            Set.of(NO_SUCH_IMAGE),
            AfterUnknownOutcome.LOOK_FIRST);

    private static final CloudTraits AWS = new CloudTraits(
            Optional.of("instance.group-name"),
            true,
            OptionalInt.of(PAGE),
            true,
            true,
            false,
            Set.of(NO_SUCH_IMAGE, NO_USABLE_IMAGE),
            AfterUnknownOutcome.SEND_AGAIN);

    public CloudTraits {
        imageGone = Set.copyOf(imageGone);
    }

    /**
     * The traits of that kind.
     *
     * @throws IllegalArgumentException for a kind that has no EC2 service
     */
    public static CloudTraits of(CloudKind kind) {
        return switch (kind) {
            case OPENSTACK_EC2 -> OPENSTACK_EC2;
            case EUCALYPTUS -> EUCALYPTUS;
            case AWS -> AWS;
            case OPENSTACK -> throw new IllegalArgumentException("a cloud of kind openstack has no EC2 service");
        };
    }
}

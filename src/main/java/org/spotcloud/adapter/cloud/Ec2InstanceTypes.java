package org.spotcloud.adapter.cloud;

import java.util.ArrayList;
import java.util.List;
import org.spotcloud.adapter.catalog.InstanceType;
import org.spotcloud.adapter.catalog.InstanceTypes;
import software.amazon.awssdk.core.exception.SdkException;
import software.amazon.awssdk.services.ec2.model.DescribeInstanceTypesRequest;
import software.amazon.awssdk.services.ec2.model.DescribeInstanceTypesResponse;
import software.amazon.awssdk.services.ec2.model.InstanceTypeInfo;

/** The instance types of a cloud that lists them. */
final class Ec2InstanceTypes implements InstanceTypes {
    private static final String CALL = "DescribeInstanceTypes";
    /** The most that EC2 gives at once. */
    private static final int PAGE = 100;

    private static final int MOST_PAGES = 100;

    private final CloudClients clients;
    private final CloudFaults faults;

    Ec2InstanceTypes(CloudClients clients, CloudFaults faults) {
        this.clients = clients;
        this.faults = faults;
    }

    @Override
    public List<InstanceType> list() {
        List<InstanceType> types = new ArrayList<>();
        String next = null;
        for (int page = 0; page < MOST_PAGES; page++) {
            DescribeInstanceTypesResponse answer = page(next);
            answer.instanceTypes().stream().map(Ec2InstanceTypes::read).forEach(types::add);
            next = answer.nextToken();
            if (next == null || next.isBlank()) {
                return List.copyOf(types);
            }
        }
        throw CloudFaults.unreadable(CALL, "a last page");
    }

    private DescribeInstanceTypesResponse page(String token) {
        try {
            return CloudFaults.genuine(
                    CALL,
                    clients.ec2()
                            .describeInstanceTypes(DescribeInstanceTypesRequest.builder()
                                    .maxResults(PAGE)
                                    .nextToken(token)
                                    .build()));
        } catch (SdkException e) {
            throw faults.of(CALL, e);
        }
    }

    private static InstanceType read(InstanceTypeInfo info) {
        long disk =
                info.instanceStorageInfo() == null || info.instanceStorageInfo().totalSizeInGB() == null
                        ? 0
                        : info.instanceStorageInfo().totalSizeInGB();
        return new InstanceType(
                info.instanceTypeAsString(),
                info.vCpuInfo().defaultVCpus(),
                info.memoryInfo().sizeInMiB(),
                disk);
    }
}

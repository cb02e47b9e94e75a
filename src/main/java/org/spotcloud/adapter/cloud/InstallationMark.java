package org.spotcloud.adapter.cloud;

import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.spotcloud.adapter.catalog.Fault;
import org.spotcloud.adapter.settings.CloudSettings;
import org.spotcloud.adapter.settings.Installation;
import software.amazon.awssdk.core.exception.SdkException;
import software.amazon.awssdk.services.ec2.model.CreateSecurityGroupRequest;
import software.amazon.awssdk.services.ec2.model.DescribeSecurityGroupsRequest;
import software.amazon.awssdk.services.ec2.model.DescribeSubnetsRequest;
import software.amazon.awssdk.services.ec2.model.Filter;
import software.amazon.awssdk.services.ec2.model.RunInstancesRequest;
import software.amazon.awssdk.services.ec2.model.SecurityGroup;
import software.amazon.awssdk.services.ec2.model.Subnet;

/**
 * The mark of this installation: a security group without rules that every instance gets with the very call that makes
 * it, beside the operator's groups. What bears it is ours.
 */
final class InstallationMark {
    private static final Set<String> STANDS = Set.of("InvalidGroup.Duplicate");
    private static final String GROUP_ID = "sg-";

    private final CloudClients clients;
    private final CloudFaults faults;
    private final CloudSettings settings;
    private final Installation installation;
    private volatile List<String> groups;
    private volatile boolean stood;

    InstallationMark(CloudClients clients, CloudFaults faults, CloudSettings settings, Installation installation) {
        this.clients = clients;
        this.faults = faults;
        this.settings = settings;
        this.installation = installation;
    }

    /** {@code spotcloud-<installation>}. */
    static String groupName(Installation installation) {
        return "spotcloud-" + installation.id();
    }

    /** {@code sc<installation>-}, with which every client token of this installation begins. */
    static String tokenPrefix(Installation installation) {
        return "sc" + installation.id() + "-";
    }

    /** Puts the groups into a request: by name, or by id where there is a subnet, which takes no names. */
    void addTo(RunInstancesRequest.Builder request) {
        if (settings.subnet() == null) {
            request.securityGroups(groups());
        } else {
            request.securityGroupIds(groups());
        }
    }

    /** Finds or makes the groups, unless that is done. */
    void make() {
        groups();
    }

    /** The cloud took a run with these groups. */
    void stood() {
        stood = true;
    }

    /**
     * The cloud misses a group: they are looked for again.
     *
     * @return whether they all stood before
     */
    boolean forget() {
        boolean before = stood;
        stood = false;
        groups = null;
        return before;
    }

    private List<String> groups() {
        List<String> known = groups;
        if (known == null) {
            known = settings.subnet() == null ? byName() : byId();
            groups = known;
        }
        return known;
    }

    private List<String> byName() {
        create(null);
        List<String> names = new ArrayList<>(settings.securityGroups());
        names.add(groupName(installation));
        return List.copyOf(names);
    }

    private List<String> byId() {
        String vpc = vpc();
        create(vpc);
        List<String> ids = new ArrayList<>();
        for (String group : settings.securityGroups()) {
            ids.add(group.startsWith(GROUP_ID) ? group : id(group, vpc));
        }
        ids.add(id(groupName(installation), vpc));
        return List.copyOf(ids);
    }

    private void create(String vpc) {
        try {
            clients.ec2()
                    .createSecurityGroup(CreateSecurityGroupRequest.builder()
                            .groupName(groupName(installation))
                            .description("Marks the machines of a SpotCloud adapter")
                            .vpcId(vpc)
                            .build());
        } catch (SdkException e) {
            if (!CloudFaults.hasCode(e, STANDS)) {
                throw faults.of("CreateSecurityGroup", e);
            }
        }
    }

    private String vpc() {
        try {
            return clients
                    .ec2()
                    .describeSubnets(DescribeSubnetsRequest.builder()
                            .subnetIds(settings.subnet())
                            .build())
                    .subnets()
                    .stream()
                    .map(Subnet::vpcId)
                    .findFirst()
                    .orElseThrow(() -> unknown("subnet", settings.subnet()));
        } catch (SdkException e) {
            throw faults.of("DescribeSubnets", e);
        }
    }

    private String id(String name, String vpc) {
        try {
            return clients
                    .ec2()
                    .describeSecurityGroups(DescribeSecurityGroupsRequest.builder()
                            .filters(filter("group-name", name), filter("vpc-id", vpc))
                            .build())
                    .securityGroups()
                    .stream()
                    .filter(group -> name.equals(group.groupName()))
                    .map(SecurityGroup::groupId)
                    .findFirst()
                    .orElseThrow(() -> unknown("security-groups", name));
        } catch (SdkException e) {
            throw faults.of("DescribeSecurityGroups", e);
        }
    }

    private static Fault unknown(String key, String name) {
        return Fault.operator(
                "spotcloud.cloud.%s names '%s', which the cloud does not know there".formatted(key, name), null);
    }

    private static Filter filter(String name, String value) {
        return Filter.builder().name(name).values(value).build();
    }
}

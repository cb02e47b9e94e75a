package org.spotcloud.sandbox.ec2;

import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.Supplier;
import org.spotcloud.sandbox.CloudKind;
import org.spotcloud.sandbox.http.Answer;

/** What the cloud says of itself: zones, limits, instance types. */
final class PlaceActions {
    private static final int UNLIMITED = 1000;

    private final CloudKind kind;
    private final Supplier<Settings> settings;

    PlaceActions(CloudKind kind, Supplier<Settings> settings) {
        this.kind = kind;
        this.settings = settings;
    }

    List<Action> actions() {
        Action zones = new Action("DescribeAvailabilityZones", Set.of("ZoneName", "Filter"), this::zones);
        Action attributes = new Action("DescribeAccountAttributes", Set.of("AttributeName"), this::attributes);
        Action types = new Action(
                "DescribeInstanceTypes", Set.of("InstanceType", "Filter", "MaxResults", "NextToken"), this::types);
        return kind == CloudKind.AWS ? List.of(zones, attributes, types) : List.of(zones, attributes);
    }

    private Answer zones(Parameters parameters) {
        return Reply.of(
                "DescribeAvailabilityZones",
                xml -> xml.items(
                        "availabilityZoneInfo", List.of(Reply.ZONE), (item, zone) -> item.leaf("zoneName", zone)
                                .leaf("zoneState", "available")
                                .leaf("regionName", "RegionOne")));
    }

    private Answer attributes(Parameters parameters) {
        int quota = settings.get().instanceQuota();
        Map<String, String> values = new TreeMap<>(Map.of(
                "max-instances", String.valueOf(quota < 0 ? UNLIMITED : quota),
                "supported-platforms", "VPC",
                "default-vpc", "none"));
        List<String> wanted = parameters.list("AttributeName");
        if (!wanted.isEmpty()) {
            values.keySet().retainAll(wanted);
        }
        return Reply.of(
                "DescribeAccountAttributes",
                xml -> xml.items("accountAttributeSet", values.entrySet(), (item, attribute) -> item.leaf(
                                "attributeName", attribute.getKey())
                        .items(
                                "attributeValueSet",
                                List.of(attribute.getValue()),
                                (one, value) -> one.leaf("attributeValue", value))));
    }

    private Answer types(Parameters parameters) throws Ec2Error {
        List<String> wanted = parameters.list("InstanceType");
        for (String name : wanted) {
            InstanceType.named(name);
        }
        List<InstanceType> found = InstanceType.ALL.stream()
                .filter(type -> wanted.isEmpty() || wanted.contains(type.name()))
                .toList();
        return Reply.of(
                "DescribeInstanceTypes",
                xml -> xml.items("instanceTypeSet", found, (item, type) -> item.leaf("instanceType", type.name())
                        .leaf("currentGeneration", true)
                        .element("vCpuInfo", cpu -> cpu.leaf("defaultVCpus", type.vcpus()))
                        .element("memoryInfo", memory -> memory.leaf("sizeInMiB", type.memory()))
                        .leaf("instanceStorageSupported", true)
                        .element("instanceStorageInfo", disk -> disk.leaf("totalSizeInGB", type.disk()))));
    }
}

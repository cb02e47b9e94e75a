package org.spotcloud.sandbox.ec2;

import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.spotcloud.sandbox.http.Xml;

/** Writes instances as the API shows them. */
final class InstanceReply {
    private InstanceReply() {}

    /** The instances by reservation, as {@code reservationSet}. */
    static void reservations(Xml xml, List<Instance> instances) {
        Map<String, List<Instance>> byReservation = new LinkedHashMap<>();
        instances.forEach(instance -> byReservation
                .computeIfAbsent(instance.reservationId(), id -> new ArrayList<>())
                .add(instance));
        xml.items("reservationSet", byReservation.values(), InstanceReply::reservation);
    }

    static void reservation(Xml xml, List<Instance> instances) {
        Instance first = instances.get(0);
        xml.leaf("reservationId", first.reservationId()).leaf("ownerId", Reply.OWNER);
        groups(xml, first.launch().groups());
        xml.items("instancesSet", instances, InstanceReply::instance);
    }

    private static void groups(Xml xml, Collection<String> groups) {
        xml.items("groupSet", groups, (item, group) -> item.leaf("groupId", SecurityGroups.idOf(group))
                .leaf("groupName", group));
    }

    private static void instance(Xml xml, Instance instance) {
        Launch launch = instance.launch();
        xml.leaf("instanceId", instance.id()).leaf("imageId", launch.imageId());
        state(xml, "instanceState", instance.state());
        xml.leaf("privateDnsName", instance.id())
                .leaf("dnsName", instance.publicAddress())
                .leaf("keyName", launch.keyName())
                .leaf("amiLaunchIndex", instance.index())
                .leaf("instanceType", launch.instanceType())
                .leaf("launchTime", instance.launched())
                .element("placement", placement -> placement.leaf("availabilityZone", launch.zone()))
                .leaf("kernelId", launch.kernelId())
                .leaf("ramdiskId", launch.ramdiskId())
                .leaf("privateIpAddress", instance.privateAddress())
                .leaf("ipAddress", instance.publicAddress());
        groups(xml, launch.groups());
        xml.leaf("architecture", launch.architecture())
                .leaf("rootDeviceType", "instance-store")
                .leaf("clientToken", instance.token());
        Reply.tags(xml, instance.tags());
    }

    static void state(Xml xml, String name, InstanceState state) {
        xml.element(name, element -> element.leaf("code", state.code()).leaf("name", state.text()));
    }
}

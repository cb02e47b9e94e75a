package org.spotcloud.sandbox.ec2;

import java.io.IOException;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.spotcloud.sandbox.CloudKind;
import org.spotcloud.sandbox.http.Answer;

/** RunInstances. */
final class RunAction {
    private static final int LONGEST_TOKEN = 64;
    private static final int MOST_INSTANCES = 100;

    private final CloudKind kind;
    private final Instances instances;
    private final Images images;
    private final SecurityGroups groups;
    private final KeyPairs keyPairs;

    RunAction(CloudKind kind, Instances instances, Images images, SecurityGroups groups, KeyPairs keyPairs) {
        this.kind = kind;
        this.instances = instances;
        this.images = images;
        this.groups = groups;
        this.keyPairs = keyPairs;
    }

    Action action() {
        Set<String> known = Set.of(
                "ImageId",
                "MinCount",
                "MaxCount",
                "KeyName",
                "SecurityGroupId",
                "SecurityGroup",
                "UserData",
                "InstanceType",
                "Placement",
                "KernelId",
                "RamdiskId",
                "BlockDeviceMapping",
                "Monitoring",
                "SubnetId",
                "DisableApiTermination",
                "InstanceInitiatedShutdownBehavior",
                "PrivateIpAddress",
                "ClientToken",
                "NetworkInterface",
                "IamInstanceProfile",
                "EbsOptimized");
        return new Action("RunInstances", known, this::run);
    }

    private Answer run(Parameters parameters) throws Ec2Error, IOException {
        List<Instance> made = instances.run(launch(parameters));
        return Reply.of("RunInstances", xml -> InstanceReply.reservation(xml, made));
    }

    private Launch launch(Parameters parameters) throws Ec2Error {
        Image image = images.bootable(parameters.required("ImageId"));
        if (parameters.has("KernelId") || parameters.has("RamdiskId")) {
            throw Ec2Error.badRequest("InvalidAttribute", "Attribute not supported: kernelId");
        }
        return new Launch(
                image.id(),
                InstanceType.named(parameters.get("InstanceType", "m1.small")).name(),
                keyPairs.checked(parameters.get("KeyName")),
                groups(parameters),
                zone(parameters.get("Placement.AvailabilityZone", Reply.ZONE)),
                parameters.get("UserData"),
                kind == CloudKind.AWS ? instanceTags(parameters) : Map.of(),
                count(parameters),
                token(parameters),
                image.registration().kernelId(),
                image.registration().ramdiskId(),
                image.registration().architecture(),
                parameters.without("ClientToken"));
    }

    private static int count(Parameters parameters) throws Ec2Error {
        parameters.required("MinCount");
        parameters.required("MaxCount");
        int least = parameters.number("MinCount", 1);
        int most = parameters.number("MaxCount", 1);
        if (least < 1 || most < least || most > MOST_INSTANCES) {
            throw Ec2Error.invalidValue("MaxCount", String.valueOf(most), "Expected MinCount to 100.");
        }
        return most;
    }

    private String token(Parameters parameters) throws Ec2Error {
        String token = parameters.get("ClientToken");
        if (token == null || token.isEmpty()) {
            return null;
        }
        if (token.length() > LONGEST_TOKEN) {
            throw Ec2Error.invalidValue("ClientToken", token, "Expected at most 64 characters.");
        }
        if (kind == CloudKind.OPENSTACK_EC2 && token.matches("[0-9.eE+-]+")) {
            // it is turned into a number on the way, and numbers have no len()
            throw Ec2Error.typeError();
        }
        return token;
    }

    private List<String> groups(Parameters parameters) throws Ec2Error {
        List<String> names = parameters.list("SecurityGroup");
        List<String> ids = parameters.list("SecurityGroupId");
        if (!ids.isEmpty() && kind != CloudKind.AWS) {
            throw Ec2Error.badRequest(
                    "InvalidParameterCombination", "The parameter SecurityGroupId cannot be used without a subnet");
        }
        return groups.checked(names, ids);
    }

    private static String zone(String zone) throws Ec2Error {
        if (!zone.equals(Reply.ZONE)) {
            throw Ec2Error.badRequest("BadRequest", "The requested availability zone is not available");
        }
        return zone;
    }

    private static Map<String, String> instanceTags(Parameters parameters) {
        return "instance".equals(parameters.get("TagSpecification.1.ResourceType"))
                ? parameters.tags("TagSpecification.1.Tag")
                : Map.of();
    }
}

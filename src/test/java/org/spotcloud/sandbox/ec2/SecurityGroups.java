package org.spotcloud.sandbox.ec2;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.spotcloud.sandbox.http.Answer;

/** Security groups: names that instances can be marked with. */
public final class SecurityGroups {
    private static final String DEFAULT = "default";
    private static final Set<String> FILTERS = Set.of("group-name", "group-id", "description");

    private final Map<String, String> descriptions = new LinkedHashMap<>();

    SecurityGroups() {
        descriptions.put(DEFAULT, "default");
    }

    static String idOf(String name) {
        return String.format("sg-%08x", name.hashCode());
    }

    List<Action> actions() {
        return List.of(
                new Action("CreateSecurityGroup", Set.of("GroupName", "GroupDescription", "VpcId"), this::create),
                new Action("DeleteSecurityGroup", Set.of("GroupName", "GroupId"), this::delete),
                new Action(
                        "DescribeSecurityGroups",
                        Set.of("GroupName", "GroupId", "Filter", "MaxResults", "NextToken"),
                        this::describe));
    }

    /** The names of groups given by name or id; the default group when none is given. */
    synchronized List<String> checked(List<String> names, List<String> ids) throws Ec2Error {
        List<String> groups = new ArrayList<>(names);
        for (String id : ids) {
            groups.add(nameOf(id));
        }
        for (String group : groups) {
            if (!descriptions.containsKey(group)) {
                throw Ec2Error.badRequest("BadRequest", "Security group " + group + " not found.");
            }
        }
        return groups.isEmpty() ? List.of(DEFAULT) : List.copyOf(groups);
    }

    private String nameOf(String id) throws Ec2Error {
        return descriptions.keySet().stream()
                .filter(name -> idOf(name).equals(id))
                .findFirst()
                .orElseThrow(() -> Ec2Error.noSuch("InvalidGroup.NotFound", "securityGroup", id));
    }

    private synchronized Answer create(Parameters parameters) throws Ec2Error {
        String name = parameters.required("GroupName");
        String description = parameters.required("GroupDescription");
        if (descriptions.putIfAbsent(name, description) != null) {
            throw Ec2Error.badRequest("InvalidGroup.Duplicate", "Security group '" + name + "' already exists.");
        }
        return Reply.of("CreateSecurityGroup", xml -> xml.leaf("return", true).leaf("groupId", idOf(name)));
    }

    private synchronized Answer delete(Parameters parameters) throws Ec2Error {
        String name = parameters.has("GroupId") ? nameOf(parameters.get("GroupId")) : parameters.required("GroupName");
        if (descriptions.remove(name) == null) {
            throw Ec2Error.badRequest("InvalidGroup.NotFound", "The security group '" + name + "' does not exist");
        }
        return Reply.done("DeleteSecurityGroup");
    }

    private synchronized Answer describe(Parameters parameters) throws Ec2Error {
        List<String> names = new ArrayList<>(parameters.list("GroupName"));
        for (String id : parameters.list("GroupId")) {
            names.add(nameOf(id));
        }
        for (String name : names) {
            if (!descriptions.containsKey(name)) {
                throw Ec2Error.badRequest("InvalidGroup.NotFound", "The security group '" + name + "' does not exist");
            }
        }
        Filters filters = parameters.filters(FILTERS);
        List<String> found = descriptions.keySet().stream()
                .filter(name -> names.isEmpty() || names.contains(name))
                .filter(name -> filters.accept(filter -> switch (filter) {
                    case "group-name" -> List.of(name);
                    case "group-id" -> List.of(idOf(name));
                    default -> List.of(descriptions.get(name));
                }))
                .toList();
        return Reply.of(
                "DescribeSecurityGroups",
                xml -> xml.items("securityGroupInfo", found, (item, name) -> item.leaf("ownerId", Reply.OWNER)
                        .leaf("groupId", idOf(name))
                        .leaf("groupName", name)
                        .leaf("groupDescription", descriptions.get(name))));
    }
}

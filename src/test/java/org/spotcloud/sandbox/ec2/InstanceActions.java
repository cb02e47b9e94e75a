package org.spotcloud.sandbox.ec2;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Base64;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.spotcloud.sandbox.http.Answer;

/** DescribeInstances, and what changes instances that stand. */
final class InstanceActions {
    private static final Set<String> FILTERS = Set.of(
            "client-token",
            "instance-state-name",
            "instance-id",
            "image-id",
            "instance-type",
            "key-name",
            "reservation-id",
            "tag-key",
            "tag-value",
            "instance.group-name",
            "group-name",
            "tag:");
    private static final int LEAST_PAGE = 5;
    private static final int LARGEST_PAGE = 1000;

    private final Instances instances;

    InstanceActions(Instances instances) {
        this.instances = instances;
    }

    private interface Change {
        void on(Instance instance) throws Ec2Error;
    }

    List<Action> actions() {
        Set<String> ids = Set.of("InstanceId");
        return List.of(
                new Action(
                        "DescribeInstances", Set.of("InstanceId", "Filter", "MaxResults", "NextToken"), this::describe),
                new Action("TerminateInstances", ids, p -> change("TerminateInstances", p, instances::terminate)),
                new Action(
                        "StopInstances",
                        Set.of("InstanceId", "Force"),
                        p -> change("StopInstances", p, instances::stop)),
                new Action("StartInstances", ids, p -> change("StartInstances", p, instances::start)),
                new Action("RebootInstances", ids, this::reboot),
                new Action("GetConsoleOutput", ids, this::console));
    }

    private Answer describe(Parameters parameters) throws Ec2Error {
        List<String> ids = parameters.list("InstanceId");
        int most = parameters.number("MaxResults", 0);
        checkPage(parameters, ids, most);
        Filters filters = parameters.filters(FILTERS);
        List<Instance> listed = instances.listed(instance -> ids.isEmpty() || ids.contains(instance.id()));
        for (String id : ids) {
            Ids.check(id, "i", "InstanceId");
            if (listed.stream().noneMatch(instance -> instance.id().equals(id))) {
                throw Ec2Error.noSuch("InvalidInstanceID.NotFound", "instance", id);
            }
        }
        List<Instance> found = listed.stream()
                .filter(instance -> filters.accept(instance::valuesOf))
                .toList();
        int from = parameters.get("NextToken") == null ? 0 : after(found, parameters.get("NextToken"));
        int to = most == 0 ? found.size() : Math.min(found.size(), from + most);
        List<Instance> page = found.subList(from, to);
        return Reply.of("DescribeInstances", xml -> {
            InstanceReply.reservations(xml, page);
            xml.leaf("nextToken", to < found.size() ? token(page.get(page.size() - 1)) : null);
        });
    }

    private static void checkPage(Parameters parameters, List<String> ids, int most) throws Ec2Error {
        if (parameters.has("MaxResults") && !ids.isEmpty()) {
            throw Ec2Error.badRequest(
                    "InvalidParameterCombination", "The parameters InstanceId and MaxResults cannot be used together");
        }
        if (parameters.has("MaxResults") && (most < LEAST_PAGE || most > LARGEST_PAGE)) {
            throw Ec2Error.invalidValue("MaxResults", String.valueOf(most), "Expected 5 to 1000.");
        }
    }

    private static String token(Instance last) {
        String text = last.launched().toEpochMilli() + " " + last.id();
        return Base64.getUrlEncoder().encodeToString(text.getBytes(StandardCharsets.US_ASCII));
    }

    /** Where the page after a token begins: behind its instance, or, when that is gone, behind all that are older. */
    private static int after(List<Instance> found, String token) throws Ec2Error {
        String[] last;
        try {
            last = new String(Base64.getUrlDecoder().decode(token), StandardCharsets.US_ASCII).split(" ", -1);
        } catch (IllegalArgumentException e) {
            throw Ec2Error.invalidValue("NextToken", token, "It is not one of ours.");
        }
        for (int i = 0; i < found.size(); i++) {
            if (found.get(i).id().equals(last[1])) {
                return i + 1;
            }
        }
        long launched = Long.parseLong(last[0]);
        return (int) found.stream()
                .filter(instance -> instance.launched().toEpochMilli() <= launched)
                .count();
    }

    private Answer change(String action, Parameters parameters, Change change) throws Ec2Error {
        List<Instance> found = found(parameters);
        Map<String, InstanceState> before = new HashMap<>();
        for (Instance instance : found) {
            before.put(instance.id(), instance.state());
            change.on(instance);
        }
        return Reply.of(
                action,
                xml -> xml.items("instancesSet", found, (item, instance) -> {
                    item.leaf("instanceId", instance.id());
                    InstanceReply.state(item, "currentState", instance.state());
                    InstanceReply.state(item, "previousState", before.get(instance.id()));
                }));
    }

    private List<Instance> found(Parameters parameters) throws Ec2Error {
        List<Instance> found = new ArrayList<>();
        for (String id : parameters.requiredList("InstanceId")) {
            found.add(instances.required(id));
        }
        return found;
    }

    private Answer reboot(Parameters parameters) throws Ec2Error {
        for (Instance instance : found(parameters)) {
            instances.reboot(instance);
        }
        return Reply.done("RebootInstances");
    }

    private Answer console(Parameters parameters) throws Ec2Error, IOException {
        Instance instance = instances.required(parameters.required("InstanceId"));
        if (instance.state() == InstanceState.PENDING || instance.state() == InstanceState.ERROR) {
            throw Ec2Error.conflict("Instance not ready");
        }
        String text = "[    0.000000] sandbox: " + instance.id() + " of "
                + instance.launch().imageId() + "\n";
        String base64 = Base64.getEncoder().encodeToString(text.getBytes(StandardCharsets.UTF_8));
        return Reply.of("GetConsoleOutput", xml -> xml.leaf("instanceId", instance.id())
                .leaf("timestamp", instance.launched())
                .leaf("output", base64));
    }
}

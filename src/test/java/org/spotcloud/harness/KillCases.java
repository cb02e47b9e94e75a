package org.spotcloud.harness;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.spotcloud.sandbox.faults.Fault;
import org.spotcloud.sandbox.faults.Fault.When;
import org.spotcloud.sandbox.faults.Trigger;

/**
 * The table of kills: every service task of every BPMN file, before, during and after its effect, and when its outcome has
 * just been stored. A process is struck while the sandbox holds a call of that task, or a thread stands where the agent has
 * stopped it.
 */
final class KillCases {
    private static final Path PROCESSES = Path.of("processes");
    private static final long HALF_PACKAGE = 40_000;
    private static final long SOME_BYTES = 256;
    private static final String ADAPTER = "org.spotcloud.adapter.";

    /** Asked for with the task, which a strike in the code has to name. */
    private interface During {
        Strike of(ServiceTask task);
    }

    /** What most tasks of a process are reached by. */
    private static final Map<String, Scenario> OF_PROCESS = Map.of(
            "image-import", Scenario.IMPORT,
            "instance-launch", Scenario.LAUNCH,
            "instance-terminate", Scenario.DELETE,
            "instance-power", Scenario.POWER,
            "missing-machines", Scenario.MISSING_MACHINES,
            "reconcile", Scenario.LEFTOVERS);

    /** Off the usual way. */
    private static final Map<String, Scenario> OF_TASK = Map.of(
            "Task_RefuseChange", Scenario.POWER_REFUSED,
            "Task_RefusePackage", Scenario.BAD_PACKAGE,
            "Task_FailOrder", Scenario.BAD_PACKAGE,
            "Task_FailLateOrder", Scenario.LATE_ORDER,
            "Task_WithdrawFailed", Scenario.FAILING_IMAGE,
            "Task_WithdrawSuperseded", Scenario.SUPERSEDED_IMPORT,
            "Task_WithdrawLost", Scenario.LOST_WORKSPACE,
            "Task_MarkImageGone", Scenario.LOST_IMAGE,
            "Task_FindInstance", Scenario.DELETE_UNANSWERED);

    private static final Map<String, List<During>> DURING = Map.ofEntries(
            Map.entry("Task_ReserveWorkspace", List.of(code("imports.Workspaces", "requireRoom"))),
            Map.entry(
                    "Task_FetchAndConvert", List.of(held(Trigger.packages(null), Fault.holdAfterBytes(HALF_PACKAGE)))),
            Map.entry("Task_ExtractKernel", List.of(code("imports.Folders", "delete"))),
            Map.entry("Task_PublishKernel", publishing("kernel")),
            Map.entry("Task_PublishRamdisk", publishing("ramdisk")),
            Map.entry("Task_PublishImage", publishing("machine")),
            Map.entry("Task_RecordImage", List.of(code("catalog.Images", "ready"))),
            Map.entry("Task_RefusePackage", List.of(code("catalog.Images", "refused"))),
            Map.entry("Task_WakeLaunches", List.of(code("provisioning.Waits", "wake"))),
            Map.entry("Task_CleanWorkspace", List.of(code("imports.Folders", "delete"))),
            Map.entry("Task_WithdrawFailed", withdrawing()),
            Map.entry("Task_WithdrawSuperseded", withdrawing()),
            Map.entry("Task_WithdrawLost", withdrawing()),
            Map.entry("Task_EnsureImage", List.of(code("catalog.Images", "lock"))),
            Map.entry(
                    "Task_RunInstance",
                    List.of(
                            held(Trigger.ec2("RunInstances"), Fault.hold(When.BEFORE)),
                            held(Trigger.ec2("RunInstances"), Fault.hold(When.AFTER)),
                            held(Trigger.ec2("CreateTags"), Fault.hold(When.BEFORE)))),
            Map.entry(
                    "Task_AssociateAddress",
                    List.of(
                            held(Trigger.ec2("AllocateAddress"), Fault.hold(When.AFTER)),
                            held(Trigger.ec2("AssociateAddress"), Fault.hold(When.AFTER)))),
            Map.entry(
                    "Task_ReleaseAddress",
                    List.of(
                            held(Trigger.ec2("DisassociateAddress"), Fault.hold(When.AFTER)),
                            held(Trigger.ec2("ReleaseAddress"), Fault.hold(When.AFTER)))),
            Map.entry("Task_CompleteOrder", List.of(code("machines.Transactions", "close"))),
            Map.entry("Task_FailOrder", List.of(code("machines.Transactions", "close"))),
            Map.entry("Task_FailLateOrder", List.of(code("machines.Transactions", "close"))),
            Map.entry("Task_MarkImageGone", List.of(code("catalog.Images", "gone"))),
            Map.entry("Task_StopLaunch", List.of(code("machines.Transactions", "close"))),
            Map.entry("Task_FindInstance", List.of(code("machines.Machines", "find"))),
            Map.entry(
                    "Task_TerminateInstance",
                    List.of(
                            held(Trigger.ec2("TerminateInstances"), Fault.hold(When.BEFORE)),
                            held(Trigger.ec2("TerminateInstances"), Fault.hold(When.AFTER)))),
            Map.entry("Task_ForgetMachine", List.of(code("machines.Machines", "close"))),
            Map.entry(
                    "Task_ChangePower",
                    List.of(
                            held(Trigger.ec2("StopInstances"), Fault.hold(When.BEFORE)),
                            held(Trigger.ec2("StopInstances"), Fault.hold(When.AFTER)),
                            held(Trigger.ec2("StartInstances"), Fault.hold(When.AFTER)),
                            held(Trigger.ec2("RebootInstances"), Fault.hold(When.AFTER)))),
            Map.entry("Task_SettlePower", List.of(code("machines.Machines", "powerSettled"))),
            Map.entry("Task_RefuseChange", List.of(code("machines.Machines", "unstoppable"))),
            Map.entry("Task_ConfirmMissing", List.of(code("machines.MissingMachines", "count"))),
            Map.entry("Task_ListWorkspaces", listing("imports.WorkspaceBelongings")),
            Map.entry("Task_ListCloud", listing("cloud.publishing.ImageBelongings")),
            Map.entry("Task_ListStore", listing("cloud.publishing.BundleBelongings")),
            Map.entry("Task_CompareBelongings", List.of(code("catalog.Findings", "found"))),
            Map.entry(
                    "Task_RemoveLeftovers",
                    List.of(
                            code("catalog.Findings", "settle"),
                            code("cloud.publishing.ImageBelongings", "remove"),
                            code("cloud.publishing.BundleBelongings", "remove"),
                            code("imports.WorkspaceBelongings", "remove"))),
            Map.entry("Task_EndReconciliation", List.of(code("catalog.ReconcileRuns", "end"))));

    private KillCases() {}

    /** The whole table. */
    static List<KillCase> all() throws IOException {
        List<KillCase> cases = new ArrayList<>();
        ServiceTask.all(PROCESSES).forEach(task -> cases.addAll(of(task)));
        return cases;
    }

    /** All places in the code where a kill of the table stops a thread, or knows it by. */
    static Set<Place> places() throws IOException {
        return all().stream()
                .map(KillCase::strike)
                .filter(Strike.Stopped.class::isInstance)
                .map(Strike.Stopped.class::cast)
                .flatMap(stopped -> Stream.concat(Stream.of(stopped.at()), stopped.then().stream()))
                .collect(Collectors.toSet());
    }

    /** The cases of a task; none of a task that the table does not know. */
    static List<KillCase> of(ServiceTask task) {
        List<During> during = DURING.get(task.id());
        if (during == null) {
            return List.of();
        }
        Scenario scenario = OF_TASK.getOrDefault(task.id(), OF_PROCESS.get(task.process()));
        Place begin = task.external() ? Place.HANDLER_NEXT : Place.DELEGATE_NEXT;
        Place end = task.external() ? Place.OUTCOME_NEXT : Place.LEAVING;
        List<KillCase> cases = new ArrayList<>();
        cases.add(new KillCase(task, Moment.BEFORE, scenario, Strike.at(task, begin)));
        during.forEach(strike -> cases.add(new KillCase(task, Moment.DURING, scenario, strike.of(task))));
        cases.add(new KillCase(task, Moment.AFTER, scenario, Strike.at(task, end)));
        cases.add(new KillCase(
                task, Moment.STORED, scenario, Strike.inside(task, Place.LEAVING, Place.TRANSACTION_OVER)));
        return cases;
    }

    private static List<During> publishing(String kind) {
        Trigger registering = Trigger.ec2("RegisterImage").with("Name", ".*-" + kind);
        return List.of(
                held(Trigger.s3("PUT", ".*-" + kind + "-.*part.*"), Fault.holdAfterBytes(SOME_BYTES)),
                held(registering, Fault.hold(When.BEFORE)),
                held(registering, Fault.hold(When.AFTER)));
    }

    private static List<During> withdrawing() {
        return List.of(
                held(Trigger.ec2("DeregisterImage"), Fault.hold(When.AFTER)),
                held(Trigger.s3("DELETE", null).skip(1), Fault.hold(When.AFTER)));
    }

    private static List<During> listing(String belongings) {
        return List.of(code(belongings, "list"), code("catalog.ReconcileRuns", "listed"));
    }

    private static During held(Trigger trigger, Fault fault) {
        return task -> new Strike.Held(trigger, fault);
    }

    /** Where the thread that has begun the task enters a method that does part of it. */
    private static During code(String type, String method) {
        return task -> Strike.inside(
                task, task.external() ? Place.HANDLER_NEXT : Place.DELEGATE_NEXT, Place.inside(ADAPTER + type, method));
    }
}

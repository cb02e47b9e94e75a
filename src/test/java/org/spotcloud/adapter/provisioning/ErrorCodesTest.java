package org.spotcloud.adapter.provisioning;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.File;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.Collection;
import java.util.Deque;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.camunda.bpm.model.bpmn.Bpmn;
import org.camunda.bpm.model.bpmn.BpmnModelInstance;
import org.camunda.bpm.model.bpmn.instance.BoundaryEvent;
import org.camunda.bpm.model.bpmn.instance.EndEvent;
import org.camunda.bpm.model.bpmn.instance.ErrorEventDefinition;
import org.camunda.bpm.model.bpmn.instance.FlowNode;
import org.camunda.bpm.model.bpmn.instance.SequenceFlow;
import org.camunda.bpm.model.bpmn.instance.ServiceTask;
import org.camunda.bpm.model.bpmn.instance.StartEvent;
import org.junit.jupiter.api.Test;
import org.spotcloud.adapter.catalog.Refusals;

/** Holds the refusals that the code can raise against the boundaries of the tasks that can raise them. */
class ErrorCodesTest {
    private static final Path SOURCES = Path.of("src/main/java/org/spotcloud/adapter");
    private static final Pattern CODE = Pattern.compile("\\bRefusals\\s*\\.\\s*([A-Z_]+)");

    /** Which source raises which code. Who raises another one extends the next table too, and then the process. */
    private static final Map<String, Set<String>> RAISED = Map.of(
            "imports", Set.of("BAD_PACKAGE"),
            "cloud/CloudFaults.java", Set.of("IMAGE_GONE", "LAUNCH_REFUSED", "POWER_REFUSED"),
            "provisioning/ChangePower.java", Set.of("POWER_REFUSED"),
            "provisioning/EnsureImage.java", Set.of("BAD_PACKAGE"),
            "provisioning/ImportDelegates.java", Set.of("SUPERSEDED"),
            "provisioning/StepReports.java", Set.of("WORKSPACE_LOST"));

    /** Which codes the work of each task can end with; all other tasks end with none. */
    private static final Map<String, Set<String>> OF_TASK = Map.of(
            "Task_EnsureImage", Set.of(Refusals.BAD_PACKAGE),
            "Task_RunInstance", Set.of(Refusals.IMAGE_GONE, Refusals.LAUNCH_REFUSED),
            "Task_ChangePower", Set.of(Refusals.POWER_REFUSED),
            "Task_AssociateAddress", Set.of(Refusals.LAUNCH_REFUSED),
            "Task_FetchAndConvert", Set.of(Refusals.BAD_PACKAGE, Refusals.WORKSPACE_LOST),
            "Task_ExtractKernel", Set.of(Refusals.BAD_PACKAGE, Refusals.WORKSPACE_LOST),
            "Task_PublishKernel", Set.of(Refusals.WORKSPACE_LOST),
            "Task_PublishRamdisk", Set.of(Refusals.WORKSPACE_LOST),
            "Task_PublishImage", Set.of(Refusals.WORKSPACE_LOST),
            "Task_RecordImage", Set.of(Refusals.SUPERSEDED));

    /** The tasks that close the transaction of an order. */
    private static final Set<String> CLOSING = Set.of("Task_CompleteOrder", "Task_FailOrder", "Task_FailLateOrder");

    @Test
    void refusalsAreRaisedWhereTheTableSaysAndNowhereElse() throws IOException {
        Map<String, Set<String>> found = new TreeMap<>();
        try (Stream<Path> files = Files.walk(SOURCES)) {
            for (Path file :
                    files.filter(path -> path.toString().endsWith(".java")).toList()) {
                Set<String> codes = codesIn(Files.readString(file));
                String name = SOURCES.relativize(file).toString();
                if (!codes.isEmpty()) {
                    found.computeIfAbsent(name.startsWith("imports/") ? "imports" : name, key -> new TreeSet<>())
                            .addAll(codes);
                }
            }
        }
        assertThat(found).isEqualTo(RAISED);
    }

    @Test
    void refusalsOfACloudAreMadeForRunInstancesAlone() throws IOException {
        try (Stream<Path> files = Files.walk(SOURCES)) {
            assertThat(files.filter(path -> path.toString().endsWith(".java"))
                            .filter(path -> read(path).contains(".ofRun("))
                            .map(path -> path.getFileName().toString()))
                    .containsExactly("Ec2Instances.java");
        }
    }

    @Test
    void eachTaskHasABoundaryForEachCodeAndNoOther() {
        Map<String, Set<String>> boundaries = new HashMap<>();
        for (BpmnModelInstance process : processes()) {
            for (BoundaryEvent boundary : process.getModelElementsByType(BoundaryEvent.class)) {
                for (ErrorEventDefinition error : boundary.getChildElementsByType(ErrorEventDefinition.class)) {
                    assertThat(error.getCamundaErrorMessageVariable())
                            .as(boundary.getId())
                            .isEqualTo(Processes.Variables.CAUSE);
                    boundaries
                            .computeIfAbsent(boundary.getAttachedTo().getId(), task -> new HashSet<>())
                            .add(error.getError().getErrorCode());
                }
            }
        }
        assertThat(boundaries).isEqualTo(OF_TASK);
    }

    @Test
    void eachExternalTaskHasAHandler() throws IOException {
        String handlers;
        try (Stream<Path> files = Files.list(SOURCES.resolve("provisioning"))) {
            handlers = files.filter(Files::isRegularFile)
                    .map(ErrorCodesTest::read)
                    .filter(source -> source.contains("implements StepHandler"))
                    .collect(Collectors.joining());
        }
        assertThat(processes().stream()
                        .flatMap(process -> process.getModelElementsByType(ServiceTask.class).stream())
                        .filter(task -> task.getCamundaTopic() != null))
                .allSatisfy(task -> assertThat(handlers).contains('"' + task.getId() + '"'));
    }

    @Test
    void noEndOfALaunchIsReachedPastItsTransaction() {
        BpmnModelInstance launch = process("instance-launch");
        Set<FlowNode> reached = new HashSet<>();
        Deque<FlowNode> next = new ArrayDeque<>(launch.getModelElementsByType(StartEvent.class));
        while (!next.isEmpty()) {
            FlowNode node = next.pop();
            if (!CLOSING.contains(node.getId()) && reached.add(node)) {
                node.getOutgoing().stream().map(SequenceFlow::getTarget).forEach(next::add);
                boundariesOf(launch, node).forEach(next::add);
            }
        }
        assertThat(reached).hasSizeGreaterThan(CLOSING.size());
        assertThat(reached).noneMatch(EndEvent.class::isInstance);
    }

    private static List<BoundaryEvent> boundariesOf(BpmnModelInstance process, FlowNode node) {
        Collection<BoundaryEvent> all = process.getModelElementsByType(BoundaryEvent.class);
        return all.stream()
                .filter(boundary -> boundary.getAttachedTo().equals(node))
                .toList();
    }

    private static Set<String> codesIn(String source) {
        Set<String> codes = new TreeSet<>();
        Matcher matcher = CODE.matcher(source);
        while (matcher.find()) {
            codes.add(matcher.group(1));
        }
        return codes;
    }

    private static List<BpmnModelInstance> processes() {
        return Stream.of(
                        Processes.INSTANCE_LAUNCH,
                        Processes.IMAGE_IMPORT,
                        Processes.INSTANCE_TERMINATE,
                        Processes.INSTANCE_POWER)
                .map(ErrorCodesTest::process)
                .toList();
    }

    private static BpmnModelInstance process(String name) {
        return Bpmn.readModelFromFile(new File("processes/" + name + ".bpmn"));
    }

    private static String read(Path file) {
        try {
            return Files.readString(file);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}

package org.spotcloud.adapter;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.spotcloud.adapter.TwoNodes.Held;
import org.spotcloud.lab.Node;
import org.spotcloud.sandbox.faults.Fault;
import org.spotcloud.sandbox.faults.Fault.When;
import org.spotcloud.sandbox.faults.Outcome;
import org.spotcloud.sandbox.faults.Trigger;

/** A node stands still for longer than its locks last, goes on, and finds another attempt in its place. */
@Tag("long")
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class StandstillIT {
    private TwoNodes nodes;

    @BeforeAll
    void start(@TempDir Path dir) throws Exception {
        nodes = TwoNodes.quick(dir);
    }

    @AfterAll
    void end() {
        nodes.close();
    }

    @AfterEach
    void endFaults() {
        nodes.lab().sandbox().reset();
    }

    static Stream<Arguments> calls() {
        return Stream.of(
                Arguments.of("Task_PublishImage", Trigger.s3("PUT", ".*-machine-.*part.*"), Fault.holdAfterBytes(8192)),
                Arguments.of("Task_PublishKernel", register("kernel"), Fault.hold(When.BEFORE)),
                Arguments.of("Task_PublishKernel", register("kernel"), Fault.hold(When.AFTER)),
                Arguments.of("Task_PublishImage", register("machine"), Fault.hold(When.BEFORE)),
                Arguments.of("Task_PublishImage", register("machine"), Fault.hold(When.AFTER)),
                Arguments.of("Task_RunInstance", Trigger.ec2("RunInstances"), Fault.hold(When.BEFORE)),
                Arguments.of("Task_RunInstance", Trigger.ec2("RunInstances"), Fault.hold(When.AFTER)));
    }

    private static Trigger register(String kind) {
        return Trigger.ec2("RegisterImage").with("Name", ".*-" + kind);
    }

    @ParameterizedTest(name = "{0}: {1}, {2}")
    @MethodSource("calls")
    void leavesOneOfEach(String task, Trigger trigger, Fault fault) throws Exception {
        Held held = nodes.orderAndHold(task, trigger, fault);
        Node frozen = held.worker();
        frozen.freeze();
        try {
            nodes.assertSuccess(nodes.butFor(frozen), held.transaction());
        } finally {
            // what was held takes effect now, after all that the other node has done
            nodes.release(Outcome.ANSWER);
            frozen.thaw();
        }

        nodes.lab().await("the workspace of the frozen node is clean", () -> TwoNodes.isClean(frozen));
        nodes.lab().await("one instance", () -> nodes.instances(held.packageUuid()) == 1);
        nodes.assertSuccess(frozen, nodes.order(frozen, held.packageUuid()));
        nodes.assertOneOfEach(held.packageUuid());
        assertThat(nodes.instances(held.packageUuid())).isEqualTo(2);
    }
}

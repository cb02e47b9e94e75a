package org.spotcloud.adapter;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.MethodOrderer;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.TestMethodOrder;
import org.junit.jupiter.api.io.TempDir;
import org.spotcloud.adapter.TwoNodes.Held;
import org.spotcloud.lab.Lab;
import org.spotcloud.lab.Node;
import org.spotcloud.sandbox.faults.Fault;
import org.spotcloud.sandbox.faults.Fault.When;
import org.spotcloud.sandbox.faults.Outcome;
import org.spotcloud.sandbox.faults.Trigger;

/** Two services share their work, and each does the other's when that one is stopped, killed, or stands still. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
@TestMethodOrder(MethodOrderer.OrderAnnotation.class)
class TwoNodesIT {
    private static final Duration AT_ONCE = Duration.ofSeconds(3);
    private static final int LOCK_SECONDS = 6;

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

    @Test
    @Order(1)
    void shareTheWork() throws Exception {
        List<String> transactions = new ArrayList<>();
        List<String> packages = new ArrayList<>();
        for (int i = 0; i < 6; i++) {
            packages.add(nodes.lab().shelve(Lab.SAMPLE));
            transactions.add(nodes.order(i % 2 == 0 ? nodes.one() : nodes.other(), packages.get(i)));
        }

        for (String transaction : transactions) {
            nodes.assertSuccess(nodes.other(), transaction);
        }
        packages.forEach(nodes::assertOneOfEach);
        assertThat(nodes.column("SELECT DISTINCT SUBSTRING(attempt, 1, 8) FROM publication_attempt"))
                .containsExactlyInAnyOrder(TwoNodes.id(nodes.one()), TwoNodes.id(nodes.other()));
    }

    @Test
    @Order(2)
    void oneThatStoodStillWhileItRegisteredAnImageDoesNoHarm() throws Exception {
        Held held = nodes.orderAndHold(
                "Task_PublishImage", Trigger.ec2("RegisterImage").with("Name", ".*-machine"), Fault.hold(When.AFTER));
        // stored without a zone, and rounded to a second
        assertThat(nodes.column("SELECT TIMESTAMPDIFF(SECOND, UTC_TIMESTAMP(), LOCK_EXP_TIME_)"
                        + " FROM ACT_RU_EXT_TASK WHERE ACT_ID_ = 'Task_PublishImage'"))
                .singleElement()
                .satisfies(left -> assertThat(Integer.parseInt(left)).isBetween(0, LOCK_SECONDS + 1));
        Node frozen = held.worker();

        frozen.freeze();
        try {
            nodes.assertSuccess(nodes.butFor(frozen), held.transaction());
        } finally {
            nodes.release(Outcome.ANSWER);
            frozen.thaw();
        }

        nodes.lab().await("the workspace of the frozen node is clean", () -> TwoNodes.isClean(frozen));
        nodes.assertSuccess(frozen, nodes.order(frozen, held.packageUuid()));
        nodes.assertOneOfEach(held.packageUuid());
        assertThat(nodes.instances(held.packageUuid())).isEqualTo(2);
    }

    @Test
    @Order(3)
    void oneTakesOverWhenTheOtherIsKilledAndTidiesUpWhenItIsBack() throws Exception {
        Held held = nodes.orderAndHold(
                "Task_PublishImage", Trigger.s3("PUT", ".*-machine-.*part.*"), Fault.holdAfterBytes(8192));
        Node killed = held.worker();
        killed.kill();
        nodes.release(Outcome.DROP);

        nodes.assertSuccess(nodes.butFor(killed), held.transaction());

        nodes.assertOneOfEach(held.packageUuid());
        assertThat(nodes.instances(held.packageUuid())).isEqualTo(1);
        assertThat(killed.workspaces()).isNotEmpty();
        killed.start();
        nodes.lab().await("the workspace of the killed node is clean", () -> TwoNodes.isClean(killed));
    }

    @Test
    @Order(4)
    void oneThatIsStoppedHandsItsWorkBackAtOnce() throws Exception {
        Held held = nodes.orderAndHold("Task_RunInstance", Trigger.ec2("RunInstances"), Fault.hold(When.BEFORE));
        Node stopped = held.worker();

        Thread stopping = new Thread(stopped::stop);
        long told = System.nanoTime();
        stopping.start();
        nodes.lab().await("the step is unlocked", () -> !nodes.worksAt(stopped, "Task_RunInstance"));
        assertThat(Duration.ofNanos(System.nanoTime() - told)).isLessThan(AT_ONCE);
        nodes.release(Outcome.DROP);

        nodes.assertSuccess(nodes.butFor(stopped), held.transaction());
        assertThat(nodes.instances(held.packageUuid())).isEqualTo(1);
        stopping.join();
    }
}

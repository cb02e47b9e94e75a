package org.spotcloud.adapter;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.MethodOrderer;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.TestMethodOrder;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.spotcloud.adapter.TwoNodes.Held;
import org.spotcloud.lab.Lab;
import org.spotcloud.lab.Node;
import org.spotcloud.sandbox.faults.Fault;
import org.spotcloud.sandbox.faults.Fault.When;
import org.spotcloud.sandbox.faults.Outcome;
import org.spotcloud.sandbox.faults.Trigger;

/** How soon work goes on elsewhere, with the times that are shipped; and releases that follow one another under load. */
@Tag("long")
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
@TestMethodOrder(MethodOrderer.OrderAnnotation.class)
class TakeOverIT {
    private static final Duration TAKEN_OVER = Duration.ofSeconds(45);
    private static final Duration TAKEN_BACK = Duration.ofSeconds(5);
    private static final int ORDERS = 24;
    private static final int PACKAGES = 4;

    private TwoNodes nodes;

    @BeforeAll
    void start(@TempDir Path dir) throws Exception {
        nodes = TwoNodes.asShipped(dir);
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
    void aNodeThatIsBackTakesItsWorkBack() throws Exception {
        Held held = nodes.orderAndHold(
                "Task_FetchAndConvert", Trigger.packages(null), Fault.holdAfterBytes(Files.size(Lab.SAMPLE) / 2));
        Node killed = held.worker();
        killed.kill();
        nodes.release(Outcome.DROP);
        List<Path> kept = killed.workspaces();
        // so that it is seen who is at it
        nodes.lab().sandbox().order(Trigger.packages(null), Fault.holdAfterBytes(1));

        killed.start();
        Instant up = Instant.now();
        nodes.lab().await("its step is its own again", () -> nodes.worksAt(killed, "Task_FetchAndConvert"));
        assertThat(Duration.between(up, Instant.now())).isLessThan(TAKEN_BACK);
        assertThat(killed.workspaces()).isEqualTo(kept);
        nodes.release(Outcome.ANSWER);

        nodes.assertSuccess(killed, held.transaction());
        nodes.assertOneOfEach(held.packageUuid());
    }

    static Stream<Arguments> points() throws IOException {
        return Stream.of(
                Arguments.of(
                        "Task_FetchAndConvert",
                        Trigger.packages(null),
                        Fault.holdAfterBytes(Files.size(Lab.SAMPLE) / 2)),
                Arguments.of("Task_RunInstance", Trigger.ec2("RunInstances"), Fault.hold(When.BEFORE)));
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("points")
    @Order(2)
    void workOfANodeThatIsDeadIsTakenOver(String task, Trigger trigger, Fault fault) throws Exception {
        Held held = nodes.orderAndHold(task, trigger, fault);
        Node killed = held.worker();
        String attempt = nodes.workers(task).get(0);
        killed.kill();
        Instant dead = Instant.now();
        nodes.release(Outcome.DROP);

        nodes.lab().await("another attempt is at it", () -> nodes.column(
                        "SELECT ID_ FROM ACT_RU_EXT_TASK WHERE WORKER_ID_ = ?", attempt)
                .isEmpty());
        assertThat(Duration.between(dead, Instant.now())).isLessThan(TAKEN_OVER);

        nodes.assertSuccess(nodes.butFor(killed), held.transaction());
        nodes.assertOneOfEach(held.packageUuid());
        assertThat(nodes.instances(held.packageUuid())).isEqualTo(1);
        killed.start();
        nodes.lab().await("the workspace of the killed node is clean", () -> TwoNodes.isClean(killed));
    }

    @Test
    @Order(3)
    void aNodeWhoseClockIsOffTakesNoWork() throws Exception {
        Node skewed = nodes.other();
        skewed.stop();
        String url = nodes.lab().database().settings().get("SPRING_DATASOURCE_URL");
        long elsewhere = Instant.now().minusSeconds(60).getEpochSecond();
        skewed.with("SPRING_DATASOURCE_URL", url + "?sessionVariables=timestamp=" + elsewhere)
                .start();
        try {
            for (int i = 0; i < PACKAGES; i++) {
                String uuid = nodes.lab().shelve(Lab.SAMPLE);
                nodes.assertSuccess(skewed, nodes.order(skewed, uuid));
                nodes.assertOneOfEach(uuid);
                assertThat(nodes.column(
                                "SELECT DISTINCT SUBSTRING(attempt, 1, 8) FROM publication_attempt WHERE package_id = ?",
                                uuid))
                        .containsExactly(TwoNodes.id(nodes.one()));
            }
            assertThat(skewed.log()).contains("This node takes no work: this node's clock is ");
        } finally {
            skewed.stop();
            skewed.with("SPRING_DATASOURCE_URL", url).start();
        }
    }

    @Test
    @Order(4)
    void oneReleaseFollowsAnotherUnderLoad() throws Exception {
        Path newer = nodes.lab().release("99.0.0");
        List<String> packages = new ArrayList<>();
        for (int i = 0; i < PACKAGES; i++) {
            packages.add(nodes.lab().shelve(Lab.SAMPLE));
        }
        List<String> transactions = new ArrayList<>();
        orderAll(nodes.other(), packages, transactions);

        nodes.one().stop();
        orderAll(nodes.other(), packages, transactions);
        nodes.one().with(newer).start();
        String old = TwoNodes.id(nodes.other());
        nodes.lab().await("the older node is idle", () -> logOf(nodes.other()).contains("This node takes no work"));
        orderAll(nodes.other(), packages, transactions);
        orderAll(nodes.one(), packages, transactions);
        String late = nodes.lab().shelve(Lab.SAMPLE);
        nodes.assertSuccess(nodes.other(), nodes.order(nodes.other(), late));
        assertThat(nodes.column("SELECT attempt FROM publication_attempt WHERE package_id = ?", late))
                .noneMatch(attempt -> attempt.startsWith(old + "/"));
        nodes.other().stop();
        orderAll(nodes.one(), packages, transactions);
        nodes.other().with(newer).start();
        orderAll(nodes.other(), packages, transactions);

        assertThat(transactions).hasSize(ORDERS);
        for (String transaction : transactions) {
            nodes.assertSuccess(nodes.one(), transaction);
        }
        for (String uuid : packages) {
            nodes.assertOneOfEach(uuid);
            assertThat(nodes.instances(uuid)).isEqualTo(ORDERS / PACKAGES);
        }
    }

    private void orderAll(Node node, List<String> packages, List<String> transactions) throws Exception {
        for (String uuid : packages) {
            transactions.add(nodes.order(node, uuid));
        }
    }

    private static String logOf(Node node) {
        try {
            return node.log();
        } catch (IOException e) {
            throw new AssertionError(e);
        }
    }
}

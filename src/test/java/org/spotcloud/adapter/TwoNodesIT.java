package org.spotcloud.adapter;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.spotcloud.lab.Database;
import org.spotcloud.lab.Lab;
import org.spotcloud.lab.Node;
import org.spotcloud.sandbox.ec2.ImageTruth;
import org.spotcloud.sandbox.faults.Fault;
import org.spotcloud.sandbox.faults.Fault.When;
import org.spotcloud.sandbox.faults.Outcome;
import org.spotcloud.sandbox.faults.Trigger;

/** Two services on one MariaDB, whose zone is Berlin's; one of them is told that it is in New York. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class TwoNodesIT {
    private static final Duration PATIENCE = Duration.ofSeconds(60);
    private static final long UNLOCKED_MILLIS = 3000;

    private Lab lab;
    private Node one;
    private Node other;

    @BeforeAll
    void startLab(@TempDir Path dir) throws IOException, InterruptedException {
        lab = Lab.start(dir, Database.mariaDb(dir))
                .with("SPOTCLOUD_ENGINE_LOCK", "6s")
                .with("SPOTCLOUD_ENGINE_TAKEOVER", "9s")
                .with("SPOTCLOUD_WORKSPACE_SWEEP", "1s")
                .with("CAMUNDA_BPM_JOBEXECUTION_LOCKTIMEINMILLIS", "6000");
        one = lab.node("one");
        other = lab.node("other").with("JAVA_TOOL_OPTIONS", "-Duser.timezone=America/New_York");
        one.launch();
        other.launch();
        one.awaitUp();
        other.awaitUp();
    }

    @AfterAll
    void endLab() {
        lab.close();
    }

    @AfterEach
    void endFaults() {
        lab.sandbox().reset();
    }

    @Test
    void shareTheWork() throws Exception {
        List<String> transactions = new ArrayList<>();
        List<String> packages = new ArrayList<>();
        for (int i = 0; i < 6; i++) {
            packages.add(lab.shelve(Lab.SAMPLE));
            transactions.add(order(i % 2 == 0 ? one : other, packages.get(i)));
        }

        for (String transaction : transactions) {
            assertSuccess(other, transaction);
        }
        for (String uuid : packages) {
            assertOneOfEach(uuid);
        }
        assertThat(column("SELECT DISTINCT SUBSTRING(attempt, 1, 8) FROM publication_attempt"))
                .containsExactlyInAnyOrder(one.id(), other.id());
    }

    static Stream<Arguments> points() throws IOException {
        return Stream.of(
                Arguments.of(
                        "Task_FetchAndConvert",
                        Trigger.packages(null),
                        Fault.holdAfterBytes(Files.size(Lab.SAMPLE) / 2)),
                Arguments.of(
                        "Task_PublishImage", Trigger.s3("PUT", ".*-machine-.*part.*"), Fault.holdAfterBytes(8192)));
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("points")
    void oneTakesOverWhenTheOtherIsKilled(String activity, Trigger trigger, Fault fault) throws Exception {
        String uuid = lab.shelve(Lab.SAMPLE);
        String held = lab.sandbox().order(trigger, fault);
        String transaction = order(one, uuid);
        lab.sandbox().awaitHeld(held, PATIENCE);
        Node killed = workerAt(activity);
        Node left = killed == one ? other : one;

        killed.kill();
        lab.sandbox().releaseAll(Outcome.DROP);

        assertSuccess(left, transaction);
        assertOneOfEach(uuid);
        assertThat(killed.workspaces()).isNotEmpty();
        killed.start();
        lab.await("the workspace of the killed node is clean", () -> isClean(killed));
    }

    @Test
    void oneThatStoodStillWhileItRegisteredAnImageDoesNoHarm() throws Exception {
        String uuid = lab.shelve(Lab.SAMPLE);
        String held =
                lab.sandbox().order(Trigger.ec2("RegisterImage").with("Name", ".*-machine"), Fault.hold(When.AFTER));
        String transaction = order(one, uuid);
        lab.sandbox().awaitHeld(held, PATIENCE);
        Node frozen = workerAt("Task_PublishImage");
        Node left = frozen == one ? other : one;

        frozen.freeze();
        try {
            assertSuccess(left, transaction);
        } finally {
            frozen.thaw();
        }
        lab.sandbox().releaseAll(Outcome.ANSWER);

        lab.await("the workspace of the frozen node is clean", () -> isClean(frozen));
        assertOneOfEach(uuid);
        assertSuccess(frozen, order(frozen, uuid));
        assertOneOfEach(uuid);
    }

    @Test
    void oneThatStoodStillWhileItRanAnInstanceDoesNoHarm() throws Exception {
        String uuid = lab.shelve(Lab.SAMPLE);
        String held = lab.sandbox().order(Trigger.ec2("RunInstances"), Fault.hold(When.AFTER));
        String transaction = order(other, uuid);
        lab.sandbox().awaitHeld(held, PATIENCE);
        Node frozen = workerAt("Task_RunInstance");
        Node left = frozen == one ? other : one;

        frozen.freeze();
        try {
            assertSuccess(left, transaction);
        } finally {
            frozen.thaw();
        }
        lab.sandbox().releaseAll(Outcome.ANSWER);

        assertSuccess(frozen, order(frozen, uuid));
        assertThat(instances(uuid)).isEqualTo(2);
    }

    @Test
    void oneThatIsStoppedHandsItsWorkBackAtOnce() throws Exception {
        String uuid = lab.shelve(Lab.SAMPLE);
        String held = lab.sandbox().order(Trigger.ec2("RunInstances"), Fault.hold(When.BEFORE));
        String transaction = order(one, uuid);
        lab.sandbox().awaitHeld(held, PATIENCE);
        Node stopped = workerAt("Task_RunInstance");
        Node left = stopped == one ? other : one;

        Thread stopping = new Thread(stopped::stop);
        long told = System.nanoTime();
        stopping.start();
        lab.await("the step is unlocked", () -> !worksAt(stopped, "Task_RunInstance"));
        assertThat(Duration.ofNanos(System.nanoTime() - told)).isLessThan(Duration.ofMillis(UNLOCKED_MILLIS));
        lab.sandbox().releaseAll(Outcome.DROP);

        assertSuccess(left, transaction);
        assertThat(instances(uuid)).isEqualTo(1);
        stopping.join();
        stopped.start();
    }

    private Node workerAt(String activity) throws IOException {
        return Stream.of(one, other)
                .filter(node -> worksAt(node, activity))
                .findFirst()
                .orElseThrow(() -> new IOException("no node is at " + activity));
    }

    private boolean worksAt(Node node, String activity) {
        try {
            return column("SELECT WORKER_ID_ FROM ACT_RU_EXT_TASK WHERE WORKER_ID_ IS NOT NULL AND ACT_ID_ = '"
                            + activity + "'")
                    .stream()
                    .anyMatch(worker -> worker.startsWith(nodeId(node) + "/"));
        } catch (SQLException e) {
            throw new AssertionError(e);
        }
    }

    private static String nodeId(Node node) {
        try {
            return node.id();
        } catch (IOException e) {
            throw new AssertionError(e);
        }
    }

    private List<String> column(String sql) throws SQLException {
        try (Connection connection = lab.database().connect();
                PreparedStatement query = connection.prepareStatement(sql);
                ResultSet rows = query.executeQuery()) {
            List<String> values = new ArrayList<>();
            while (rows.next()) {
                values.add(rows.getString(1));
            }
            return values;
        }
    }

    private void assertSuccess(Node node, String transaction) throws Exception {
        JsonNode end = lab.awaitEnd(node, transaction);
        assertThat(end.path("is_error").asBoolean()).as(end.toString()).isFalse();
    }

    private void assertOneOfEach(String uuid) {
        for (String type : List.of("machine", "kernel", "ramdisk")) {
            assertThat(lab.images(type).stream().filter(image -> image.name().contains(uuid)))
                    .as(type)
                    .hasSize(1);
        }
        assertThat(lab.objects().stream()
                        .filter(key -> key.contains(uuid))
                        .map(key -> key.replaceAll("\\.(part\\..*|manifest\\.xml)$", ""))
                        .distinct())
                .as("prefixes in the store")
                .hasSize(3);
    }

    private long instances(String uuid) {
        List<String> images = lab.sandbox().images().stream()
                .filter(image -> image.name().contains(uuid))
                .map(ImageTruth::id)
                .toList();
        return lab.instances().stream()
                .filter(instance -> images.contains(instance.imageId()))
                .count();
    }

    private static boolean isClean(Node node) {
        try {
            return node.workspaces().isEmpty();
        } catch (IOException e) {
            throw new AssertionError(e);
        }
    }

    private static String order(Node node, String packageUuid) throws IOException, InterruptedException {
        JsonNode answer = node.marketplace().order(UUID.randomUUID().toString(), packageUuid);
        assertThat(answer.path("errno").asInt()).as(answer.toString()).isZero();
        return answer.path("txid").asText();
    }
}

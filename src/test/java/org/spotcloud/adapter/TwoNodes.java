package org.spotcloud.adapter;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.UUID;
import java.util.stream.Stream;
import org.spotcloud.lab.Database;
import org.spotcloud.lab.Lab;
import org.spotcloud.lab.Node;
import org.spotcloud.sandbox.ec2.ImageTruth;
import org.spotcloud.sandbox.faults.Fault;
import org.spotcloud.sandbox.faults.Outcome;
import org.spotcloud.sandbox.faults.Trigger;

/** Two services on one MariaDB. The zones of the database and of both services differ, which must make no difference. */
final class TwoNodes implements AutoCloseable {
    private static final Duration PATIENCE = Duration.ofSeconds(60);
    private static final String LOCKED = "SELECT WORKER_ID_ FROM ACT_RU_EXT_TASK WHERE WORKER_ID_ IS NOT NULL"
            + " AND LOCK_EXP_TIME_ > UTC_TIMESTAMP() AND ACT_ID_ = ?";

    private final Lab lab;
    private final Node one;
    private final Node other;

    private TwoNodes(Lab lab) {
        this.lab = lab;
        one = lab.node("one").with("TZ", "Europe/Berlin");
        other = lab.node("other").with("JAVA_TOOL_OPTIONS", "-Duser.timezone=America/New_York");
    }

    /** With locks of 6 s, and a node's work taken over after 9 s. */
    static TwoNodes quick(Path dir) throws IOException, InterruptedException {
        return of(lab(dir).with("SPOTCLOUD_ENGINE_LOCK", "6s")
                .with("SPOTCLOUD_ENGINE_TAKEOVER", "9s")
                .with("CAMUNDA_BPM_JOBEXECUTION_LOCKTIMEINMILLIS", "6000"));
    }

    /** With the times that a service has when its operator sets none. */
    static TwoNodes asShipped(Path dir) throws IOException, InterruptedException {
        return of(lab(dir));
    }

    private static Lab lab(Path dir) throws IOException, InterruptedException {
        return Lab.start(dir, Database.mariaDb(dir)).with("SPOTCLOUD_WORKSPACE_SWEEP", "1s");
    }

    private static TwoNodes of(Lab lab) throws IOException, InterruptedException {
        TwoNodes nodes = new TwoNodes(lab);
        try {
            nodes.one.launch();
            nodes.other.launch();
            nodes.one.awaitUp();
            nodes.other.awaitUp();
            return nodes;
        } catch (IOException | InterruptedException | RuntimeException e) {
            nodes.close();
            throw e;
        }
    }

    Lab lab() {
        return lab;
    }

    Node one() {
        return one;
    }

    Node other() {
        return other;
    }

    Node butFor(Node node) {
        return node == one ? other : one;
    }

    /** An order whose launch or import is held at one call. */
    record Held(String packageUuid, String transaction, Node worker) {}

    /** Orders a machine and waits until a call of that task is held. */
    Held orderAndHold(String task, Trigger trigger, Fault fault) throws IOException, InterruptedException {
        String uuid = lab.shelve(Lab.SAMPLE);
        String held = lab.sandbox().order(trigger, fault);
        String transaction = order(one, uuid);
        lab.sandbox().awaitHeld(held, PATIENCE);
        return new Held(uuid, transaction, workerAt(task));
    }

    /** Lets what is held go on. */
    void release(Outcome outcome) {
        lab.sandbox().releaseAll(outcome);
    }

    String order(Node node, String packageUuid) throws IOException, InterruptedException {
        JsonNode answer = node.marketplace().order(UUID.randomUUID().toString(), packageUuid);
        assertThat(answer.path("errno").asInt()).as(answer.toString()).isZero();
        return answer.path("txid").asText();
    }

    void assertSuccess(Node node, String transaction) throws IOException, InterruptedException {
        JsonNode end = lab.awaitEnd(node, transaction);
        assertThat(end.path("is_error").asBoolean()).as(end.toString()).isFalse();
    }

    private Node workerAt(String task) {
        return Stream.of(one, other)
                .filter(node -> worksAt(node, task))
                .findFirst()
                .orElseThrow(() -> new AssertionError("no node is at " + task));
    }

    boolean worksAt(Node node, String task) {
        return workers(task).stream().anyMatch(worker -> worker.startsWith(id(node) + "/"));
    }

    /** The attempts that hold a task of that kind, as {@code <node>/<boot>/<serial>}. */
    List<String> workers(String task) {
        return column(LOCKED, task);
    }

    static String id(Node node) {
        try {
            return node.id();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** The first column, as text. */
    List<String> column(String sql, String... parameters) {
        try (Connection connection = lab.database().connect();
                PreparedStatement query = connection.prepareStatement(sql)) {
            for (int i = 0; i < parameters.length; i++) {
                query.setString(i + 1, parameters[i]);
            }
            List<String> values = new ArrayList<>();
            try (ResultSet rows = query.executeQuery()) {
                while (rows.next()) {
                    values.add(rows.getString(1));
                }
            }
            return values;
        } catch (SQLException e) {
            throw new AssertionError(e);
        }
    }

    /** One image of each kind, whose parts fit together, and in the store and in the database nothing but what made them. */
    void assertOneOfEach(String packageUuid) {
        ImageTruth machine = only("machine", packageUuid);
        assertThat(machine.kernelId()).isEqualTo(only("kernel", packageUuid).id());
        assertThat(machine.ramdiskId()).isEqualTo(only("ramdisk", packageUuid).id());
        assertThat(machine.state()).isEqualTo("available");
        Set<String> prefixes = new HashSet<>(lab.objects().stream()
                .filter(key -> key.contains(packageUuid))
                .map(key -> key.replaceAll("\\.(part\\..*|manifest\\.xml)$", ""))
                .toList());
        assertThat(prefixes).as("prefixes in the store").hasSize(3);
        assertThat(column("SELECT key_prefix FROM publication_attempt WHERE package_id = ?", packageUuid))
                .containsExactlyInAnyOrderElementsOf(prefixes);
    }

    private ImageTruth only(String type, String packageUuid) {
        List<ImageTruth> images = lab.images(type).stream()
                .filter(image -> image.name().contains(packageUuid))
                .toList();
        assertThat(images).as(type).hasSize(1);
        return images.get(0);
    }

    /** The instances of a package's images, gone images included. */
    long instances(String packageUuid) {
        List<String> images = lab.sandbox().images().stream()
                .filter(image -> image.name().contains(packageUuid))
                .map(ImageTruth::id)
                .toList();
        return lab.instances().stream()
                .filter(instance -> images.contains(instance.imageId()))
                .count();
    }

    static boolean isClean(Node node) {
        try {
            return node.workspaces().isEmpty();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Override
    public void close() {
        lab.close();
    }
}

package org.spotcloud.harness;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;
import org.spotcloud.lab.Lab;
import org.spotcloud.lab.Marketplace;
import org.spotcloud.lab.Node;

/** The nodes that are struck, each with an agent inside. */
final class Cluster implements AutoCloseable {
    /** How long the nodes lock a step; short, so that a frozen node loses its locks soon. */
    static final Duration LOCK = Duration.ofSeconds(10);

    private static final int MOST_WAITS = 3;

    private final Path dir;
    private final Path logs;
    private final List<Node> nodes;
    private final Map<Node, Halt> halts = new LinkedHashMap<>();
    private final AtomicInteger turn = new AtomicInteger();
    private int runs;

    Cluster(Lab lab, Path dir, int count) throws IOException {
        lab.with("SPOTCLOUD_ENGINE_LOCK", LOCK.toSeconds() + "s");
        this.dir = dir;
        logs = Files.createDirectories(dir.resolve("logs"));
        nodes = count == 1
                ? List.of(lab.node("service"))
                : IntStream.rangeClosed(1, count)
                        .mapToObj(number -> lab.node("node" + number))
                        .toList();
        Path agent = Halt.writeAgent(dir.resolve("agent.jar"), KillCases.places());
        for (Node node : nodes) {
            halts.put(node, new Halt(agent));
        }
    }

    List<Node> nodes() {
        return nodes;
    }

    /** The one that the operator's page is asked for. */
    Node first() {
        return nodes.get(0);
    }

    /** Each node in turn. */
    Marketplace marketplace() {
        return nodes.get(Math.floorMod(turn.getAndIncrement(), nodes.size())).marketplace();
    }

    void startAll() throws IOException, InterruptedException {
        for (Node node : nodes) {
            start(node);
        }
    }

    void stopAll() throws IOException {
        nodes.forEach(Node::stop);
        for (Node node : nodes) {
            keepLog(node);
        }
    }

    /** Kills a node and starts it again. */
    void strike(Node node, Runnable meanwhile) throws IOException, InterruptedException {
        node.kill();
        meanwhile.run();
        keepLog(node);
        start(node);
    }

    private void start(Node node) throws IOException, InterruptedException {
        Halt halt = halts.get(node);
        node.with("JAVA_TOOL_OPTIONS", halt.option()).launch();
        halt.accept();
        awaitUp(node);
    }

    /** A machine that does much else besides may take longer than one wait. */
    private static void awaitUp(Node node) throws IOException, InterruptedException {
        for (int wait = 1; wait < MOST_WAITS; wait++) {
            try {
                node.awaitUp();
                return;
            } catch (IOException e) {
                System.out.println(node.name() + " is not up yet: " + e.getMessage());
            }
        }
        node.awaitUp();
    }

    private void keepLog(Node node) throws IOException {
        Files.move(dir.resolve(node.name() + ".log"), logs.resolve("%s-%03d.log".formatted(node.name(), ++runs)));
    }

    /** The node in which a thread stops there first. */
    CompletableFuture<Node> stopAt(Strike.Stopped strike) {
        CompletableFuture<Node> first = new CompletableFuture<>();
        List<Map.Entry<Node, Halt>> all = new ArrayList<>(halts.entrySet());
        all.forEach(entry -> entry.getValue().stopAt(strike).thenRun(() -> first.complete(entry.getKey())));
        return first;
    }

    @Override
    public void close() {
        halts.values().forEach(Halt::close);
    }

    /** Lets all that is stopped go on, save in a node that was killed. */
    void forget() {
        halts.values().forEach(Halt::forget);
    }
}

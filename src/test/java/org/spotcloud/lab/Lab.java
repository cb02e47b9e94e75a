package org.spotcloud.lab;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.net.URI;
import java.nio.file.FileSystem;
import java.nio.file.FileSystems;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.function.BooleanSupplier;
import org.spotcloud.sandbox.Addresses;
import org.spotcloud.sandbox.SandboxClient;
import org.spotcloud.sandbox.ec2.ImageTruth;
import org.spotcloud.sandbox.ec2.InstanceTruth;

/**
 * A sandbox, a database, and services that can be killed and started again on the same data: one, named {@code
 * service}, or as many nodes as are wanted.
 */
public final class Lab implements AutoCloseable {
    public static final Path SAMPLE = Path.of("src/test/resources/packages/sample.xvm2");

    private static final String PASSWORD = "s3cret";
    private static final Duration PATIENCE = Duration.ofSeconds(90);
    private static final Duration POLL = Duration.ofMillis(100);
    private static final String BUILD_FACTS = "META-INF/build-info.properties";
    private static final String SERVICE = "service";
    private static final List<String> ENDED = List.of("gone", "terminated");

    private final Path dir;
    private final Path shelf;
    private final SandboxProcess sandbox;
    private final SandboxClient control;
    private final Database database;
    private final Map<String, String> settings;
    private final Map<String, Node> nodes = new LinkedHashMap<>();

    private Lab(Path dir, Path shelf, SandboxProcess sandbox, Database database) {
        this.dir = dir;
        this.shelf = shelf;
        this.sandbox = sandbox;
        this.database = database;
        control = new SandboxClient(URI.create(sandbox.facts().control()));
        settings = new LinkedHashMap<>(ServiceProcess.settings(dir, sandbox.facts(), PASSWORD, PASSWORD));
        settings.putAll(database.settings());
        // the sandbox answers at once or, when told to, never: no need to wait for it as for a real cloud
        settings.put("SPOTCLOUD_CLOUD_TIMEOUT", "5s");
        settings.put("SPOTCLOUD_CLOUD_RUNSETTLE", "2s");
    }

    /** Starts the sandbox; the service comes with {@link #startService}, and has an H2 file. */
    public static Lab start(Path dir) throws IOException, InterruptedException {
        return start(dir, Database.h2(dir.resolve("data")));
    }

    /**
     * Starts the sandbox; services come with {@link #startService} or {@link #startNode}.
     *
     * @param database closed with the lab
     */
    public static Lab start(Path dir, Database database) throws IOException, InterruptedException {
        try {
            Path shelf = Files.createDirectories(dir.resolve("shelf"));
            return new Lab(dir, shelf, SandboxProcess.start(dir, shelf, "--boot-delay", "PT0.3S"), database);
        } catch (IOException | InterruptedException e) {
            database.close();
            throw e;
        }
    }

    /** The jar once more, as a build of that version: with the same processes, and another place in the order of releases. */
    public Path release(String version) throws IOException {
        Path jar = dir.resolve("release-" + version + ".jar");
        Files.copy(ServiceProcess.JAR, jar, StandardCopyOption.REPLACE_EXISTING);
        try (FileSystem entries = FileSystems.newFileSystem(jar)) {
            Path facts = entries.getPath(BUILD_FACTS);
            String changed = Files.readString(facts).replaceAll("(?m)^build\\.version=.*$", "build.version=" + version);
            Files.writeString(facts, changed, StandardOpenOption.TRUNCATE_EXISTING);
        }
        return jar;
    }

    /** A setting of all services as an environment variable; from the next start of each on. */
    public Lab with(String variable, String value) {
        settings.put(variable, value);
        nodes.values().forEach(node -> node.with(variable, value));
        return this;
    }

    /** Starts the service, or starts it again on the same data and port. */
    public void startService() throws IOException, InterruptedException {
        startNode(SERVICE);
    }

    /** Starts a node, or starts it again on its own workspace and port. */
    public Node startNode(String name) throws IOException, InterruptedException {
        return node(name).start();
    }

    /** The node of that name, started or not. */
    public Node node(String name) {
        return nodes.computeIfAbsent(
                name,
                added -> new Node(
                        added,
                        dir,
                        dir.toAbsolutePath().resolve(added.equals(SERVICE) ? "data/workspace" : added + "/workspace"),
                        settings,
                        signed()));
    }

    public void killService() throws InterruptedException {
        node(SERVICE).kill();
    }

    public void stopService() {
        node(SERVICE).stop();
    }

    public Database database() {
        return database;
    }

    /** Signs requests that any of the services takes. */
    public static Signed signed() {
        return new Signed(ServiceProcess.SPOTCLOUD_USER, PASSWORD);
    }

    public SandboxClient sandbox() {
        return control;
    }

    /** The account that the service uses, for others who use it too. */
    public Addresses account() throws IOException {
        return sandbox.addresses();
    }

    /** That of the first node. */
    public Marketplace marketplace() {
        return first().marketplace();
    }

    /** The first node's process. */
    public ServiceProcess service() {
        return first().service();
    }

    private Node first() {
        return nodes.values().iterator().next();
    }

    /** The lines of the service's log that give away a password, a key or a digest. */
    public List<String> secretsInLog() throws IOException {
        return SecretsInLog.in(
                dir.resolve("service.log"), List.of(PASSWORD, sandbox.facts().secretKey()));
    }

    /** Puts a package on the package server's shelf and returns its UUID. */
    public String shelve(Path packageFile) throws IOException {
        String uuid = UUID.randomUUID().toString();
        Files.copy(packageFile, shelf.resolve(uuid + ".xvm2"), StandardCopyOption.REPLACE_EXISTING);
        return uuid;
    }

    /** The transaction once it has ended, as the first node tells. */
    public JsonNode awaitEnd(String transaction) throws IOException, InterruptedException {
        return awaitEnd(first(), transaction);
    }

    /** The transaction once it has ended, as that node tells. */
    public JsonNode awaitEnd(Node node, String transaction) throws IOException, InterruptedException {
        Instant limit = Instant.now().plus(PATIENCE);
        while (true) {
            JsonNode found = node.marketplace()
                    .get("transaction/" + transaction)
                    .orElseThrow(() -> new IOException("transaction " + transaction + " is lost"))
                    .path("transaction");
            if (!found.path("ended").isNull()) {
                return found;
            }
            node.service().pause(limit);
        }
    }

    /** Waits until something is so. */
    public void await(String what, BooleanSupplier condition) throws IOException, InterruptedException {
        Instant limit = Instant.now().plus(PATIENCE);
        while (!condition.getAsBoolean()) {
            if (Instant.now().isAfter(limit)) {
                throw new IOException("not in time: " + what);
            }
            Thread.sleep(POLL.toMillis());
        }
    }

    /** The images of that type that are registered now. */
    public List<ImageTruth> images(String type) {
        return control.images().stream()
                .filter(image -> !image.deregistered() && image.type().equals(type))
                .toList();
    }

    /** The instances that are not gone. */
    public List<InstanceTruth> instances() {
        return control.instances().stream()
                .filter(instance -> !ENDED.contains(instance.state()))
                .toList();
    }

    /** Names of the objects in the bucket. */
    public List<String> objects() {
        return control.objects(sandbox.facts().bucket()).stream()
                .map(object -> object.key())
                .toList();
    }

    /** What is in the folders of imports of all nodes. */
    public List<Path> workspaces() throws IOException {
        List<Path> all = new ArrayList<>();
        for (Node node : nodes.values()) {
            all.addAll(node.workspaces());
        }
        return all;
    }

    /** Ends all that was started, the database last. */
    @Override
    public void close() {
        nodes.values().forEach(Node::stop);
        sandbox.close();
        database.close();
    }
}

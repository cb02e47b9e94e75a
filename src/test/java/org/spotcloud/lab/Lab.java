package org.spotcloud.lab;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Duration;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.function.BooleanSupplier;
import java.util.stream.Stream;
import org.spotcloud.sandbox.SandboxClient;
import org.spotcloud.sandbox.ec2.ImageTruth;
import org.spotcloud.sandbox.ec2.InstanceTruth;

/** A sandbox and a service that can be killed and started again on the same data. */
public final class Lab implements AutoCloseable {
    public static final Path SAMPLE = Path.of("src/test/resources/packages/sample.xvm2");

    private static final String PASSWORD = "s3cret";
    private static final Duration PATIENCE = Duration.ofSeconds(90);
    private static final List<String> ENDED = List.of("gone", "terminated");

    private final Path dir;
    private final Path shelf;
    private final SandboxProcess sandbox;
    private final SandboxClient control;
    private final Map<String, String> settings;
    private ServiceProcess service;
    private Marketplace marketplace;
    private int port;

    private Lab(Path dir, Path shelf, SandboxProcess sandbox) {
        this.dir = dir;
        this.shelf = shelf;
        this.sandbox = sandbox;
        control = new SandboxClient(URI.create(sandbox.facts().control()));
        settings = new LinkedHashMap<>(ServiceProcess.settings(dir, sandbox.facts(), PASSWORD, PASSWORD));
        // the sandbox answers at once or, when told to, never: no need to wait for it as for a real cloud
        settings.put("SPOTCLOUD_CLOUD_TIMEOUT", "5s");
        settings.put("SPOTCLOUD_CLOUD_RUNSETTLE", "2s");
    }

    /** Starts the sandbox; the service comes with {@link #startService}. */
    public static Lab start(Path dir) throws IOException, InterruptedException {
        Path shelf = Files.createDirectories(dir.resolve("shelf"));
        return new Lab(dir, shelf, SandboxProcess.start(dir, shelf, "--boot-delay", "PT0.3S"));
    }

    /** A setting of the service as an environment variable, from its next start on. */
    public Lab with(String variable, String value) {
        settings.put(variable, value);
        return this;
    }

    /** Starts the service, or starts it again on the same data and port. */
    public void startService() throws IOException, InterruptedException {
        service = ServiceProcess.start(dir, port, settings);
        port = service.url().getPort();
        marketplace = service.awaitUp(new Signed(ServiceProcess.SPOTCLOUD_USER, PASSWORD));
    }

    public void killService() throws InterruptedException {
        service.kill();
    }

    public void stopService() {
        service.close();
    }

    public SandboxClient sandbox() {
        return control;
    }

    public Marketplace marketplace() {
        return marketplace;
    }

    public ServiceProcess service() {
        return service;
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

    /** The transaction once it has ended. */
    public JsonNode awaitEnd(String transaction) throws IOException, InterruptedException {
        Instant limit = Instant.now().plus(PATIENCE);
        while (true) {
            JsonNode found = marketplace
                    .get("transaction/" + transaction)
                    .orElseThrow(() -> new IOException("transaction " + transaction + " is lost"))
                    .path("transaction");
            if (!found.path("ended").isNull()) {
                return found;
            }
            service.pause(limit);
        }
    }

    /** Waits until something is so. */
    public void await(String what, BooleanSupplier condition) throws IOException, InterruptedException {
        Instant limit = Instant.now().plus(PATIENCE);
        while (!condition.getAsBoolean()) {
            if (Instant.now().isAfter(limit)) {
                throw new IOException("not in time: " + what);
            }
            service.pause(limit);
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

    /** What is in the folders of imports. */
    public List<Path> workspaces() throws IOException {
        Path imports = dir.resolve("data/workspace/imports");
        if (!Files.isDirectory(imports)) {
            return List.of();
        }
        try (Stream<Path> entries = Files.list(imports)) {
            return entries.toList();
        }
    }

    @Override
    public void close() {
        if (service != null) {
            service.close();
        }
        sandbox.close();
    }
}

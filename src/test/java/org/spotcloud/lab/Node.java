package org.spotcloud.lab;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/** One service among those of a lab: can be killed, stopped, frozen, and started again on its own workspace and port. */
public final class Node {
    private static final String IMPORTS = "imports";
    /** Below the installation's and, unless they share it, the node's. */
    private static final int DEPTH_OF_IMPORTS = 3;

    private final String name;
    private final Path dir;
    private final Path workspace;
    private final Map<String, String> settings;
    private final Signed signed;
    private ServiceProcess service;
    private Marketplace marketplace;
    private int port;
    private Path jar = ServiceProcess.JAR;

    Node(String name, Path dir, Path workspace, Map<String, String> settings, Signed signed) {
        this.name = name;
        this.dir = dir;
        this.workspace = workspace;
        this.settings = new LinkedHashMap<>(settings);
        this.settings.put("SPOTCLOUD_WORKSPACE_DIR", workspace.toString());
        this.signed = signed;
    }

    /** A setting of this node alone as an environment variable, from its next start on. */
    public Node with(String variable, String value) {
        settings.put(variable, value);
        return this;
    }

    /** From its next start on it runs that jar. */
    public Node with(Path jarFile) {
        jar = jarFile;
        return this;
    }

    /** Starts the service and waits until it serves. */
    public Node start() throws IOException, InterruptedException {
        launch();
        marketplace = service.awaitUp(signed);
        return this;
    }

    /** Starts the process and does not wait for it. */
    public void launch() throws IOException {
        service = ServiceProcess.start(name, dir, port, settings, jar);
        port = service.url().getPort();
        marketplace = new Marketplace(service.url(), signed);
    }

    /** Waits until a service that was {@linkplain #launch launched} serves. */
    public void awaitUp() throws IOException, InterruptedException {
        service.awaitUp(signed);
    }

    /** {@code kill -9}. */
    public void kill() throws InterruptedException {
        service.kill();
    }

    /** SIGTERM; returns when the process has ended. */
    public void stop() {
        if (service != null) {
            service.close();
        }
    }

    /** SIGSTOP: the process stands still, as a machine that swaps or is moved does. */
    public void freeze() throws IOException, InterruptedException {
        service.signal("STOP");
    }

    /** SIGCONT. */
    public void thaw() throws IOException, InterruptedException {
        service.signal("CONT");
    }

    public String name() {
        return name;
    }

    public Marketplace marketplace() {
        return marketplace;
    }

    public ServiceProcess service() {
        return service;
    }

    /** What its process has written from its last start on. */
    public String log() throws IOException {
        return Files.readString(dir.resolve(name + ".log"));
    }

    /** The id under which it works: the name of the file that it holds. */
    public String id() throws IOException {
        try (Stream<Path> ids = Files.list(workspace.resolve("nodes"))) {
            return ids.map(file -> file.getFileName().toString()).findFirst().orElseThrow();
        }
    }

    /** Its folder of imports; no folder as long as it has imported nothing. */
    public Path imports() throws IOException {
        if (!Files.isDirectory(workspace)) {
            return workspace.resolve(IMPORTS);
        }
        try (Stream<Path> folders =
                Files.find(workspace, DEPTH_OF_IMPORTS, (folder, attributes) -> folder.endsWith(IMPORTS))) {
            return folders.findFirst().orElseGet(() -> workspace.resolve(IMPORTS));
        }
    }

    /** The folder where it imports for that installation, whether it is there or not. */
    public Path imports(String installation) throws IOException {
        return workspace.resolve(installation).resolve(id()).resolve(IMPORTS);
    }

    /** What is in its folder of imports. */
    public List<Path> workspaces() throws IOException {
        Path imports = imports();
        if (!Files.isDirectory(imports)) {
            return List.of();
        }
        try (Stream<Path> entries = Files.list(imports)) {
            return entries.toList();
        }
    }
}

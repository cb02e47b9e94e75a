package org.spotcloud.lab;

import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.spotcloud.sandbox.Addresses;
import org.spotcloud.sandbox.SandboxClient;

/** The sandbox as a process of its own, which outlives the service's crashes. */
public final class SandboxProcess implements AutoCloseable {
    private static final Duration START = Duration.ofSeconds(60);

    private final Child process;
    private final SandboxFacts facts;
    private final Path portFile;

    private SandboxProcess(Child process, Path portFile) throws IOException {
        this.process = process;
        this.portFile = portFile;
        facts = new ObjectMapper().readValue(portFile.toFile(), SandboxFacts.class);
    }

    /**
     * Starts it and waits until it serves.
     *
     * @param dir for its log
     * @param packages folder of {@code <uuid>.xvm2} files
     */
    public static SandboxProcess start(Path dir, Path packages, String... options)
            throws IOException, InterruptedException {
        Path portFile = dir.resolve("sandbox.json");
        Files.deleteIfExists(portFile);
        List<String> command = new ArrayList<>(List.of(
                ServiceProcess.java(),
                "-Xmx256m",
                "-XX:TieredStopAtLevel=1",
                "-cp",
                System.getProperty("surefire.test.class.path", System.getProperty("java.class.path")),
                "org.spotcloud.sandbox.Sandbox",
                "--packages",
                packages.toString(),
                "--port-file",
                portFile.toString(),
                "--parent-pid",
                Long.toString(ProcessHandle.current().pid())));
        command.addAll(List.of(options));
        Child process = Child.start("sandbox", dir, command, Map.of());
        Instant limit = Instant.now().plus(START);
        while (!Files.exists(portFile)) {
            process.requireAlive();
            if (Instant.now().isAfter(limit)) {
                process.close();
                throw new IOException("the sandbox does not come up; see " + process.log());
            }
            Thread.sleep(100);
        }
        return new SandboxProcess(process, portFile);
    }

    public SandboxFacts facts() {
        return facts;
    }

    /** The same for clients of a test's own. */
    Addresses addresses() throws IOException {
        return SandboxClient.read(portFile);
    }

    @Override
    public void close() {
        process.close();
    }
}

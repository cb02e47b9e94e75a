package org.spotcloud.sandbox;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The sandbox as a process of its own. */
class SandboxProcessIT {
    private static final Duration SOON = Duration.ofSeconds(15);

    @TempDir
    private Path folder;

    private final List<Process> started = new ArrayList<>();

    @AfterEach
    void end() {
        started.forEach(Process::destroyForcibly);
    }

    @Test
    void writesItsAddressesAndEndsOnSigterm() throws Exception {
        Process sandbox = sandbox();
        Addresses addresses = addresses();

        assertThat(addresses.pid()).isEqualTo(sandbox.pid());
        assertThat(addresses.kind()).isEqualTo("openstack-ec2");
        assertThat(addresses.cloudCertificate()).isRegularFile();
        assertThat(new SandboxClient(addresses.control()).settings().bootDelay())
                .isEqualTo(Duration.ofSeconds(3));
        sandbox.destroy();
        assertThat(sandbox.waitFor(SOON.toSeconds(), TimeUnit.SECONDS)).isTrue();
        assertThat(addresses.cloudCertificate()).doesNotExist();
        // newer JVMs warn of what a library of the sandbox calls
        assertThat(Files.readAllLines(folder.resolve("log"))).allMatch(line -> line.startsWith("WARNING: "));
    }

    @Test
    void endsWithItsParent() throws Exception {
        Process parent = start(new ProcessBuilder("sleep", "60"));
        Process sandbox = sandbox("--parent-pid", Long.toString(parent.pid()));
        addresses();

        assertThat(sandbox.isAlive()).isTrue();
        parent.destroyForcibly();
        assertThat(sandbox.waitFor(SOON.toSeconds(), TimeUnit.SECONDS)).isTrue();
    }

    private Process sandbox(String... more) throws IOException {
        List<String> command = new ArrayList<>(List.of(
                ProcessHandle.current().info().command().orElse("java"),
                "-cp",
                classPath(),
                Sandbox.class.getName(),
                "--port-file",
                portFile().toString(),
                "--boot-delay",
                "PT3S"));
        command.addAll(List.of(more));
        return start(new ProcessBuilder(command));
    }

    private Process start(ProcessBuilder builder) throws IOException {
        Process process = builder.redirectErrorStream(true)
                .redirectOutput(folder.resolve("log").toFile())
                .start();
        started.add(process);
        return process;
    }

    private static String classPath() {
        return System.getProperty("surefire.test.class.path", System.getProperty("java.class.path"))
                .replace(":", File.pathSeparator);
    }

    private Path portFile() {
        return folder.resolve("ports.json");
    }

    private Addresses addresses() throws IOException {
        Awaitility.await().atMost(SOON).until(() -> Files.exists(portFile()));
        return SandboxClient.read(portFile());
    }
}

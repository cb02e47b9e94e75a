package org.spotcloud.adapter.imports;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.spotcloud.adapter.catalog.PackageId;
import org.spotcloud.adapter.catalog.TransferProgress;
import org.springframework.util.unit.DataSize;

/** What a killed process leaves behind, seen by the next one. */
@Timeout(60)
class KilledProcessIT {
    private static final PackageId ID = PackageId.of("0f9d3b8a-7f0c-11e0-9b4a-001b63b5a5e2");
    private static final String IMPORT = "import-1";
    private static final Duration PATIENCE = Duration.ofSeconds(30);

    @TempDir
    Path root;

    @Test
    void aProcessHoldsItsIdUntilItIsKilled() throws Exception {
        Process other = start(NodeHolder.class, root.toString());
        String id = other.inputReader().readLine();
        try (NodeId mine = NodeId.take(root, new Random(1))) {
            assertThat(mine.id()).isNotEqualTo(id).matches("[a-z0-9]{8}");
        } finally {
            kill(other);
        }
        try (NodeId first = NodeId.take(root, new Random(3));
                NodeId second = NodeId.take(root, new Random(4))) {
            assertThat(List.of(first.id(), second.id())).contains(id);
        }
    }

    @Test
    void nothingIsFetchedTwiceThatAKilledProcessHadWritten() throws Exception {
        byte[] content = new byte[20_000_000];
        new Random(1).nextBytes(content);
        try (PackageHost host = new PackageHost(content)) {
            host.next(host.stallAfter(content.length / 2));
            Process other = start(Fetcher.class, root.toString(), host.urlTemplate());
            try {
                awaitBytes(content.length / 2);
            } finally {
                kill(other);
            }
            Workspaces workspaces = new Workspaces(root, DataSize.ofBytes(0));
            assertThat(Fetcher.fetch(workspaces, host.urlTemplate(), "second")).hasBinaryContent(content);
            assertThat(host.bodyBytes.get()).isEqualTo(content.length);
        }
    }

    /** Until the part file has so many bytes. */
    private void awaitBytes(long bytes) throws IOException, InterruptedException, TimeoutException {
        Path folder = root.resolve("imports").resolve(IMPORT);
        for (long end = System.nanoTime() + PATIENCE.toNanos(); System.nanoTime() < end; Thread.sleep(20)) {
            if (Files.isDirectory(folder)) {
                try (var files = Files.newDirectoryStream(folder, "package-*.part")) {
                    for (Path file : files) {
                        if (Files.size(file) == bytes) {
                            return;
                        }
                    }
                }
            }
        }
        throw new TimeoutException("the other process has not fetched " + bytes + " bytes");
    }

    private static Process start(Class<?> main, String... arguments) throws IOException {
        List<String> command = new ArrayList<>(List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-cp",
                System.getProperty("java.class.path"),
                main.getName()));
        command.addAll(List.of(arguments));
        return new ProcessBuilder(command)
                .redirectError(ProcessBuilder.Redirect.INHERIT)
                .start();
    }

    private static void kill(Process process) throws InterruptedException {
        process.destroyForcibly();
        assertThat(process.waitFor(PATIENCE.toSeconds(), TimeUnit.SECONDS)).isTrue();
    }

    /** Holds a node's id. */
    static final class NodeHolder {
        public static void main(String[] args) throws InterruptedException {
            try (NodeId node = NodeId.take(Path.of(args[0]), new Random(2))) {
                System.out.println(node.id());
                Thread.sleep(PATIENCE.toMillis());
            }
        }
    }

    /** Fetches a package. */
    static final class Fetcher {
        public static void main(String[] args) throws Exception {
            fetch(new Workspaces(Path.of(args[0]), DataSize.ofBytes(0)), args[1], "first");
        }

        static Path fetch(Workspaces workspaces, String urlTemplate, String attempt) throws Exception {
            PackageServer server = new PackageServer(urlTemplate, PATIENCE, host -> {});
            PackageFetch fetch = new PackageFetch(server, new FetchLimits(Long.MAX_VALUE, PATIENCE), workspaces);
            Workspace workspace = workspaces.reserve(IMPORT);
            Path folder = workspace.beginAttempt(attempt);
            try (Download download = fetch.begin(ID, workspace, folder, TransferProgress.NONE)) {
                download.run();
                return download.part().file();
            }
        }
    }
}

package org.spotcloud.adapter.imports;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class NodeIdTest {
    private final Random random = new Random(1);

    @TempDir
    Path root;

    @Test
    void makesAnIdWhenThereIsNone() {
        try (NodeId node = NodeId.take(root, random)) {
            assertThat(node.id()).matches("[a-z0-9]{8}");
            assertThat(root.resolve("nodes").resolve(node.id())).exists();
        }
    }

    @Test
    void takesTheIdOfANodeThatHasGone() {
        NodeId first = NodeId.take(root, random);
        first.close();
        try (NodeId second = NodeId.take(root, random)) {
            assertThat(second.id()).isEqualTo(first.id());
        }
    }

    @Test
    void twoNodesHaveTwoIds() {
        try (NodeId first = NodeId.take(root, random);
                NodeId second = NodeId.take(root, random)) {
            assertThat(second.id()).isNotEqualTo(first.id());
        }
    }

    @Test
    void leavesFilesAloneThatAreNoIds() throws IOException {
        Files.createDirectories(root.resolve("nodes"));
        Files.writeString(root.resolve("nodes/README"), "kept");
        try (NodeId node = NodeId.take(root, random)) {
            assertThat(node.id()).isNotEqualTo("README");
        }
    }

    @Test
    void aProcessLosesItsIdOnlyWhenItDies() throws Exception {
        String id;
        try (NodeId node = NodeId.take(root, random)) {
            id = node.id();
        }
        Process other = new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "-cp",
                        System.getProperty("java.class.path"),
                        Holder.class.getName(),
                        root.toString())
                .redirectErrorStream(true)
                .start();
        try {
            assertThat(other.inputReader().readLine()).isEqualTo(id);
            try (NodeId mine = NodeId.take(root, random)) {
                assertThat(mine.id()).isNotEqualTo(id);
            }
        } finally {
            other.destroyForcibly();
        }
        assertThat(other.waitFor(10, TimeUnit.SECONDS)).isTrue();
        try (NodeId all = NodeId.take(root, random);
                NodeId two = NodeId.take(root, random)) {
            assertThat(new String[] {all.id(), two.id()}).contains(id);
        }
    }

    /** Another process, which holds its id until it is killed. */
    static final class Holder {
        public static void main(String[] args) throws InterruptedException {
            NodeId node = NodeId.take(Path.of(args[0]), new Random(2));
            System.out.println(node.id());
            Thread.sleep(60_000);
        }
    }
}

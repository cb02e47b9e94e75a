package org.spotcloud.adapter.imports;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Random;
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
}

package org.spotcloud.adapter.imports;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.spotcloud.adapter.catalog.Fault;
import org.springframework.util.unit.DataSize;

class WorkspacesTest {
    @TempDir
    Path root;

    private Workspaces workspaces;

    @BeforeEach
    void make() {
        workspaces = new Workspaces(root, DataSize.ofBytes(0));
    }

    @Test
    void reservesAFolderForAnImport() {
        Workspace workspace = workspaces.reserve("a-1");
        assertThat(workspace.dir()).isEqualTo(root.resolve("imports/a-1")).isDirectory();
        assertThat(workspaces.open("a-1")).isEqualTo(workspace);
        assertThat(workspaces.list()).containsExactly("a-1");
    }

    @Test
    void keepsWhatIsThereWhenReservedAgain() throws IOException {
        Path file = Files.writeString(workspaces.reserve("a").dir().resolve("file"), "kept");
        workspaces.reserve("a");
        assertThat(file).hasContent("kept");
    }

    @Test
    void saysWhatIsFreeAndWhatIsNeeded() {
        workspaces = new Workspaces(root, DataSize.ofTerabytes(1_000_000));
        assertThatThrownBy(() -> workspaces.reserve("a")).isInstanceOfSatisfying(Fault.class, fault -> {
            assertThat(fault.kind()).isEqualTo(Fault.Kind.OPERATOR);
            assertThat(fault.getMessage())
                    .matches("The workspace needs 1000000.0 TiB free \\(0 bytes for files,"
                            + " 1000000.0 TiB to be kept free\\), but has [0-9.]+ \\w+: [0-9.]+ TiB are missing\\.");
        });
    }

    @Test
    void setsAsideForOneImportWhatOthersThenWaitFor() {
        Workspace first = workspaces.reserve("first");
        Workspace second = workspaces.reserve("second");
        long free = first.dir().toFile().getUsableSpace();
        workspaces.setAside(first, free / 2);
        assertThatThrownBy(() -> workspaces.setAside(second, free / 4 * 3))
                .isInstanceOfSatisfying(
                        Fault.class, fault -> assertThat(fault.kind()).isEqualTo(Fault.Kind.TRY_AGAIN))
                .hasMessageContaining("imports that are under way will need");
        assertThatThrownBy(() -> workspaces.setAside(second, free + 1))
                .as("the others will give some back")
                .isInstanceOfSatisfying(
                        Fault.class, fault -> assertThat(fault.kind()).isEqualTo(Fault.Kind.TRY_AGAIN));
        assertThatThrownBy(
                        () -> workspaces.setAside(second, first.dir().toFile().getTotalSpace() + 1))
                .isInstanceOfSatisfying(
                        Fault.class, fault -> assertThat(fault.kind()).isEqualTo(Fault.Kind.OPERATOR));
        workspaces.setAside(first, free / 4 * 3); // its own does not stand in its way

        workspaces.leftToWrite(first, 0);
        workspaces.setAside(second, free / 4 * 3);
        workspaces.giveBack(second);
        workspaces.setAside(first, free / 2);
    }

    @Test
    void tellsALostWorkspaceFromOtherFaults() {
        assertThatThrownBy(() -> workspaces.open("gone")).isInstanceOf(WorkspaceLost.class);
    }

    @ParameterizedTest
    @ValueSource(strings = {"", ".", "..", "../a", "a/b", "-a", "a\u0000", "a b"})
    void takesNoPathForAnId(String id) {
        assertThatThrownBy(() -> workspaces.reserve(id)).isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> workspaces.clean(id)).isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void cleansAllOfAFolderAndCanDoSoAgain() throws IOException {
        Workspace workspace = workspaces.reserve("a");
        Files.createDirectories(workspace.dir().resolve("deep/er"));
        Files.writeString(workspace.dir().resolve("deep/er/file"), "");
        workspaces.clean("a");
        workspaces.clean("a");
        assertThat(workspace.dir()).doesNotExist();
        assertThat(workspaces.list()).isEmpty();
    }

    @Test
    void deletesLinksButNotWhatTheyPointTo() throws IOException {
        Path outside = Files.createDirectory(root.resolve("outside"));
        Path kept = Files.writeString(outside.resolve("kept"), "");
        Workspace workspace = workspaces.reserve("a");
        Files.createSymbolicLink(workspace.dir().resolve("folder"), outside);
        Files.createSymbolicLink(workspace.dir().resolve("file"), kept);
        workspaces.clean("a");
        assertThat(workspace.dir()).doesNotExist();
        assertThat(kept).exists();
    }

    @Test
    void anAttemptHasAFolderOfItsOwnAndEndsEarlierOnes() throws IOException {
        Workspace workspace = workspaces.reserve("a");
        Path first = workspace.beginAttempt("node1/17/1");
        Path second = workspace.beginAttempt("node1/17/2");
        assertThat(first).doesNotExist();
        assertThat(second).isDirectory().hasParent(workspace.dir());
        assertThat(workspace.beginAttempt("../../x").getParent()).isEqualTo(workspace.dir());
    }

    @Test
    void aLateAttemptFindsNoPlaceInACleanedWorkspace() {
        Workspace workspace = workspaces.reserve("a");
        workspaces.clean("a");
        assertThatThrownBy(() -> workspace.beginAttempt("late")).isInstanceOf(IOException.class);
        assertThat(workspace.dir()).doesNotExist();
    }
}

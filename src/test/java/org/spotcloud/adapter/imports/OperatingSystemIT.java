package org.spotcloud.adapter.imports;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.spotcloud.adapter.diskimage.Tool;
import org.spotcloud.adapter.diskimage.ext.ExtFileSystem;
import org.spotcloud.adapter.diskimage.ext.MemoryDevice;

/** On real file systems. */
class OperatingSystemIT {
    @TempDir
    Path dir;

    @Test
    void believesOsReleaseFirst() throws Exception {
        assertThat(of(Map.of(
                        "usr/lib/os-release",
                        """
                        # a comment
                        NAME="Debian GNU/Linux"
                        PRETTY_NAME="Debian GNU/Linux 12 (\\"bookworm\\")"
                        """,
                        "etc/debian_version",
                        "12.5\n")))
                .contains("Debian GNU/Linux 12 (\"bookworm\")");
    }

    @Test
    void putsNameAndVersionTogether() throws Exception {
        assertThat(of(Map.of("etc/os-release", "NAME='Some Linux'\nVERSION_ID=7\n")))
                .contains("Some Linux 7");
        assertThat(of(Map.of("etc/os-release", "NAME=Arch\n"))).contains("Arch");
    }

    @Test
    void readsTheOlderFiles() throws Exception {
        assertThat(of(Map.of("etc/redhat-release", "CentOS release 5.6 (Final)\n")))
                .contains("CentOS release 5.6 (Final)");
        assertThat(of(Map.of("etc/debian_version", "squeeze/sid\n"))).contains("Debian GNU/Linux squeeze/sid");
        assertThat(of(Map.of("etc/os-release", "PRETTY_NAME=\"\"\n", "etc/debian_version", "6.0.1\n")))
                .contains("Debian GNU/Linux 6.0.1");
    }

    @Test
    void saysNothingWhereNothingCanBeRead() throws Exception {
        assertThat(of(Map.of("etc/fstab", ""))).isEmpty();
        assertThat(of(Map.of("etc/os-release/is/a/folder", ""))).isEmpty();
        assertThat(of(Map.of("etc/os-release", "\0".repeat(100_000)))).isEmpty();
    }

    @Test
    void playsNoTricksOnItsReader() throws Exception {
        assertThat(of(Map.of("etc/os-release", "PRETTY_NAME=\"evil\u202e\u001b[31m\"\n"))
                        .orElseThrow())
                .isEqualTo("evil\ufffd\ufffd[31m");
    }

    private Optional<String> of(Map<String, String> files) throws IOException, InterruptedException {
        Path tree = Files.createTempDirectory(dir, "tree");
        for (Map.Entry<String, String> file : files.entrySet()) {
            Path path = tree.resolve(file.getKey());
            Files.createDirectories(path.getParent());
            Files.writeString(path, file.getValue());
        }
        if (files.containsKey("usr/lib/os-release")) {
            Files.createSymbolicLink(
                    Files.createDirectories(tree.resolve("etc")).resolve("os-release"),
                    Path.of("../usr/lib/os-release"));
        }
        Path image = Files.createTempFile(dir, "image", "");
        Tool.needed("mkfs.ext4").run("-q", "-F", "-d", tree, image, "8m");
        return OperatingSystem.of(ExtFileSystem.open(new MemoryDevice(Files.readAllBytes(image))));
    }
}

package org.spotcloud.adapter;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.read.ListAppender;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.slf4j.LoggerFactory;
import org.spotcloud.adapter.settings.AdminSettings;
import org.spotcloud.adapter.settings.Secret;

class AdminPasswordTest {
    @TempDir
    private Path folder;

    @Test
    void takesTheConfiguredOneAndMakesNoFile() {
        Path file = folder.resolve("admin-password");
        assertThat(AdminPassword.of(settings("configured", file)).reveal()).isEqualTo("configured");
        assertThat(file).doesNotExist();
    }

    @Test
    void makesOneOnceThatOnlyItsOwnerReads() throws IOException {
        ListAppender<ILoggingEvent> logged = new ListAppender<>();
        Logger log = (Logger) LoggerFactory.getLogger(AdminPassword.class);
        log.setLevel(Level.INFO);
        logged.start();
        log.addAppender(logged);
        Path file = folder.resolve("deep/er/admin-password");
        String made = AdminPassword.of(settings("", file)).reveal();
        assertThat(made).hasSize(24);
        assertThat(AdminPassword.of(settings("", file)).reveal()).isEqualTo(made);
        assertThat(Files.readString(file)).isEqualTo(made + "\n");
        assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(file)))
                .isEqualTo("rw-------");
        try (Stream<Path> files = Files.list(file.getParent())) {
            assertThat(files).containsExactly(file);
        }
        log.detachAppender(logged);
        log.setLevel(null);
        assertThat(logged.list).isNotEmpty().allSatisfy(event -> assertThat(event.getFormattedMessage())
                .contains(file.toString())
                .doesNotContain(made));
    }

    @Test
    void makesAnotherOneElsewhere() {
        assertThat(AdminPassword.of(settings("", folder.resolve("a"))))
                .isNotEqualTo(AdminPassword.of(settings("", folder.resolve("b"))));
    }

    @Test
    void saysWhatToDoAboutAnEmptyFile() throws IOException {
        Path file = Files.writeString(folder.resolve("admin-password"), "\n");
        assertThatThrownBy(() -> AdminPassword.of(settings("", file)))
                .isInstanceOf(IllegalStateException.class)
                .hasMessageContaining(file.toString());
    }

    private static AdminSettings settings(String password, Path file) {
        return new AdminSettings("admin", Secret.of(password), file);
    }
}

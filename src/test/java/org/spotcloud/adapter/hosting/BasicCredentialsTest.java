package org.spotcloud.adapter.hosting;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.util.Base64;
import org.junit.jupiter.api.Test;

class BasicCredentialsTest {
    private static final String LONG_PASSWORD = "p".repeat(55) + "äöü☁:";

    @Test
    void takesTheStandardForm() {
        assertThat(matches("Basic dXNlcjpwYXNz", "user", "pass")).isTrue();
        assertThat(matches("basic  " + base64("user:" + LONG_PASSWORD), "user", LONG_PASSWORD))
                .isTrue();
    }

    @Test
    void takesWhatPythonPrintsForBytes() {
        assertThat(matches("Basic b'dXNlcjpwYXNz\\n'", "user", "pass")).isTrue();
        assertThat(matches("Basic b'dXNlcjpwYXNz'", "user", "pass")).isTrue();
        String wrapped = base64("user:" + LONG_PASSWORD).replaceAll("(.{76})", "$1\\\\n") + "\\n";
        assertThat(wrapped).contains("\\n", "\\n");
        assertThat(matches("Basic b'" + wrapped + "'", "user", LONG_PASSWORD)).isTrue();
    }

    @Test
    void refusesAllElse() {
        assertThat(matches("Basic dXNlcjpwYXNz", "user", "other")).isFalse();
        assertThat(matches("Basic dXNlcjpwYXNz", "other", "pass")).isFalse();
        assertThat(matches("Basic !!!", "user", "pass")).isFalse();
        assertThat(matches("Basic b''", "user", "pass")).isFalse();
        assertThat(BasicCredentials.parse(null)).isEmpty();
        assertThat(BasicCredentials.parse("Bearer dXNlcjpwYXNz")).isEmpty();
        assertThat(BasicCredentials.parse("Basic")).isEmpty();
    }

    private static boolean matches(String header, String user, String password) {
        return BasicCredentials.parse(header).orElseThrow().match(user, password);
    }

    private static String base64(String text) {
        return Base64.getEncoder().encodeToString(text.getBytes(UTF_8));
    }
}

package org.spotcloud.adapter.provisioning;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;
import org.junit.jupiter.api.Test;

class ReleaseTest {
    private static final Instant MONDAY = Instant.parse("2026-11-02T00:00:00Z");
    private static final Instant TUESDAY = Instant.parse("2026-11-03T00:00:00Z");

    @Test
    void isOlderByItsVersion() {
        assertThat(release("1.9.0", TUESDAY).isOlderThan(release("1.10.0", MONDAY)))
                .isTrue();
        assertThat(release("1.10.0", MONDAY).isOlderThan(release("1.9.0", TUESDAY)))
                .isFalse();
        assertThat(release("1.0.0-SNAPSHOT", TUESDAY).isOlderThan(release("1.0.0", MONDAY)))
                .isTrue();
    }

    @Test
    void isOlderByItsTimeWithinAVersion() {
        assertThat(release("1.0.0", MONDAY).isOlderThan(release("1.0.0", TUESDAY)))
                .isTrue();
        assertThat(release("1.0.0", TUESDAY).isOlderThan(release("1.0.0", MONDAY)))
                .isFalse();
    }

    @Test
    void isNotOlderThanAnotherBuildOfTheSame() {
        assertThat(release("1.0.0", MONDAY).isOlderThan(new Release("1.0.0", MONDAY, "f".repeat(64))))
                .isFalse();
    }

    private static Release release(String version, Instant builtAt) {
        return new Release(version, builtAt, "0".repeat(64));
    }
}

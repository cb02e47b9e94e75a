package org.spotcloud.adapter.provisioning;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import org.junit.jupiter.api.Test;

class NodeClockTest {
    private static final Instant NOW = Instant.parse("2026-10-25T00:59:59Z");

    private final Deque<Instant> here = new ArrayDeque<>();
    private final NodeClock clock = new NodeClock(here::removeFirst, () -> NOW);

    @Test
    void toleratesFiveSeconds() {
        assertThat(read(5000, 5000)).isEqualTo(new NodeClock.Reading(NOW, Duration.ofSeconds(5), false));
        assertThat(read(-5000, -5000).isOff()).isFalse();
    }

    @Test
    void noticesAClockThatIsFastOrSlow() {
        assertThat(read(5001, 5001)).isEqualTo(new NodeClock.Reading(NOW, Duration.ofMillis(5001), true));
        assertThat(read(-5001, -5001).isOff()).isTrue();
        assertThat(read(0, 0).isOff()).isFalse();
    }

    @Test
    void grantsASlowAnswerHalfOfItsTime() {
        assertThat(read(4000, 8000)).isEqualTo(new NodeClock.Reading(NOW, Duration.ofSeconds(6), false));
        assertThat(read(7001, 9001)).isEqualTo(new NodeClock.Reading(NOW, Duration.ofMillis(8001), true));
    }

    @Test
    void keepsItsFindingWhenAnAnswerTookTooLongToProveAnything() {
        read(60_000, 60_000);

        assertThat(read(0, 180_000)).isEqualTo(new NodeClock.Reading(NOW, Duration.ofMinutes(1), true));
    }

    private NodeClock.Reading read(long asked, long answered) {
        here.addAll(List.of(NOW.plusMillis(asked), NOW.plusMillis(answered)));
        return clock.read();
    }
}

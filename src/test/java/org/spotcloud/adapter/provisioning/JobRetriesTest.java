package org.spotcloud.adapter.provisioning;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Instant;
import org.junit.jupiter.api.Test;
import org.spotcloud.adapter.machines.Machine;
import org.spotcloud.adapter.provisioning.ByHand.PausingImages;
import org.springframework.beans.factory.annotation.Autowired;

/** A job that fails is tried again for as long as a database may be away. */
class JobRetriesTest extends ByHandTest {
    private static final int TWENTY_MINUTES_OF_TRIES = 60;

    @Autowired
    PausingImages locks;

    @Test
    void aFailedJobIsTriedAgainForTwentyMinutes() {
        Machine machine = order();
        byHand.runJob(launch(machine));
        locks.pauseWhenLocked(() -> {
            throw new IllegalStateException("the database went away");
        });
        try {
            assertThatThrownBy(() -> byHand.runJob(launch(machine))).hasMessageContaining("went away");
        } finally {
            locks.pauseWhenLocked(() -> {});
        }

        assertThat(byHand.dueOfJob(launch(machine)))
                .as("and soon for the first time")
                .isBefore(Instant.now().plusSeconds(5));
        assertThat(byHand.retriesOfJob(launch(machine))).isGreaterThanOrEqualTo(TWENTY_MINUTES_OF_TRIES);
        byHand.runJob(launch(machine));
        assertThat(byHand.waitsForImage(machine)).isTrue();
    }
}

package org.spotcloud.adapter.provisioning;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import org.camunda.bpm.engine.ManagementService;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.spotcloud.adapter.provisioning.Processes.Timers;
import org.springframework.beans.factory.annotation.Autowired;

/** An import waits for its images for an hour in which the cloud answers, however long that takes. */
class WaitDeadlineTest extends ByHandTest {
    private static final Duration LIMIT = Duration.ofHours(1);
    private static final Duration MINUTE = Duration.ofMinutes(1);

    @Autowired
    ManagementService management;

    private final MovedClock clock = new MovedClock(Instant.now());
    private String imports;
    private WaitDeadline deadline;

    @BeforeEach
    void anImportWaits() {
        var machine = order();
        byHand.launchToImage(machine);
        imports = importOf(machine);
        byHand.importToAvailable(imports);
        deadline = new WaitDeadline(management, Timers.NOT_AVAILABLE, Duration.ofSeconds(5), clock);
        deadline.answered();
    }

    @Test
    void countsWhileTheCloudAnswers() {
        Instant before = due();

        pass(50, deadline::answered);

        assertThat(due()).isEqualTo(before);
    }

    @Test
    void doesNotCountWhileTheCloudIsSilent() {
        pass(20, deadline::answered);
        pass(300, () -> {
            deadline.unanswered();
            assertThat(due()).isAfter(clock.instant().plus(MINUTE));
        });
        clock.move(MINUTE);
        deadline.answered();

        assertThat(left()).isCloseTo(LIMIT.minusMinutes(20), MINUTE);
    }

    @Test
    void doesNotPassInTheFirstMomentOfASilence() {
        pass(60, deadline::answered);
        assertThat(left()).isLessThan(Duration.ofSeconds(10));

        clock.move(Duration.ofSeconds(5));
        deadline.unanswered();

        assertThat(left()).isCloseTo(Duration.ofSeconds(135), Duration.ofSeconds(1));
    }

    @Test
    void leavesToOthersWhatTheyHaveSeen() {
        Instant before = due();
        clock.move(Duration.ofMinutes(30));

        deadline.answered();

        assertThat(due()).isEqualTo(before);
    }

    private void pass(int minutes, Runnable look) {
        for (int minute = 0; minute < minutes; minute++) {
            for (int part = 0; part < 4; part++) {
                clock.move(Duration.ofSeconds(15));
                look.run();
            }
        }
    }

    private Duration left() {
        return Duration.between(clock.instant(), due()).truncatedTo(ChronoUnit.SECONDS);
    }

    private Instant due() {
        return management
                .createJobQuery()
                .processInstanceId(imports)
                .timers()
                .singleResult()
                .getDuedate()
                .toInstant();
    }
}

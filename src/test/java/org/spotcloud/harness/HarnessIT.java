package org.spotcloud.harness;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.spotcloud.lab.Database;

/** A short run of the harness: one kill that the sandbox times, and one that the debugger times. */
class HarnessIT {
    private static final long SEED = 1;
    private static final int FAULTS = 16;
    private static final int IN_FLIGHT = 20;
    private static final Duration LIMIT = Duration.ofMinutes(5);

    @Test
    void losesNothing(@TempDir Path dir) throws Exception {
        List<KillCase> cases = KillCases.all().stream()
                .filter(point -> point.task().id().equals("Task_PublishImage") && point.moment() == Moment.DURING
                        || point.task().id().equals("Task_RecordImage") && point.moment() == Moment.AFTER)
                .toList();
        List<KillCase> two = List.of(cases.get(0), cases.get(cases.size() - 1));
        Campaign.Plan plan = new Campaign.Plan(SEED, FAULTS, two.size(), IN_FLIGHT, 1, LIMIT, two);

        try (Campaign campaign = new Campaign(dir, Database.h2(dir.resolve("data")), plan)) {
            List<Finding> findings = campaign.run();

            new Report("h2", campaign, findings, Duration.ZERO).print(System.out);
            assertThat(findings).isEmpty();
            assertThat(campaign.missed()).isEmpty();
            assertThat(campaign.kills()).isEqualTo(two.size());
            assertThat(campaign.faults().total()).isGreaterThanOrEqualTo(FAULTS);
        }
    }
}

package org.spotcloud.harness;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.spotcloud.lab.Database;

/** A short run of the harness: the kill that the agent times where an import ends. */
class HarnessIT {
    private static final long SEED = 1;
    private static final int FAULTS = 8;
    private static final int IN_FLIGHT = 20;
    private static final Duration LIMIT = Duration.ofMinutes(5);

    @Test
    void losesNothing(@TempDir Path dir) throws Exception {
        List<KillCase> cases = KillCases.all().stream()
                .filter(point -> point.task().id().equals("Task_RecordImage") && point.moment() == Moment.AFTER)
                .toList();
        Campaign.Plan plan = new Campaign.Plan(SEED, FAULTS, cases.size(), IN_FLIGHT, 1, LIMIT, cases);

        try (Campaign campaign = new Campaign(dir, Database.h2(dir.resolve("data")), plan)) {
            List<Finding> findings = campaign.run();

            new Report("h2", campaign, findings, Duration.ZERO).print(System.out);
            assertThat(findings).isEmpty();
            assertThat(campaign.missed()).isEmpty();
            assertThat(campaign.kills()).isEqualTo(cases.size());
            assertThat(campaign.faults().total()).isGreaterThanOrEqualTo(FAULTS);
        }
    }
}

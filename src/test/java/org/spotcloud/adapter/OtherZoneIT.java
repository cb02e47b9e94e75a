package org.spotcloud.adapter;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDateTime;
import java.time.ZoneOffset;
import java.util.UUID;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.spotcloud.lab.Lab;
import org.spotcloud.sandbox.faults.Fault;
import org.spotcloud.sandbox.faults.Fault.When;
import org.spotcloud.sandbox.faults.Trigger;

/** A machine that is set to another zone stores lock times in UTC. (On MariaDB {@link TwoNodesIT} looks.) */
@Tag("long")
class OtherZoneIT {
    private static final Duration PATIENCE = Duration.ofSeconds(60);
    private static final Duration LOCK = Duration.ofSeconds(30);

    @Test
    void locksAreStoredInUtc(@TempDir Path dir) throws Exception {
        try (Lab lab = Lab.start(dir).with("TZ", "Europe/Berlin")) {
            lab.startService();
            String held = lab.sandbox().order(Trigger.packages(null), Fault.hold(When.BEFORE));
            lab.marketplace().order(UUID.randomUUID().toString(), lab.shelve(Lab.SAMPLE));
            lab.sandbox().awaitHeld(held, PATIENCE);

            lab.killService();
            Instant killed = Instant.now();

            try (Connection connection = lab.database().connect();
                    PreparedStatement query = connection.prepareStatement(
                            "SELECT LOCK_EXP_TIME_ FROM ACT_RU_EXT_TASK WHERE ACT_ID_ = 'Task_FetchAndConvert'");
                    ResultSet rows = query.executeQuery()) {
                assertThat(rows.next()).isTrue();
                // as it stands there, not as a moment of the zone of this process
                Instant until = rows.getObject(1, LocalDateTime.class).toInstant(ZoneOffset.UTC);
                assertThat(until).isBetween(killed, killed.plus(LOCK));
            }
        }
    }
}

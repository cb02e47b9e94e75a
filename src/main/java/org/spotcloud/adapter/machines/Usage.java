package org.spotcloud.adapter.machines;

import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Timestamp;
import java.time.Clock;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.function.Supplier;
import org.spotcloud.adapter.catalog.Architecture;
import org.spotcloud.adapter.catalog.PackageId;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Repository;
import org.springframework.transaction.annotation.Propagation;
import org.springframework.transaction.annotation.Transactional;

/** Who ran from when to when. It is written in the transaction that changes the machine, and outlives the machine. */
@Repository
public class Usage {
    private final JdbcClient jdbc;
    private final Clock clock;
    private final Supplier<UUID> ids;

    /** @param ids source of new UUIDs */
    public Usage(JdbcClient jdbc, Clock clock, Supplier<UUID> ids) {
        this.jdbc = jdbc;
        this.clock = clock;
        this.ids = ids;
    }

    /** What ran in a period, also when it began before or ended after it, in the order of its start. */
    public List<UsageRecord> in(UsagePeriod period) {
        return jdbc.sql(
                        """
                        SELECT * FROM usage_record WHERE started < ? AND (ended IS NULL OR ended > ?)
                         ORDER BY started, id""")
                .params(Timestamp.from(period.to()), Timestamp.from(period.from()))
                .query(Usage::usage)
                .list();
    }

    /** What runs, in the order of its start. */
    public List<UsageRecord> open() {
        return jdbc.sql("SELECT * FROM usage_record WHERE open_launch_id IS NOT NULL ORDER BY started, id")
                .query(Usage::usage)
                .list();
    }

    /** All of one machine, in the order of its start. */
    public List<UsageRecord> of(LaunchId launch) {
        return jdbc.sql("SELECT * FROM usage_record WHERE launch_id = ? ORDER BY started, id")
                .param(launch.toString())
                .query(Usage::usage)
                .list();
    }

    /** Drops what ended before that; returns how much. */
    @Transactional
    public int forgetEndedBefore(Instant limit) {
        return jdbc.sql("DELETE FROM usage_record WHERE ended < ?")
                .param(Timestamp.from(limit))
                .update();
    }

    /** The machine runs from now on, unless it did before. The caller's transaction holds the lock on its row. */
    @Transactional(propagation = Propagation.MANDATORY)
    void begin(Machine machine) {
        String launch = machine.launchId().toString();
        boolean runs = jdbc.sql("SELECT COUNT(*) FROM usage_record WHERE open_launch_id = ?")
                        .param(launch)
                        .query(Integer.class)
                        .single()
                > 0;
        if (!runs) {
            jdbc.sql(
                            """
                            INSERT INTO usage_record (id, launch_id, open_launch_id, machine_id, package_id, hardware_id,
                                   instance_type, architecture, instance_id, started)
                            VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)""")
                    .params(ids.get().toString(), launch, launch, machine.machineId())
                    .params(machine.packageId().toString(), machine.hardwareId().toString())
                    .params(machine.instanceType(), machine.architecture().ec2Name())
                    .params(machine.instanceId().orElse(null), Timestamp.from(clock.instant()))
                    .update();
        }
    }

    /** The machine runs no more, as of now; nothing happens when it did not. */
    @Transactional(propagation = Propagation.MANDATORY)
    void end(LaunchId launch, UsageEnd because) {
        end(launch, because, clock.instant());
    }

    /**
     * The machine runs no more; nothing happens when it did not.
     *
     * @param at since when; its start when that is before it, as a skewed clock has it
     */
    @Transactional(propagation = Propagation.MANDATORY)
    void end(LaunchId launch, UsageEnd because, Instant at) {
        jdbc.sql(
                        """
                        UPDATE usage_record SET ended = GREATEST(started, ?), ended_because = ?, open_launch_id = NULL
                         WHERE open_launch_id = ?""")
                .params(Timestamp.from(at), because.name(), launch.toString())
                .update();
    }

    private static UsageRecord usage(ResultSet row, int number) throws SQLException {
        return new UsageRecord(
                UUID.fromString(row.getString("id")),
                LaunchId.of(row.getString("launch_id")),
                row.getString("machine_id"),
                PackageId.of(row.getString("package_id")),
                UUID.fromString(row.getString("hardware_id")),
                row.getString("instance_type"),
                Architecture.of(row.getString("architecture")),
                Optional.ofNullable(row.getString("instance_id")),
                row.getTimestamp("started").toInstant(),
                Optional.ofNullable(row.getTimestamp("ended")).map(Timestamp::toInstant),
                Optional.ofNullable(row.getString("ended_because")).map(UsageEnd::valueOf));
    }
}

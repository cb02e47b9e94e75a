package org.spotcloud.adapter.machines;

import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Timestamp;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Collection;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Repository;
import org.springframework.transaction.annotation.Transactional;

/** The machines whose instance the cloud does not know any more, and for how long it has answered so. */
@Repository
public class MissingMachines {
    private static final String STANDING = "m.instance_id IS NOT NULL AND m.closed_at IS NULL AND m.wanted = 'RUNNING'";

    private final JdbcClient jdbc;
    private final Clock clock;

    public MissingMachines(JdbcClient jdbc, Clock clock) {
        this.jdbc = jdbc;
        this.clock = clock;
    }

    /** All that are missing now, the longest first. */
    public List<MissingMachine> all() {
        return jdbc.sql(
                        """
                        SELECT m.launch_id, m.machine_id, m.instance_id, g.since, g.counted_millis, g.confirmed,
                               g.held
                          FROM missing_machine g JOIN machine m ON m.launch_id = g.launch_id
                         WHERE %s ORDER BY g.since, m.launch_id"""
                                .formatted(STANDING))
                .query(MissingMachines::missing)
                .list();
    }

    /** How many of how many are missing now. */
    public MissingCount count() {
        List<MissingMachine> unconfirmed =
                all().stream().filter(one -> !one.confirmed()).toList();
        int held = (int) unconfirmed.stream().filter(MissingMachine::held).count();
        int standing = jdbc.sql("SELECT COUNT(*) FROM machine m WHERE " + STANDING)
                .query(Integer.class)
                .single();
        return new MissingCount(unconfirmed.size(), held, standing);
    }

    /**
     * The cloud has answered, by list and by id, without the instances of these machines, and with those of all others.
     * When so many are missing together, each of them is held from now on.
     *
     * @param begun when the cloud was asked: what it takes to answer counts, but not twice where nodes ask at once
     * @param longestGap the time from the answer before until the cloud was asked counts only when it is no longer than
     *     this: what lies between answers that far apart, nobody knows
     */
    @Transactional
    public void answered(Collection<LaunchId> missing, Instant begun, Duration longestGap) {
        Instant now = clock.instant();
        Set<String> unknown =
                new HashSet<>(missing.stream().map(LaunchId::toString).toList());
        record Counted(String launch, Instant at, long millis) {}
        List<Counted> rows = jdbc.sql("SELECT launch_id, counted_at, counted_millis FROM missing_machine FOR UPDATE")
                .query((row, number) -> new Counted(
                        row.getString("launch_id"),
                        row.getTimestamp("counted_at").toInstant(),
                        row.getLong("counted_millis")))
                .list();
        for (Counted row : rows) {
            if (unknown.remove(row.launch())) {
                count(row.launch(), now, row.millis() + counted(row.at(), begun, now, longestGap));
            } else {
                found(row.launch());
            }
        }
        unknown.forEach(launch -> insert(launch, now));
        if (count().together()) {
            jdbc.sql("UPDATE missing_machine SET held = TRUE WHERE confirmed = FALSE")
                    .update();
        }
    }

    /** The operator says that these are gone for good, however many they are; who is not missing is left out. */
    @Transactional
    public void confirm(Collection<LaunchId> gone) {
        gone.forEach(launch -> jdbc.sql("UPDATE missing_machine SET confirmed = TRUE, held = FALSE WHERE launch_id = ?")
                .param(launch.toString())
                .update());
    }

    void found(String launch) {
        jdbc.sql("DELETE FROM missing_machine WHERE launch_id = ?")
                .param(launch)
                .update();
    }

    /** Of the time since the answer before, what is known; none of it is negative, whatever clocks say. */
    private static long counted(Instant before, Instant begun, Instant now, Duration longestGap) {
        Duration gap = Duration.between(before, begun);
        Instant asked = gap.isNegative() ? before : begun;
        long asking = Math.max(0, Duration.between(asked, now).toMillis());
        return gap.isNegative() || gap.compareTo(longestGap) > 0 ? asking : gap.toMillis() + asking;
    }

    private void count(String launch, Instant now, long millis) {
        jdbc.sql("UPDATE missing_machine SET counted_at = ?, counted_millis = ? WHERE launch_id = ?")
                .params(Timestamp.from(now), millis, launch)
                .update();
    }

    private void insert(String launch, Instant now) {
        jdbc.sql(
                        """
                        INSERT INTO missing_machine (launch_id, since, counted_at, counted_millis, confirmed)
                        VALUES (?, ?, ?, 0, FALSE)""")
                .params(launch, Timestamp.from(now), Timestamp.from(now))
                .update();
    }

    private static MissingMachine missing(ResultSet row, int number) throws SQLException {
        return new MissingMachine(
                LaunchId.of(row.getString("launch_id")),
                row.getString("machine_id"),
                row.getString("instance_id"),
                row.getTimestamp("since").toInstant(),
                Duration.ofMillis(row.getLong("counted_millis")),
                row.getBoolean("confirmed"),
                row.getBoolean("held"));
    }
}

package org.spotcloud.adapter.catalog;

import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Timestamp;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.function.Predicate;
import org.spotcloud.adapter.catalog.Finding.State;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Repository;

/** What reconciliations have found that belongs to nobody. */
@Repository
public class Findings {
    /** What was removed or kept is shown for so long. */
    private static final Duration SHOWN = Duration.ofDays(90);

    private final JdbcClient jdbc;
    private final Clock clock;

    public Findings(JdbcClient jdbc, Clock clock) {
        this.jdbc = jdbc;
        this.clock = clock;
    }

    /** All that an operator wants to see: what belongs to nobody, and what became of it when it was to be removed. */
    public List<Finding> all() {
        return jdbc.sql("SELECT * FROM reconcile_finding WHERE state <> 'SEEN' ORDER BY kind, first_seen, id")
                .query(Findings::finding)
                .list();
    }

    /** Those that a run found and the operator wants removed. */
    public List<Finding> told(UUID run, Belonging.Kind kind) {
        return jdbc.sql(
                        """
                        SELECT * FROM reconcile_finding
                         WHERE state = 'FOUND' AND told_at IS NOT NULL AND last_run = ? AND kind = ? ORDER BY id""")
                .params(run.toString(), kind.name())
                .query(Findings::finding)
                .list();
    }

    /** The operator wants removed what that run found. */
    public void tell(UUID run) {
        jdbc.sql("UPDATE reconcile_finding SET told_at = ? WHERE last_run = ? AND state = 'FOUND'")
                .params(now(), run.toString())
                .update();
    }

    /**
     * Stores what a run found of one kind, and forgets what it did not find again.
     *
     * @param nobodys what has no owner
     * @param grace what is younger is left out
     * @param looked whether a thing of that id was looked for
     */
    void found(UUID run, Belonging.Kind kind, List<Belonging> nobodys, Duration grace, Predicate<String> looked) {
        Instant oldest = clock.instant().minus(grace);
        for (Belonging thing : nobodys) {
            if (thing.since().isEmpty()) {
                seen(run, thing, oldest);
            } else if (!thing.since().get().isAfter(oldest)) {
                put(run, thing, State.FOUND);
            }
        }
        jdbc
                .sql("SELECT id FROM reconcile_finding WHERE kind = ? AND state IN ('SEEN', 'FOUND') AND last_run <> ?")
                .params(kind.name(), run.toString())
                .query(String.class)
                .list()
                .stream()
                .filter(looked)
                .forEach(id -> jdbc.sql("DELETE FROM reconcile_finding WHERE kind = ? AND id = ?")
                        .params(kind.name(), id)
                        .update());
        jdbc.sql("DELETE FROM reconcile_finding WHERE settled_at < ?")
                .param(Timestamp.from(clock.instant().minus(SHOWN)))
                .update();
    }

    /** What became of a finding that was to be removed. */
    void settle(Finding finding, State state, String words) {
        jdbc.sql(
                        """
                        UPDATE reconcile_finding SET state = ?, words = ?, settled_at = ?, told_at = NULL
                         WHERE kind = ? AND id = ?""")
                .params(state.name(), ReconcileRuns.cut(words), now())
                .params(finding.kind().name(), finding.id())
                .update();
    }

    /** Of what tells no age, the time counts from when it was first seen without an owner. */
    private void seen(UUID run, Belonging thing, Instant oldest) {
        Instant first = find(thing)
                .filter(known -> known.state() == State.SEEN || known.state() == State.FOUND)
                .map(Finding::firstSeen)
                .orElse(clock.instant());
        put(run, thing, first.isAfter(oldest) ? State.SEEN : State.FOUND);
    }

    private void put(UUID run, Belonging thing, State state) {
        Optional<Finding> known = find(thing);
        if (known.isEmpty()) {
            jdbc.sql(
                            """
                            INSERT INTO reconcile_finding (kind, id, name, first_seen, last_run, state, words)
                            VALUES (?, ?, ?, ?, ?, ?, ?)""")
                    .params(thing.kind().name(), thing.id(), thing.name(), now(), run.toString(), state.name())
                    .param(ReconcileRuns.cut(thing.words()))
                    .update();
            return;
        }
        boolean again = known.get().state() == State.REMOVED || known.get().state() == State.KEPT;
        Timestamp first = again ? now() : Timestamp.from(known.get().firstSeen());
        jdbc.sql(
                        """
                        UPDATE reconcile_finding
                           SET name = ?, first_seen = ?, last_run = ?, state = ?, words = ?, settled_at = NULL
                         WHERE kind = ? AND id = ?""")
                .params(thing.name(), first, run.toString(), state.name(), ReconcileRuns.cut(thing.words()))
                .params(thing.kind().name(), thing.id())
                .update();
    }

    private Optional<Finding> find(Belonging thing) {
        return jdbc.sql("SELECT * FROM reconcile_finding WHERE kind = ? AND id = ?")
                .params(thing.kind().name(), thing.id())
                .query(Findings::finding)
                .optional();
    }

    private Timestamp now() {
        return Timestamp.from(clock.instant());
    }

    private static Finding finding(ResultSet row, int number) throws SQLException {
        return new Finding(
                Belonging.Kind.valueOf(row.getString("kind")),
                row.getString("id"),
                row.getString("name"),
                row.getTimestamp("first_seen").toInstant(),
                UUID.fromString(row.getString("last_run")),
                State.valueOf(row.getString("state")),
                row.getTimestamp("told_at") != null,
                row.getString("words"));
    }
}

package org.spotcloud.adapter.catalog;

import java.sql.Timestamp;
import java.time.Clock;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Repository;

/** The reconciliations, and what the running one has listed. */
@Repository
public class ReconcileRuns {
    /**
     * A reconciliation that has not ended.
     *
     * @param processId the process that does it
     */
    public record Running(UUID id, String processId) {}

    private static final int LONGEST_WORDS = 1000;

    private final JdbcClient jdbc;
    private final Clock clock;

    public ReconcileRuns(JdbcClient jdbc, Clock clock) {
        this.jdbc = jdbc;
        this.clock = clock;
    }

    /** The one that has not ended. */
    public Optional<Running> running() {
        return jdbc.sql("SELECT id, process_id FROM reconcile_run WHERE running = 1")
                .query((row, number) -> new Running(UUID.fromString(row.getString("id")), row.getString("process_id")))
                .optional();
    }

    /** When the newest was started. */
    public Optional<Instant> lastStarted() {
        return jdbc.sql("SELECT started_at FROM reconcile_run ORDER BY started_at DESC LIMIT 1")
                .query(Timestamp.class)
                .optional()
                .map(Timestamp::toInstant);
    }

    /** When the newest one was started that has ended; one that was cancelled has not. */
    public Optional<Instant> lastLooked() {
        return jdbc.sql(
                        "SELECT started_at FROM reconcile_run WHERE ended_at IS NOT NULL ORDER BY started_at DESC LIMIT 1")
                .query(Timestamp.class)
                .optional()
                .map(Timestamp::toInstant);
    }

    /** The newest one that has ended. */
    public Optional<UUID> lastEnded() {
        return jdbc.sql("SELECT id FROM reconcile_run WHERE ended_at IS NOT NULL ORDER BY started_at DESC LIMIT 1")
                .query(String.class)
                .optional()
                .map(UUID::fromString);
    }

    /**
     * A run begins.
     *
     * @throws org.springframework.dao.DuplicateKeyException while another one runs
     */
    public void begin(UUID run, boolean removes) {
        jdbc.sql("INSERT INTO reconcile_run (id, running, removes, started_at) VALUES (?, 1, ?, ?)")
                .params(run.toString(), removes, now())
                .update();
    }

    public void startedBy(UUID run, String processId) {
        jdbc.sql("UPDATE reconcile_run SET process_id = ? WHERE id = ?")
                .params(processId, run.toString())
                .update();
    }

    /** A run has ended; what it listed is dropped. */
    public void end(UUID run) {
        dropListing(run);
        jdbc.sql("UPDATE reconcile_run SET running = NULL, ended_at = ? WHERE id = ? AND running = 1")
                .params(now(), run.toString())
                .update();
    }

    /** A run was cancelled: it runs no more, and has never ended. */
    public void cancelled(UUID run) {
        dropListing(run);
        jdbc.sql("UPDATE reconcile_run SET running = NULL WHERE id = ? AND running = 1")
                .param(run.toString())
                .update();
    }

    /** Puts what was listed of a kind in the place of what an earlier attempt listed of it. */
    public void listed(UUID run, Belonging.Kind kind, List<Belonging> things) {
        jdbc.sql("DELETE FROM reconcile_listing WHERE run_id = ? AND kind = ?")
                .params(run.toString(), kind.name())
                .update();
        for (Belonging thing : things) {
            jdbc.sql("INSERT INTO reconcile_listing (run_id, kind, id, name, since, words) VALUES (?, ?, ?, ?, ?, ?)")
                    .params(run.toString(), kind.name(), thing.id(), thing.name())
                    .params(thing.since().map(Timestamp::from).orElse(null), cut(thing.words()))
                    .update();
        }
    }

    /** What was listed of a kind. */
    public List<Belonging> listing(UUID run, Belonging.Kind kind) {
        return jdbc.sql(
                        "SELECT id, name, since, words FROM reconcile_listing WHERE run_id = ? AND kind = ? ORDER BY id")
                .params(run.toString(), kind.name())
                .query((row, number) -> new Belonging(
                        kind,
                        row.getString("id"),
                        row.getString("name"),
                        Optional.ofNullable(row.getTimestamp("since")).map(Timestamp::toInstant),
                        row.getString("words")))
                .list();
    }

    private void dropListing(UUID run) {
        jdbc.sql("DELETE FROM reconcile_listing WHERE run_id = ?")
                .param(run.toString())
                .update();
    }

    static String cut(String words) {
        return words.substring(0, Math.min(words.length(), LONGEST_WORDS));
    }

    private Timestamp now() {
        return Timestamp.from(clock.instant());
    }
}

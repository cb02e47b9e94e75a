package org.spotcloud.adapter.machines;

import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Timestamp;
import java.time.Clock;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Repository;
import org.springframework.transaction.annotation.Transactional;

/** The transactions of all orders, which outlive the machines. */
@Repository
public class Transactions {
    private static final int LONGEST_MESSAGE = 2000;
    private static final int COMPLETED = 100;

    private final JdbcClient jdbc;
    private final Clock clock;

    public Transactions(JdbcClient jdbc, Clock clock) {
        this.jdbc = jdbc;
        this.clock = clock;
    }

    public Optional<Transaction> find(UUID id) {
        return jdbc.sql("SELECT * FROM order_transaction WHERE id = ?")
                .param(id.toString())
                .query(Transactions::transaction)
                .optional();
    }

    /**
     * The newest transactions, newest first.
     *
     * @param before only those that are older than that one; empty for all
     */
    public List<Transaction> latest(Optional<UUID> before, int most) {
        Optional<Transaction> limit = before.flatMap(this::find);
        if (limit.isEmpty()) {
            return jdbc.sql("SELECT * FROM order_transaction ORDER BY started DESC, id DESC LIMIT ?")
                    .param(most)
                    .query(Transactions::transaction)
                    .list();
        }
        return jdbc.sql(
                        """
                        SELECT * FROM order_transaction
                         WHERE started < :started OR (started = :started AND id < :id)
                         ORDER BY started DESC, id DESC LIMIT :most""")
                .param("started", Timestamp.from(limit.get().started()))
                .param("id", limit.get().id().toString())
                .param("most", most)
                .query(Transactions::transaction)
                .list();
    }

    /**
     * Drops what ended before that and whose machine is there no more; returns how much.
     *
     * @param most so many of the newest transactions stay however old they are, since the marketplace pages through them
     */
    @Transactional
    public int forgetEndedBefore(Instant limit, int most) {
        return jdbc.sql("SELECT * FROM order_transaction ORDER BY started DESC, id DESC LIMIT 1 OFFSET ?")
                .param(most)
                .query(Transactions::transaction)
                .optional()
                .map(newest -> jdbc.sql(
                                """
                                DELETE FROM order_transaction WHERE ended < :limit
                                   AND (started < :started OR (started = :started AND id <= :id))
                                   AND NOT EXISTS (SELECT 1 FROM machine m WHERE m.live_machine_id IS NOT NULL
                                        AND m.launch_id = order_transaction.launch_id)""")
                        .param("limit", Timestamp.from(limit))
                        .param("started", Timestamp.from(newest.started()))
                        .param("id", newest.id().toString())
                        .update())
                .orElse(0);
    }

    void open(UUID id, LaunchId launch, String machineId) {
        jdbc.sql(
                        """
                        INSERT INTO order_transaction (id, launch_id, machine_id, started, completed, is_error, message)
                        VALUES (?, ?, ?, ?, 0, FALSE, ?)""")
                .params(id.toString(), launch.toString(), machineId)
                .params(Timestamp.from(clock.instant()), "Provision " + machineId + " accepted")
                .update();
    }

    /** Moves on, never back, and never after the end. */
    void progress(LaunchId launch, int completed, String message) {
        jdbc.sql(
                        """
                        UPDATE order_transaction SET completed = :completed, message = :message
                         WHERE launch_id = :launch AND ended IS NULL AND completed < :completed""")
                .param("completed", completed)
                .param("message", cut(message))
                .param("launch", launch.toString())
                .update();
    }

    /** Ends a transaction; one that has ended stays as it is. */
    void close(LaunchId launch, boolean error, String message) {
        jdbc.sql(
                        """
                        UPDATE order_transaction SET completed = ?, ended = ?, is_error = ?, message = ?
                         WHERE launch_id = ? AND ended IS NULL""")
                .params(COMPLETED, Timestamp.from(clock.instant()), error, cut(message), launch.toString())
                .update();
    }

    private static String cut(String message) {
        return message.substring(0, Math.min(message.length(), LONGEST_MESSAGE));
    }

    private static Transaction transaction(ResultSet row, int number) throws SQLException {
        return new Transaction(
                UUID.fromString(row.getString("id")),
                row.getString("machine_id"),
                row.getTimestamp("started").toInstant(),
                Optional.ofNullable(row.getTimestamp("ended")).map(Timestamp::toInstant),
                row.getInt("completed"),
                row.getBoolean("is_error"),
                row.getString("message"));
    }
}

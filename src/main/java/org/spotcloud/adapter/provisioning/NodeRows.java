package org.spotcloud.adapter.provisioning;

import java.sql.Timestamp;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.springframework.dao.DuplicateKeyException;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Repository;

/** The nodes' heartbeats. All times are the database's, so that no node's clock decides about another. */
@Repository
class NodeRows {
    private final JdbcClient jdbc;

    NodeRows(JdbcClient jdbc) {
        this.jdbc = jdbc;
    }

    Instant databaseTime() {
        return jdbc.sql("SELECT CURRENT_TIMESTAMP(3)")
                .query(Timestamp.class)
                .single()
                .toInstant();
    }

    /**
     * Says that a node lives.
     *
     * @param boot names this run of its process
     * @param offset of its clock from the database's
     */
    void beat(String node, String boot, Duration offset, String version) {
        int known = jdbc.sql("UPDATE node SET started_at = CASE WHEN boot = ? THEN started_at ELSE CURRENT_TIMESTAMP(3)"
                        + " END, boot = ?, seen_at = CURRENT_TIMESTAMP(3), clock_offset_millis = ?, version = ?"
                        + " WHERE id = ?")
                .params(boot, boot, offset.toMillis(), version, node)
                .update();
        if (known == 0) {
            insert(node, boot, offset, version);
        }
    }

    /** The other nodes that were not heard of from that time on. */
    List<String> silentSince(Instant time, String but) {
        return jdbc.sql("SELECT id FROM node WHERE seen_at < ? AND id <> ?")
                .params(Timestamp.from(time), but)
                .query(String.class)
                .list();
    }

    private void insert(String node, String boot, Duration offset, String version) {
        try {
            jdbc.sql("INSERT INTO node (id, boot, started_at, seen_at, clock_offset_millis, version)"
                            + " VALUES (?, ?, CURRENT_TIMESTAMP(3), CURRENT_TIMESTAMP(3), ?, ?)")
                    .params(node, boot, offset.toMillis(), version)
                    .update();
        } catch (DuplicateKeyException e) {
            // MySQL counts only rows that changed: two beats in one millisecond
        }
    }
}

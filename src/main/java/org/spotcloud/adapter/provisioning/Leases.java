package org.spotcloud.adapter.provisioning;

import java.sql.Timestamp;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import org.springframework.beans.factory.annotation.Qualifier;
import org.springframework.dao.DuplicateKeyException;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Repository;

/** Rows that one node holds at a time, for what only one in the cluster shall do. */
@Repository
class Leases {
    private final JdbcClient jdbc;
    private final Clock clock;
    private final String holder;

    Leases(JdbcClient jdbc, Clock clock, @Qualifier("nodeName") String holder) {
        this.jdbc = jdbc;
        this.clock = clock;
        this.holder = holder;
    }

    /** Takes or keeps a lease for that long; false while another node holds it. */
    boolean hold(String name, Duration time) {
        Instant now = clock.instant();
        Timestamp until = Timestamp.from(now.plus(time));
        int taken = jdbc.sql(
                        "UPDATE lease SET holder = ?, held_until = ? WHERE name = ? AND (holder = ? OR held_until < ?)")
                .params(holder, until, name, holder, Timestamp.from(now))
                .update();
        return taken == 1 || insert(name, until);
    }

    private boolean insert(String name, Timestamp until) {
        if (jdbc.sql("SELECT COUNT(*) FROM lease WHERE name = ?")
                        .param(name)
                        .query(Integer.class)
                        .single()
                > 0) {
            return false;
        }
        try {
            jdbc.sql("INSERT INTO lease (name, holder, held_until) VALUES (?, ?, ?)")
                    .params(name, holder, until)
                    .update();
            return true;
        } catch (DuplicateKeyException raced) {
            return false;
        }
    }
}

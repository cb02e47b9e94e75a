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
    private final NodeDuty duty;

    Leases(JdbcClient jdbc, Clock clock, @Qualifier("nodeName") String holder, NodeDuty duty) {
        this.jdbc = jdbc;
        this.clock = clock;
        this.holder = holder;
        this.duty = duty;
    }

    /** Takes or keeps a lease for that long; false while another node that lives holds it, or this one is idle. */
    boolean hold(String name, Duration time) {
        if (!duty.mayWork()) {
            return false;
        }
        Instant now = clock.instant();
        Timestamp until = Timestamp.from(now.plus(time));
        int taken = jdbc.sql(
                        "UPDATE lease SET holder = ?, held_until = ? WHERE name = ? AND (holder = ? OR held_until < ?"
                                + " OR holder IN (SELECT id FROM node WHERE seen_at < ?))")
                .params(
                        holder,
                        until,
                        name,
                        holder,
                        Timestamp.from(now),
                        Timestamp.from(duty.last().silentBefore()))
                .update();
        return taken == 1 || insert(name, until);
    }

    /** Frees all that this node holds. */
    void giveBack() {
        jdbc.sql("DELETE FROM lease WHERE holder = ?").param(holder).update();
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

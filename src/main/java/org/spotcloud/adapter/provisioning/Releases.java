package org.spotcloud.adapter.provisioning;

import java.sql.Timestamp;
import java.util.Optional;
import org.springframework.dao.DuplicateKeyException;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Repository;
import org.springframework.transaction.annotation.Transactional;

/**
 * Which release's process files are deployed: one row. To go back to an older release, stop all nodes and delete the
 * row.
 */
@Repository
class Releases {
    private final JdbcClient jdbc;

    Releases(JdbcClient jdbc) {
        this.jdbc = jdbc;
    }

    /** Puts a release on record as the deployed one, unless a newer one is. Returns whether it is the deployed one. */
    @Transactional
    public boolean claim(Release own) {
        Optional<Release> deployed = select(" FOR UPDATE");
        if (deployed.isEmpty()) {
            return insert(own) || !own.isOlderThan(select(" FOR UPDATE").orElseThrow());
        }
        if (own.isOlderThan(deployed.get())) {
            return false;
        }
        if (!own.equals(deployed.get())) {
            jdbc.sql("UPDATE deployed_release SET version = ?, built_at = ?, processes = ?")
                    .params(own.version(), Timestamp.from(own.builtAt()), own.processes())
                    .update();
        }
        return true;
    }

    /** The deployed release; none before the first start. */
    Optional<Release> deployed() {
        return select("");
    }

    private Optional<Release> select(String lock) {
        return jdbc.sql("SELECT version, built_at, processes FROM deployed_release WHERE singleton = 1" + lock)
                .query((row, number) -> new Release(
                        row.getString("version"), row.getTimestamp("built_at").toInstant(), row.getString("processes")))
                .optional();
    }

    private boolean insert(Release own) {
        try {
            jdbc.sql("INSERT INTO deployed_release (singleton, version, built_at, processes) VALUES (1, ?, ?, ?)")
                    .params(own.version(), Timestamp.from(own.builtAt()), own.processes())
                    .update();
            return true;
        } catch (DuplicateKeyException raced) {
            return false;
        }
    }
}

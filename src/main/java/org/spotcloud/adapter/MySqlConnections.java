package org.spotcloud.adapter;

import com.zaxxer.hikari.HikariDataSource;
import java.util.Map;
import org.springframework.beans.factory.config.BeanPostProcessor;
import org.springframework.stereotype.Component;

/**
 * What every connection to MySQL or MariaDB needs, whatever the operator's URL says or the server's zone is: moments
 * are stored in UTC, and the engine sees the tables of its own schema only.
 */
@Component
class MySqlConnections implements BeanPostProcessor {
    private static final String MYSQL = "jdbc:mysql:";

    /**
     * The session's zone, too: columns of type TIMESTAMP are kept by the server as moments of it, and an hour that
     * summer time leaves out cannot be stored. An offset, since servers need not know zones by name. The timeouts (in
     * milliseconds) are for a server that is stopped or cut off: without them nobody who waits for it ever gives up. What
     * a statement is made of is worked out once for each connection, not for each call.
     */
    private static final Map<String, String> PROPERTIES = Map.of(
            "connectTimeout", "3000",
            "socketTimeout", "30000",
            "connectionTimeZone", "+00:00",
            "forceConnectionTimeZoneToSession", "true",
            "nullDatabaseMeansCurrent", "true",
            "cachePrepStmts", "true",
            "prepStmtCacheSize", "250",
            "prepStmtCacheSqlLimit", "2048");

    @Override
    public Object postProcessAfterInitialization(Object bean, String name) {
        if (bean instanceof HikariDataSource source
                && source.getJdbcUrl() != null
                && source.getJdbcUrl().startsWith(MYSQL)) {
            PROPERTIES.forEach(source::addDataSourceProperty);
        }
        return bean;
    }
}

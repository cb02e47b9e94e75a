package org.spotcloud.adapter.provisioning;

import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import org.flywaydb.core.api.FlywayException;
import org.flywaydb.core.api.configuration.Configuration;

/** Flyway's records of migrations that failed. */
final class FailedMigrations {
    private FailedMigrations() {}

    /** Removes them; where nothing was ever migrated there is nothing to remove. */
    static void forget(Configuration flyway) {
        try (Connection connection = flyway.getDataSource().getConnection()) {
            if (!exists(connection, flyway.getTable())) {
                return;
            }
            String quote = connection.getMetaData().getIdentifierQuoteString();
            try (Statement statement = connection.createStatement()) {
                statement.executeUpdate(
                        "DELETE FROM %1$s%2$s%1$s WHERE %1$ssuccess%1$s = FALSE".formatted(quote, flyway.getTable()));
            }
        } catch (SQLException e) {
            throw new FlywayException("The database cannot be asked for its migrations: " + e.getMessage(), e);
        }
    }

    private static boolean exists(Connection connection, String table) throws SQLException {
        try (ResultSet tables =
                connection.getMetaData().getTables(connection.getCatalog(), connection.getSchema(), table, null)) {
            return tables.next();
        }
    }
}

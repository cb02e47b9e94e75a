package org.spotcloud.adapter.provisioning;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.List;
import java.util.Set;
import org.flywaydb.core.api.MigrationVersion;
import org.flywaydb.core.api.migration.Context;
import org.flywaydb.core.api.migration.JavaMigration;
import org.springframework.core.io.ClassPathResource;
import org.springframework.stereotype.Component;

/**
 * Makes the engine's tables with its own create scripts, statement by statement. DDL is not transactional on MySQL, so
 * what stands already, from a run that died, is skipped.
 */
@Component
class EngineSchema implements JavaMigration {
    private static final List<String> SCRIPTS = List.of(
            "engine", "history", "identity", "case.engine", "case.history", "decision.engine", "decision.history");

    /** H2's error codes for: table, index, constraint and row exist already. */
    private static final Set<Integer> EXISTS_ON_H2 = Set.of(42101, 42111, 90045, 23505);
    /** MySQL's and MariaDB's: table, key name, foreign key, row exist already, and MariaDB's generic one for constraints. */
    private static final Set<Integer> EXISTS_ON_MYSQL = Set.of(1050, 1061, 1826, 1062, 1005);

    @Override
    public MigrationVersion getVersion() {
        return MigrationVersion.fromVersion("010");
    }

    @Override
    public String getDescription() {
        return "engine schema";
    }

    /** None: the scripts are the engine's, and change with its version. */
    @Override
    public Integer getChecksum() {
        return null;
    }

    @Override
    public boolean canExecuteInTransaction() {
        return false;
    }

    @Override
    public void migrate(Context context) throws SQLException, IOException {
        Connection connection = context.getConnection();
        boolean h2 = "H2".equals(connection.getMetaData().getDatabaseProductName());
        for (String script : SCRIPTS) {
            for (String sql : statements(h2 ? "h2" : "mysql", script)) {
                execute(connection, sql, h2 ? EXISTS_ON_H2 : EXISTS_ON_MYSQL);
            }
        }
    }

    private static List<String> statements(String database, String script) throws IOException {
        String file = "org/camunda/bpm/engine/db/create/activiti.%s.create.%s.sql".formatted(database, script);
        String text = new ClassPathResource(file).getContentAsString(StandardCharsets.UTF_8);
        String withoutComments = text.replaceAll("(?m)^\\s*--.*$", "");
        return List.of(withoutComments.split(";")).stream()
                .map(String::strip)
                .filter(sql -> !sql.isEmpty())
                .toList();
    }

    private static void execute(Connection connection, String sql, Set<Integer> exists) throws SQLException {
        try (Statement statement = connection.createStatement()) {
            statement.execute(sql);
        } catch (SQLException e) {
            if (!exists.contains(e.getErrorCode())) {
                throw e;
            }
        }
    }
}

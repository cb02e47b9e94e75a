package org.spotcloud.adapter.provisioning;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.sql.SQLException;
import java.util.List;
import org.flywaydb.core.api.MigrationVersion;
import org.flywaydb.core.api.migration.Context;
import org.flywaydb.core.api.migration.JavaMigration;
import org.springframework.core.io.ClassPathResource;
import org.springframework.stereotype.Component;

/** Makes the engine's tables with its own create scripts. */
@Component
class EngineSchema implements JavaMigration {
    private static final List<String> SCRIPTS = List.of(
            "engine", "history", "identity", "case.engine", "case.history", "decision.engine", "decision.history");

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
        String database = Ddl.isH2(context.getConnection()) ? "h2" : "mysql";
        for (String script : SCRIPTS) {
            Ddl.execute(context.getConnection(), statements(database, script));
        }
    }

    private static List<String> statements(String database, String script) throws IOException {
        String file = "org/camunda/bpm/engine/db/create/activiti.%s.create.%s.sql".formatted(database, script);
        return Ddl.statements(new ClassPathResource(file).getContentAsString(StandardCharsets.UTF_8));
    }
}

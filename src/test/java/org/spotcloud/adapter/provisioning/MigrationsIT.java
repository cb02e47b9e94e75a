package org.spotcloud.adapter.provisioning;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.List;
import java.util.Map;
import javax.sql.DataSource;
import org.flywaydb.core.Flyway;
import org.flywaydb.core.api.FlywayException;
import org.flywaydb.core.api.configuration.FluentConfiguration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.spotcloud.lab.Database;
import org.springframework.boot.autoconfigure.flyway.FlywayMigrationStrategy;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.jdbc.datasource.DriverManagerDataSource;

/** A process that is killed between a migration and the record of it starts all the same. */
class MigrationsIT {
    private static final String HISTORY = "spotcloud_schema_history";

    @TempDir
    Path dir;

    @Test
    void goesOnAfterUnrecordedMigrationsOnH2() throws Exception {
        goesOnAfterThem(Database.h2(dir));
    }

    @Test
    void goesOnAfterUnrecordedMigrationsOnMariaDb() throws Exception {
        try (Database mariaDb = Database.mariaDb(dir)) {
            goesOnAfterThem(mariaDb);
        }
    }

    @Test
    void knowsWhatFlywayItselfHasExecuted() {
        DataSource source = source(Database.h2(dir));
        int all = Flyway.configure()
                .dataSource(source)
                .table(HISTORY)
                .javaMigrations(new EngineSchema())
                .load()
                .migrate()
                .migrationsExecuted;
        assertThat(all).isGreaterThan(20);

        assertThat(flyway(source).migrate().migrationsExecuted).isZero();
    }

    @Test
    void executesAgainWhatFailed() throws Exception {
        DataSource source = source(Database.h2(dir));
        Flyway flyway = flyway(source);
        FlywayMigrationStrategy start = new EngineConfiguration().failedMigrationsAgain();
        start.migrate(flyway);
        try (Connection connection = source.getConnection();
                Statement statement = connection.createStatement()) {
            statement.execute("UPDATE \"" + HISTORY + "\" SET \"success\" = FALSE WHERE \"installed_rank\" = "
                    + flyway.info().applied().length);
        }
        assertThatThrownBy(flyway::migrate).isInstanceOf(FlywayException.class);

        start.migrate(flyway);

        assertThat(flyway.info().pending()).isEmpty();
    }

    private static DataSource source(Database database) {
        Map<String, String> settings = database.settings();
        return new DriverManagerDataSource(
                settings.get("SPRING_DATASOURCE_URL"),
                settings.get("SPRING_DATASOURCE_USERNAME"),
                settings.get("SPRING_DATASOURCE_PASSWORD"));
    }

    private static Flyway flyway(DataSource source) {
        FluentConfiguration configuration =
                Flyway.configure().dataSource(source).table(HISTORY);
        configuration.javaMigrations(new EngineSchema());
        new EngineConfiguration().migrations().customize(configuration);
        return configuration.load();
    }

    private static void goesOnAfterThem(Database database) throws Exception {
        Map<String, String> settings = database.settings();
        DataSource source = source(database);
        Flyway flyway = flyway(source);

        int all = flyway.migrate().migrationsExecuted;
        assertThat(all).isGreaterThan(20);
        assertThat(flyway.info().current().getChecksum()).isNotNull();
        forget(source.getConnection(), 1);
        assertThat(flyway.migrate().migrationsExecuted).isEqualTo(all - 1);
        List<String> indexes = JdbcClient.create(source)
                .sql("SELECT index_name FROM information_schema."
                        + (settings.get("SPRING_DATASOURCE_URL").contains(":h2:") ? "indexes" : "statistics")
                        + " WHERE LOWER(table_name) = 'machine'")
                .query(String.class)
                .list();
        assertThat(indexes).map(String::toLowerCase).contains("machine_by_instance", "machine_by_closing");
    }

    private static void forget(Connection connection, int recorded) throws SQLException {
        try (connection;
                Statement statement = connection.createStatement()) {
            statement.execute("DELETE FROM " + quoted(connection, HISTORY) + " WHERE "
                    + quoted(connection, "installed_rank") + " > " + recorded);
        }
    }

    private static String quoted(Connection connection, String name) throws SQLException {
        String quote = connection.getMetaData().getIdentifierQuoteString();
        return quote + name + quote;
    }
}

package org.spotcloud.adapter;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.Properties;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.springframework.beans.factory.config.YamlPropertiesFactoryBean;
import org.springframework.core.io.FileSystemResource;

/** The database that the service makes when it is told of none. */
class DefaultDatabaseTest {
    private static final int CANCELLED_WRITERS = 20;
    private static final Duration WRITING = Duration.ofMillis(10);

    @TempDir
    Path dir;

    @Test
    void outlivesTheInterruptionOfThreadsThatWrite() throws Exception {
        String url = defaultUrl().replace("./data", dir.toString());
        try (Connection bystander = DriverManager.getConnection(url, "sa", "");
                Statement statement = bystander.createStatement()) {
            statement.execute("CREATE TABLE counter (hits INT)");
            statement.execute("INSERT INTO counter VALUES (0)");
            for (int number = 0; number < CANCELLED_WRITERS; number++) {
                Thread writer = new Thread(() -> writeUntilInterrupted(url));
                writer.start();
                Thread.sleep(WRITING.toMillis());
                writer.interrupt();
                writer.join();
            }
            try (ResultSet counter = statement.executeQuery("SELECT hits FROM counter")) {
                assertThat(counter.next()).isTrue();
                assertThat(counter.getInt(1)).isPositive();
            }
        }
    }

    private static void writeUntilInterrupted(String url) {
        try (Connection connection = DriverManager.getConnection(url, "sa", "");
                Statement statement = connection.createStatement()) {
            while (!Thread.currentThread().isInterrupted()) {
                statement.execute("UPDATE counter SET hits = hits + 1");
            }
        } catch (SQLException e) {
            throw new IllegalStateException(e);
        }
    }

    private static String defaultUrl() {
        YamlPropertiesFactoryBean yaml = new YamlPropertiesFactoryBean();
        yaml.setResources(new FileSystemResource("src/main/resources/application.yml"));
        Properties properties = yaml.getObject();
        return properties.getProperty("spring.datasource.url");
    }
}

package org.spotcloud.lab;

import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.util.Map;

/** The database of a first start. */
record H2File(Path folder) implements Database {
    private static final String USER = "sa";

    private String url() {
        return "jdbc:h2:async:" + folder.toAbsolutePath().resolve("spotcloud")
                + ";WRITE_DELAY=0;LOCK_TIMEOUT=10000;DB_CLOSE_ON_EXIT=FALSE";
    }

    @Override
    public Map<String, String> settings() {
        return Map.of(
                "SPRING_DATASOURCE_URL", url(), "SPRING_DATASOURCE_USERNAME", USER, "SPRING_DATASOURCE_PASSWORD", "");
    }

    @Override
    public Connection connect() throws SQLException {
        return DriverManager.getConnection(url(), USER, "");
    }

    @Override
    public void close() {
        // it is closed by whoever has it open
    }
}

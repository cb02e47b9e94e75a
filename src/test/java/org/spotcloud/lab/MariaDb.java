package org.spotcloud.lab;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** A MariaDB server as a process of its own, in a process group of its own, ended by its pid. */
public final class MariaDb implements Database {
    private static final Duration START = Duration.ofSeconds(60);
    /** Not UTC, and with a summer time: what the service stores must not depend on it. */
    private static final String ZONE = "Europe/Berlin";

    private final Path dir;
    private final Path datadir;
    private final int port;
    private Child server;

    private MariaDb(Path dir, Path datadir, int port) {
        this.dir = dir;
        this.datadir = datadir;
        this.port = port;
    }

    static MariaDb start(Path dir) throws IOException, InterruptedException {
        Files.createDirectories(dir);
        Path datadir = dir.toAbsolutePath().resolve("mariadb");
        MariaDbBinaries.makeDatadir(datadir);
        MariaDb database = new MariaDb(dir, datadir, ServiceProcess.freePort());
        database.startServer();
        return database;
    }

    /** Starts the server, or starts it again on the same data and port, and waits until it answers. */
    public void startServer() throws IOException, InterruptedException {
        List<String> command = new ArrayList<>(List.of("setsid"));
        command.addAll(MariaDbBinaries.command(datadir));
        command.addAll(List.of(
                "--bind-address=127.0.0.1",
                "--port=" + port,
                "--socket=" + "s", // relative to the data directory: a socket's path must be short
                "--pid-file=pid",
                "--skip-name-resolve",
                "--max-connections=300"));
        server = Child.start("mariadb", dir, command, Map.of("TZ", ZONE));
        Instant limit = Instant.now().plus(START);
        while (!answers()) {
            server.requireAlive();
            if (Instant.now().isAfter(limit)) {
                server.close();
                throw new IOException("MariaDB does not come up; see " + server.log());
            }
            Thread.sleep(100);
        }
    }

    /** {@code kill -9}; what was committed stays. */
    public void killServer() throws InterruptedException {
        server.kill();
    }

    /** {@code kill -STOP}: connections stay, and nothing is answered until {@link #continueServer}. */
    public void pauseServer() throws IOException, InterruptedException {
        signal("STOP");
    }

    public void continueServer() throws IOException, InterruptedException {
        signal("CONT");
    }

    private void signal(String name) throws IOException, InterruptedException {
        new ProcessBuilder("kill", "-" + name, Long.toString(server.pid()))
                .inheritIO()
                .start()
                .waitFor();
    }

    /** The port that it listens on. */
    public int port() {
        return port;
    }

    /** Ends the server as an operator would; {@link #startServer} starts it again. */
    public void stopServer() {
        server.close();
    }

    private boolean answers() {
        try (Connection connection = connect()) {
            return connection.isValid(1);
        } catch (SQLException e) {
            return false;
        }
    }

    @Override
    public Map<String, String> settings() {
        return Map.of(
                "SPRING_DATASOURCE_URL", url(),
                "SPRING_DATASOURCE_USERNAME", MariaDbBinaries.USER,
                "SPRING_DATASOURCE_PASSWORD", MariaDbBinaries.PASSWORD);
    }

    @Override
    public Connection connect() throws SQLException {
        return DriverManager.getConnection(url(), MariaDbBinaries.USER, MariaDbBinaries.PASSWORD);
    }

    private String url() {
        return "jdbc:mysql://127.0.0.1:" + port + "/" + MariaDbBinaries.SCHEMA;
    }

    @Override
    public void close() {
        server.close();
    }
}

package org.spotcloud.bench;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.spotcloud.lab.Database;

/**
 * Measures the calls that buyers and the marketplace send most, on each database, and writes the figures to standard output
 * and to {@code target/bench.md}. It fails when a request does, and at no figure. {@code
 * -Dbench.database=H2} or {@code MariaDB} does one of them.
 */
@Tag("bench")
class HostingBenchmark {
    private static final Path REPORT = Path.of("target", "bench.md");
    private static final List<String> DATABASES = List.of("H2", "MariaDB");

    @TempDir
    Path dir;

    @Test
    void measures() throws Exception {
        Figures figures = new Figures();
        Goals goals = new Goals();
        try {
            for (String name : DATABASES) {
                if (System.getProperty("bench.database", name).equalsIgnoreCase(name)) {
                    Path home = Files.createDirectories(dir.resolve(name));
                    new Run(name, home, database(name, home), figures, goals).measure();
                }
            }
            goals.printTo(figures);
        } finally {
            Files.writeString(REPORT, figures.text());
        }
    }

    private static Database database(String name, Path home) throws IOException, InterruptedException {
        return name.equals("H2") ? Database.h2(home.resolve("data")) : Database.mariaDb(home.resolve("database"));
    }
}

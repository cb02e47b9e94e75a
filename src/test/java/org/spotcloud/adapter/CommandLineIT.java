package org.spotcloud.adapter;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.spotcloud.adapter.isal.InflateEngine;

/** Runs the jar itself. */
class CommandLineIT {
    private static final String SAMPLE = "src/test/resources/packages/sample.xvm2";
    private static final String JAR = System.getProperty("adapter.jar");

    @TempDir
    Path dir;

    @Test
    void convertsWithoutLoadingSpringOrTheEngine() throws IOException, InterruptedException {
        Path log = dir.resolve("classes.txt");
        assertThat(run("-Xlog:class+load:file=" + log, "-jar", JAR, "convert", SAMPLE, "--output", dir.toString()))
                .contains("kernel")
                .contains("MB/s");
        assertThat(Files.readAllLines(log))
                .anyMatch(line -> line.contains("org.spotcloud.adapter.imports.PackageConversion"))
                .noneMatch(line -> line.contains("org.camunda"))
                .noneMatch(line ->
                        line.contains("org.springframework") && !line.contains("org.springframework.boot.loader"));
    }

    @Test
    void readsThePackageFromTheStandardInput() throws IOException, InterruptedException {
        assertThat(run("-jar", JAR, "inspect", "-")).contains("kernel      /boot/vmlinuz-6.1.0-sample");
    }

    @Test
    void inflatesByIsalWhereItIsInstalled() throws IOException, InterruptedException {
        String printed = run("-jar", JAR, "convert", SAMPLE, "--output", dir.toString());
        boolean installed = InflateEngine.ISAL.isThere();
        assertThat(printed).contains("inflated from hd0.img.gz by " + (installed ? "ISA-L" : "the JDK"));
        assertThat(installed || !Boolean.parseBoolean(System.getenv("CI")))
                .as(InflateEngine.AUTO.description())
                .isTrue();
    }

    @Test
    void knowsItsVersion() throws IOException, InterruptedException {
        assertThat(run("-jar", JAR, "--version")).matches("\\d+\\.\\d+\\.\\d+(-SNAPSHOT)?\\R");
    }

    private String run(String... arguments) throws IOException, InterruptedException {
        List<String> command = new ArrayList<>();
        command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
        command.addAll(List.of(arguments));
        Path output = dir.resolve("output.txt");
        Process process = new ProcessBuilder(command)
                .redirectErrorStream(true)
                .redirectInput(Path.of(SAMPLE).toFile())
                .redirectOutput(output.toFile())
                .start();
        try {
            boolean ended = process.waitFor(60, TimeUnit.SECONDS);
            String printed = Files.readString(output);
            assertThat(ended).isTrue();
            assertThat(process.exitValue()).as(printed).isZero();
            return printed;
        } finally {
            process.destroyForcibly();
        }
    }
}

package org.spotcloud.adapter.diskimage;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.Assertions;
import org.junit.jupiter.api.Assumptions;

/**
 * A tool of the operating system that a test compares with. Without it the test is skipped; under {@code CI=true} it
 * fails.
 */
public record Tool(String name) {
    private static final long LIMIT_SECONDS = 120;
    private static final List<Path> SYSTEM_FOLDERS = List.of(Path.of("/usr/sbin"), Path.of("/sbin"));

    /** The tool of that name, of which the calling test is skipped when it is missing. */
    public static Tool needed(String name) {
        Stream<Path> folders =
                Stream.concat(Stream.of(System.getenv("PATH").split(":")).map(Path::of), SYSTEM_FOLDERS.stream());
        boolean there = folders.anyMatch(folder -> Files.isExecutable(folder.resolve(name)));
        if (!there && Boolean.parseBoolean(System.getenv("CI"))) {
            Assertions.fail(name + " is missing");
        }
        Assumptions.assumeTrue(there, name + " is missing");
        return new Tool(name);
    }

    /** Runs it, which must succeed; returns what it printed. */
    public String run(Object... arguments) throws IOException, InterruptedException {
        List<String> command = new ArrayList<>(List.of(name));
        Stream.of(arguments).map(Object::toString).forEach(command::add);
        Path output = Files.createTempFile("tool", ".out");
        ProcessBuilder builder =
                new ProcessBuilder(command).redirectErrorStream(true).redirectOutput(output.toFile());
        builder.environment().merge("PATH", ":/usr/sbin:/sbin", String::concat);
        Process process = builder.start();
        try {
            boolean ended = process.waitFor(LIMIT_SECONDS, TimeUnit.SECONDS);
            String printed = Files.readString(output, StandardCharsets.UTF_8);
            assertThat(ended).as("%s ends", command).isTrue();
            assertThat(process.exitValue()).as("%s: %s", command, printed).isZero();
            return printed;
        } finally {
            process.destroyForcibly();
            Files.delete(output);
        }
    }
}

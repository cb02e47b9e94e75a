package org.spotcloud.adapter;

import java.util.Arrays;
import java.util.Set;
import java.util.stream.Stream;
import picocli.CommandLine;

/** Entry point of the one jar: the command line, whose default is to serve. */
public final class Adapter {
    private static final String SERVE = "serve";
    /** What the command line itself knows; everything else is the service's. */
    private static final Set<String> FIRST_WORDS =
            Set.of(SERVE, "inspect", "convert", "help", "-h", "--help", "-V", "--version");

    private Adapter() {}

    public static void main(String[] args) {
        int exitCode = run(args);
        if (exitCode != ServeCommand.SERVING) {
            System.exit(exitCode);
        }
    }

    static int run(String... args) {
        return new CommandLine(new AdapterCommand())
                .setExecutionExceptionHandler(new FailureReport())
                .execute(withDefaultCommand(args));
    }

    private static String[] withDefaultCommand(String[] args) {
        boolean service = args.length == 0 || (args[0].startsWith("-") && !FIRST_WORDS.contains(args[0]));
        return service ? Stream.concat(Stream.of(SERVE), Arrays.stream(args)).toArray(String[]::new) : args;
    }
}

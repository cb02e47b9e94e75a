package org.spotcloud.adapter;

import picocli.CommandLine;

/** The commands other than serving. Called through {@link NarrowClassPath}. */
public final class CommandLineTool {
    private CommandLineTool() {}

    public static void main(String[] args) {
        System.exit(run(args));
    }

    /** Returns the exit code. */
    static int run(String... args) {
        return new CommandLine(new AdapterCommand())
                .setCaseInsensitiveEnumValuesAllowed(true)
                .setExecutionExceptionHandler(new FailureReport())
                .execute(args);
    }
}

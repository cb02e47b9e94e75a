package org.spotcloud.adapter;

import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** What the command line's help says of serving, which {@link Adapter} itself starts. */
@Command(
        name = "serve",
        description = "Starts the service (the default).",
        footer = {"", "Takes Spring's options, such as --server.port=8080."})
final class ServeCommand {
    @Option(
            names = {"-h", "--help"},
            usageHelp = true,
            description = "show this help")
    @SuppressWarnings("UnusedVariable") // it is picocli that looks at it
    private boolean help;
}

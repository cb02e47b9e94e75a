package org.spotcloud.adapter;

import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

/** What the command line's help says of serving, which {@link Adapter} itself starts. */
@Command(
        name = "serve",
        description = "Starts the service (the default).",
        footer = {"", "Takes Spring's options, such as --server.port=8080."})
final class ServeCommand {
    @Mixin
    private HelpOption help;
}

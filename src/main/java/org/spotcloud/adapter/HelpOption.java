package org.spotcloud.adapter;

import picocli.CommandLine.Option;

/** What each command has. */
final class HelpOption {
    @Option(
            names = {"-h", "--help"},
            usageHelp = true,
            description = "show this help")
    @SuppressWarnings("UnusedVariable") // it is picocli that looks at it
    private boolean help;
}

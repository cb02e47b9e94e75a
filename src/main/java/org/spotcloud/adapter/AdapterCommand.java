package org.spotcloud.adapter;

import java.util.Optional;
import picocli.CommandLine.Command;
import picocli.CommandLine.HelpCommand;
import picocli.CommandLine.IVersionProvider;

/** The command line as a whole. No class that it needs loads Spring. */
@Command(
        name = "spotcloud-openstack-adapter",
        description = "Sells spare capacity of an EC2-compatible cloud on the SpotCloud marketplace.",
        mixinStandardHelpOptions = true,
        versionProvider = AdapterCommand.Version.class,
        subcommands = {ServeCommand.class, InspectCommand.class, ConvertCommand.class, HelpCommand.class},
        footer = {
            "",
            "Without a command it serves; options are Spring's then, such as --server.port=8080.",
            "Exit codes: 0 done, 1 the package or a file is not as it should be, 2 wrong usage."
        })
final class AdapterCommand {
    /** The version by the jar's manifest. */
    static final class Version implements IVersionProvider {
        @Override
        public String[] getVersion() {
            String version = Optional.ofNullable(
                            AdapterCommand.class.getPackage().getImplementationVersion())
                    .orElse("not packaged");
            return new String[] {version};
        }
    }
}

package org.spotcloud.adapter;

import java.io.IOException;
import java.io.InputStream;
import java.util.Properties;
import picocli.CommandLine.Command;
import picocli.CommandLine.HelpCommand;
import picocli.CommandLine.IVersionProvider;

/** The command line as a whole. No class that it needs loads Spring. */
@Command(
        name = "spotcloud-openstack-adapter",
        description = "Sells spare capacity of an EC2-compatible cloud on the SpotCloud marketplace.",
        mixinStandardHelpOptions = true,
        versionProvider = AdapterCommand.Version.class,
        subcommands = {
            ServeCommand.class,
            InspectCommand.class,
            ConvertCommand.class,
            SignCommand.class,
            HelpCommand.class
        },
        footer = {
            "",
            "Without a command it serves; options are Spring's then, such as --server.port=8080.",
            "Exit codes: 0 done, 1 the package or a file is not as it should be, 2 wrong usage."
        })
final class AdapterCommand {
    /** The version that the build has left beside the manifest. */
    static final class Version implements IVersionProvider {
        private static final String BUILD = "META-INF/build-info.properties";

        @Override
        public String[] getVersion() throws IOException {
            Properties build = new Properties();
            try (InputStream file = ClassLoader.getSystemResourceAsStream(BUILD)) {
                if (file != null) {
                    build.load(file);
                }
            }
            return new String[] {build.getProperty("build.version", "not packaged")};
        }
    }
}

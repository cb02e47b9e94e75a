package org.spotcloud.quickstart;

import java.io.IOException;
import java.net.BindException;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.nio.file.Path;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** What the command line says. */
@Command(
        name = "quickstart",
        mixinStandardHelpOptions = true,
        sortOptions = false,
        description =
                "Runs the whole service on this machine against a stand-in cloud: orders a machine from a package with a"
                        + " signed request, shows the steps until it runs, and stays up for a look at the pages. Ctrl-C ends all of it.")
final class Options {
    @Option(names = "--once", description = "End when the machine runs: exit status 0 if it does, 1 if not.")
    boolean once;

    @Option(
            names = "--package",
            paramLabel = "FILE",
            description = "Order from this .xvm2 package, not from the sample.")
    Path packageFile = Path.of("src/test/resources/packages/sample.xvm2");

    @Option(names = "--port", paramLabel = "N", description = "The service's port on 127.0.0.1; a free one without it.")
    int port;

    /** The port, checked. */
    int port() {
        if (port < 0 || port > 65_535) {
            throw new IllegalArgumentException("--port " + port + ": a port is 0 to 65535, 0 for a free one");
        }
        return port;
    }

    /** @throws IllegalArgumentException when something listens on the port already */
    void requireFreePort() throws IOException {
        try (ServerSocket socket = new ServerSocket()) {
            socket.setReuseAddress(true);
            socket.bind(new InetSocketAddress("127.0.0.1", port()));
        } catch (BindException e) {
            throw new IllegalArgumentException(
                    "--port %d cannot be had (%s): name another one, or leave --port out for a free one"
                            .formatted(port, e.getMessage()),
                    e);
        }
    }

    @Option(
            names = "--timeout",
            paramLabel = "SECONDS",
            description = "How long the machine may take to run (default: ${DEFAULT-VALUE}).")
    int timeoutSeconds = 600;
}

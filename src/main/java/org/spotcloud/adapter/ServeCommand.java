package org.spotcloud.adapter;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Unmatched;

/** Starts the service. */
@Command(
        name = "serve",
        description = "Starts the service (the default). Takes Spring's options, such as --server.port=8080.")
final class ServeCommand implements Callable<Integer> {
    /** The service's threads go on; the exit is theirs. */
    static final int SERVING = -1;

    @Unmatched
    private List<String> springArguments = new ArrayList<>();

    @Override
    public Integer call() {
        Service.start(springArguments.toArray(String[]::new));
        return SERVING;
    }
}

package org.spotcloud.adapter;

import java.util.Arrays;
import java.util.Set;

/**
 * Entry point of the one jar: serves, or hands over to the command line. It decides by the first words alone, so that
 * neither side pays for loading the other.
 */
public final class Adapter {
    private static final String SERVE = "serve";
    private static final Set<String> HELP = Set.of("-h", "--help");
    private static final Set<String> VERSION = Set.of("-V", "--version");

    private Adapter() {}

    public static void main(String[] args) throws ReflectiveOperationException {
        if (serves(args)) {
            boolean named = args.length > 0 && args[0].equals(SERVE);
            Service.start(named ? Arrays.copyOfRange(args, 1, args.length) : args);
        } else {
            NarrowClassPath.callMain("org.spotcloud.adapter.CommandLineTool", args);
        }
    }

    /** Options without a command are the service's, which takes all of Spring's. */
    static boolean serves(String... args) {
        if (args.length == 0) {
            return true;
        }
        boolean serve = args[0].equals(SERVE) || (args[0].startsWith("-") && !VERSION.contains(args[0]));
        return serve && Arrays.stream(args).noneMatch(HELP::contains);
    }
}

package org.spotcloud.adapter;

import java.io.Console;
import java.io.IOException;
import java.io.PrintWriter;
import java.net.URI;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.stream.Collectors;
import org.spotcloud.adapter.hosting.signing.Signer;
import picocli.CommandLine.Command;
import picocli.CommandLine.ExitCode;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** Signs a call of the hosting protocol as the marketplace does, to try an endpoint by hand. */
@Command(
        name = "sign",
        description =
                "Signs a call of the hosting protocol and prints its form or query, and a curl line that sends it.",
        footer = {
            "",
            "The password comes from --password-file, the variable SPOTCLOUD_HOSTING_PASSWORD, or is asked for.",
            "Example: sign --method PUT vm name=$(uuidgen) package=… hardware=…"
        })
final class SignCommand implements Callable<Integer> {
    private static final String PREFIX = "/rest/hosting/";
    private static final String PASSWORD_VARIABLE = "SPOTCLOUD_HOSTING_PASSWORD";

    /** The methods of the protocol. */
    enum Method {
        GET(false),
        PUT(true),
        POST(true),
        DELETE(false);

        /** Whether the parameters stand in the body, and are all signed. */
        private final boolean hasForm;

        Method(boolean hasForm) {
            this.hasForm = hasForm;
        }
    }

    @Option(
            names = "--method",
            defaultValue = "GET",
            description = "${COMPLETION-CANDIDATES} (default: ${DEFAULT-VALUE})")
    private Method method;

    @Option(names = "--user", defaultValue = "spotcloud", description = "who calls (default: ${DEFAULT-VALUE})")
    private String user;

    @Option(names = "--password-file", paramLabel = "FILE", description = "holds the password on its first line")
    private Path passwordFile;

    @Option(
            names = "--url",
            defaultValue = "http://127.0.0.1:8080",
            description = "where the endpoint is (default: ${DEFAULT-VALUE})")
    private URI url;

    @Parameters(index = "0", paramLabel = "PATH", description = "such as vm/list, or /rest/hosting/vm/list")
    private String path;

    @Parameters(index = "1..*", paramLabel = "NAME=VALUE", description = "other parameters")
    private List<String> fields = List.of();

    @Mixin
    private HelpOption help;

    @Spec
    private CommandSpec spec;

    @Override
    public Integer call() throws IOException {
        Map<String, String> parameters = parameters();
        Signer signer = Signer.ofPassword(password());
        String digest = signer.digest(method.hasForm ? parameters : Map.of(Signer.USER_PARAMETER, user));
        parameters.put(Signer.DIGEST_PARAMETER, digest);
        String encoded = parameters.entrySet().stream()
                .map(parameter -> encode(parameter.getKey()) + "=" + encode(parameter.getValue()))
                .collect(Collectors.joining("&"));
        String target = target();
        PrintWriter out = spec.commandLine().getOut();
        out.printf("%s%n%n", encoded);
        out.println(
                method.hasForm
                        ? "curl -X %s --data-raw %s %s".formatted(method, quoted(encoded), quoted(target))
                        : "curl -X %s %s".formatted(method, quoted(target + "?" + encoded)));
        out.flush();
        return ExitCode.OK;
    }

    private Map<String, String> parameters() {
        Map<String, String> parameters = new LinkedHashMap<>();
        parameters.put(Signer.USER_PARAMETER, user);
        for (String field : fields) {
            int equals = field.indexOf('=');
            if (equals < 1) {
                throw new ParameterException(spec.commandLine(), "'" + field + "' is not NAME=VALUE");
            }
            String name = field.substring(0, equals);
            if (name.equals(Signer.DIGEST_PARAMETER)
                    || parameters.putIfAbsent(name, field.substring(equals + 1)) != null) {
                throw new ParameterException(spec.commandLine(), name + " is given by the command itself, or twice");
            }
        }
        return parameters;
    }

    private String password() throws IOException {
        if (passwordFile != null) {
            return Files.readAllLines(passwordFile).stream()
                    .findFirst()
                    .orElseThrow(() -> new ParameterException(spec.commandLine(), passwordFile + " is empty"));
        }
        String variable = System.getenv(PASSWORD_VARIABLE);
        if (variable != null) {
            return variable;
        }
        Console console = System.console();
        char[] typed = console == null ? null : console.readPassword("Password of %s: ", user);
        if (typed == null) {
            throw new ParameterException(
                    spec.commandLine(), "there is no password: give --password-file, or set " + PASSWORD_VARIABLE);
        }
        return new String(typed);
    }

    private String target() {
        String relative = path.startsWith(PREFIX) ? path.substring(PREFIX.length()) : path;
        return url.toString().replaceAll("/+$", "") + PREFIX + relative.replaceAll("^/+", "");
    }

    private static String encode(String text) {
        return URLEncoder.encode(text, StandardCharsets.UTF_8);
    }

    /** For a POSIX shell. */
    private static String quoted(String text) {
        return "'" + text.replace("'", "'\\''") + "'";
    }
}

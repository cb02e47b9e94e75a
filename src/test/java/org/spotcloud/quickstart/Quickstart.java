package org.spotcloud.quickstart;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.io.PrintStream;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.Comparator;
import java.util.Deque;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.UUID;
import java.util.stream.Stream;
import org.spotcloud.lab.Marketplace;
import org.spotcloud.lab.SandboxProcess;
import org.spotcloud.lab.ServiceProcess;
import org.spotcloud.lab.Signed;
import picocli.CommandLine;

/** Runs the main job, from a signed PUT to a running machine. */
public final class Quickstart implements AutoCloseable {
    private static final Path TARGET = Path.of("target");
    private static final Path FACTS = TARGET.resolve("quickstart.json");
    private static final int PASSWORD_BYTES = 12;

    private final Options options;
    private final PrintStream out = System.out;
    private final Path dir = TARGET.resolve("quickstart");
    private final ObjectMapper json = new ObjectMapper();
    private final Deque<AutoCloseable> started = new ArrayDeque<>();
    private final String spotcloudPassword = password();
    private final String adminPassword = password();
    private final UUID packageUuid = UUID.randomUUID();

    private Quickstart(Options options) {
        this.options = options;
    }

    public static void main(String[] args) {
        CommandLine commandLine = new CommandLine(new Options());
        try {
            Integer status = CommandLine.executeHelpRequest(commandLine.parseArgs(args));
            System.exit(status != null ? status : run(commandLine.getCommand()));
        } catch (CommandLine.ParameterException | IllegalArgumentException e) {
            System.err.println("quickstart: " + e.getMessage());
            System.exit(2);
        }
    }

    private static int run(Options options) {
        Quickstart quickstart = new Quickstart(options);
        Runtime.getRuntime().addShutdownHook(new Thread(quickstart::close));
        try {
            return quickstart.go();
        } catch (IOException e) {
            System.err.println("quickstart: " + e.getMessage());
            return 1;
        } catch (InterruptedException e) {
            return 1;
        }
    }

    /** Ends what was started, last first. */
    @Override
    public void close() {
        synchronized (started) {
            while (!started.isEmpty()) {
                try {
                    started.pop().close();
                } catch (Exception e) {
                    System.err.println("quickstart: " + e.getMessage());
                }
            }
        }
    }

    private int go() throws IOException, InterruptedException {
        options.requireFreePort();
        Instant begun = Instant.now();
        SandboxProcess sandbox = opened(SandboxProcess.start(dir, prepare()));
        ServiceProcess service = opened(ServiceProcess.start(
                dir, options.port(), ServiceProcess.settings(dir, sandbox.facts(), spotcloudPassword, adminPassword)));
        writeFacts(service, sandbox);
        Marketplace marketplace = service.awaitUp(new Signed(ServiceProcess.SPOTCLOUD_USER, spotcloudPassword));
        out.printf("The service is up after %.1f s.%n", seconds(begun));
        boolean runs = order(marketplace, service);
        out.printf("%s after %.1f s.%n", runs ? "The machine runs" : "The order failed", seconds(begun));
        if (!options.once) {
            tellAddresses(service.url());
            while (true) {
                service.pause(Instant.MAX);
            }
        }
        return runs ? 0 : 1;
    }

    /** Makes an empty folder and a shelf with the package on it. */
    private Path prepare() throws IOException {
        if (!Files.isRegularFile(options.packageFile)) {
            throw new IOException("there is no package " + options.packageFile);
        }
        delete(dir);
        Files.deleteIfExists(FACTS);
        Path shelf = Files.createDirectories(dir.resolve("packages"));
        Files.createSymbolicLink(shelf.resolve(packageUuid + ".xvm2"), options.packageFile.toRealPath());
        return shelf;
    }

    /** Orders a machine and shows the steps until its transaction ends; true when it runs. */
    private boolean order(Marketplace marketplace, ServiceProcess service) throws IOException, InterruptedException {
        Steps steps = new Steps(service.url(), ServiceProcess.ADMIN_USER, adminPassword, out);
        String machine = UUID.randomUUID().toString();
        JsonNode answer = marketplace.order(machine, packageUuid.toString());
        out.println("PUT /rest/hosting/vm: " + answer.path("message").asText());
        if (answer.path("errno").asInt() != 0) {
            return false;
        }
        Instant limit = Instant.now().plusSeconds(options.timeoutSeconds);
        JsonNode transaction;
        do {
            service.pause(limit);
            transaction = marketplace
                    .get("transaction/" + answer.path("txid").asText())
                    .orElseThrow(() -> new IOException("the service does not know the transaction it answered with"))
                    .path("transaction");
            steps.show();
        } while (transaction.path("ended").isNull());
        out.println(transaction.path("message").asText());
        boolean runs = marketplace
                .get("vm/" + machine)
                .map(vm -> vm.path("vm").path("state").asText().equals("running"))
                .orElse(false);
        return runs && !transaction.path("is_error").asBoolean();
    }

    private void writeFacts(ServiceProcess service, SandboxProcess sandbox) throws IOException {
        Map<String, Object> facts = new LinkedHashMap<>();
        facts.put("url", service.url().toString());
        facts.put("spotcloudUser", ServiceProcess.SPOTCLOUD_USER);
        facts.put("spotcloudPassword", spotcloudPassword);
        facts.put("adminUser", ServiceProcess.ADMIN_USER);
        facts.put("adminPassword", adminPassword);
        facts.put("cockpit", cockpit(service.url()));
        facts.put("packageUuid", packageUuid.toString());
        facts.put("pid", service.pid());
        facts.put("sandboxPid", sandbox.facts().pid());
        Path part = dir.resolve("quickstart.json.part");
        Files.createFile(part, PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")));
        json.writerWithDefaultPrettyPrinter().writeValue(part.toFile(), facts);
        Files.move(part, FACTS, StandardCopyOption.REPLACE_EXISTING);
    }

    private void tellAddresses(URI service) {
        out.printf(
                """

                  Start page  %s/
                  Cockpit     %s
                  login       %s  %s

                All of it also stands in %s. Ctrl-C ends it.
                """,
                service, cockpit(service), ServiceProcess.ADMIN_USER, adminPassword, FACTS);
    }

    private <T extends AutoCloseable> T opened(T process) {
        synchronized (started) {
            started.push(process);
        }
        return process;
    }

    private static String cockpit(URI service) {
        return service + "/camunda/app/cockpit/default/";
    }

    private static double seconds(Instant since) {
        return Duration.between(since, Instant.now()).toMillis() / 1000.0;
    }

    private static String password() {
        byte[] random = new byte[PASSWORD_BYTES];
        new SecureRandom().nextBytes(random);
        return HexFormat.of().formatHex(random);
    }

    private static void delete(Path dir) throws IOException {
        if (Files.exists(dir)) {
            try (Stream<Path> files = Files.walk(dir)) {
                for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
                    Files.delete(file);
                }
            }
        }
    }
}

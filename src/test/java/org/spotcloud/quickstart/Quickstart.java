package org.spotcloud.quickstart;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.io.PrintStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.stream.Stream;
import picocli.CommandLine;

/** Runs the main job, from a signed PUT to a running machine. */
public final class Quickstart implements AutoCloseable {
    private static final Path TARGET = Path.of("target");
    private static final Path JAR = TARGET.resolve("spotcloud-openstack-adapter.jar");
    private static final String SPOTCLOUD_USER = "spotcloud";
    private static final String ADMIN_USER = "admin";
    private static final Duration POLL = Duration.ofMillis(300);
    private static final Duration START = Duration.ofSeconds(120);

    private final Options options;
    private final PrintStream out = System.out;
    private final Path dir = TARGET.resolve("quickstart");
    private final ObjectMapper json = new ObjectMapper();
    private final Deque<Child> children = new ArrayDeque<>();
    private final String spotcloudPassword = password();
    private final String adminPassword = password();
    private final UUID packageUuid = UUID.randomUUID();

    private Quickstart(Options options) {
        this.options = options;
    }

    public static void main(String[] args) {
        CommandLine commandLine = new CommandLine(new Options());
        try {
            CommandLine.ParseResult parsed = commandLine.parseArgs(args);
            Integer status = CommandLine.executeHelpRequest(parsed);
            System.exit(status != null ? status : run(commandLine.getCommand()));
        } catch (CommandLine.ParameterException e) {
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
        synchronized (children) {
            while (!children.isEmpty()) {
                children.pop().close();
            }
        }
    }

    private int go() throws IOException, InterruptedException {
        Instant begun = Instant.now();
        Path shelf = prepare();
        JsonNode sandbox = startSandbox(shelf);
        URI service = URI.create("http://127.0.0.1:" + port());
        Child adapter = startService(service, sandbox);
        Marketplace marketplace = new Marketplace(service, new Signed(SPOTCLOUD_USER, spotcloudPassword));
        await(adapter, marketplace);
        writeFacts(service, adapter.pid(), sandbox.path("pid").asLong());
        out.printf("The service is up after %.1f s.%n", seconds(begun));
        boolean runs = order(marketplace, adapter, new Steps(service, ADMIN_USER, adminPassword, out));
        out.printf("%s after %.1f s.%n", runs ? "The machine runs" : "The order failed", seconds(begun));
        if (!options.once) {
            tellAddresses(service);
            while (true) {
                adapter.requireAlive();
                Thread.sleep(POLL.toMillis());
            }
        }
        return runs ? 0 : 1;
    }

    private Path prepare() throws IOException {
        if (!Files.isRegularFile(options.packageFile)) {
            throw new IOException("there is no package " + options.packageFile);
        }
        delete(dir);
        Path shelf = Files.createDirectories(dir.resolve("packages"));
        Path onShelf = shelf.resolve(packageUuid + ".xvm2");
        try {
            Files.createSymbolicLink(onShelf, options.packageFile.toAbsolutePath());
        } catch (UnsupportedOperationException e) {
            Files.copy(options.packageFile, onShelf);
        }
        return shelf;
    }

    private JsonNode startSandbox(Path shelf) throws IOException, InterruptedException {
        Path facts = dir.resolve("sandbox.json");
        Child sandbox = child(
                "sandbox",
                List.of(
                        java(),
                        "-Xmx256m",
                        "-XX:TieredStopAtLevel=1",
                        "-cp",
                        System.getProperty("java.class.path"),
                        "org.spotcloud.sandbox.Sandbox",
                        "--packages",
                        shelf.toString(),
                        "--port-file",
                        facts.toString(),
                        "--parent-pid",
                        Long.toString(ProcessHandle.current().pid())),
                Map.of());
        Instant limit = Instant.now().plus(START);
        while (!Files.exists(facts)) {
            wait(sandbox, limit);
        }
        return json.readTree(facts.toFile());
    }

    private Child startService(URI service, JsonNode sandbox) throws IOException {
        Map<String, String> settings = new LinkedHashMap<>();
        settings.put("SERVER_PORT", Integer.toString(service.getPort()));
        settings.put(
                "SPRING_DATASOURCE_URL",
                "jdbc:h2:file:" + dir.toAbsolutePath().resolve("data/spotcloud") + ";WRITE_DELAY=0;LOCK_TIMEOUT=10000");
        settings.put("SPOTCLOUD_WORKSPACE_DIR", dir.resolve("data/workspace").toString());
        settings.put("SPOTCLOUD_SECRETKEY_FILE", dir.resolve("data/secret.key").toString());
        settings.put("SPOTCLOUD_HOSTING_USER", SPOTCLOUD_USER);
        settings.put("SPOTCLOUD_HOSTING_PASSWORD", spotcloudPassword);
        settings.put("SPOTCLOUD_ADMIN_USER", ADMIN_USER);
        settings.put("SPOTCLOUD_ADMIN_PASSWORD", adminPassword);
        settings.put("SPOTCLOUD_ENGINEREST_ENABLED", "true");
        settings.put("SPOTCLOUD_CLOUD_ENDPOINT", sandbox.path("ec2").asText());
        settings.put("SPOTCLOUD_CLOUD_S3ENDPOINT", sandbox.path("s3").asText());
        settings.put("SPOTCLOUD_CLOUD_ACCESSKEY", sandbox.path("accessKey").asText());
        settings.put("SPOTCLOUD_CLOUD_SECRETKEY", sandbox.path("secretKey").asText());
        settings.put("SPOTCLOUD_CLOUD_WATCH", "1s");
        settings.put("SPOTCLOUD_CLOUD_INSTANCETYPES_0_NAME", "m1.small");
        settings.put("SPOTCLOUD_CLOUD_INSTANCETYPES_0_VCPUS", "1");
        settings.put("SPOTCLOUD_CLOUD_INSTANCETYPES_0_MEMORY", "2GB");
        settings.put("SPOTCLOUD_CLOUD_INSTANCETYPES_0_DISK", "20GB");
        settings.put("SPOTCLOUD_PUBLISH_BUCKET", sandbox.path("bucket").asText());
        settings.put(
                "SPOTCLOUD_PUBLISH_CLOUDCERTIFICATE",
                sandbox.path("cloudCertificate").asText());
        settings.put("SPOTCLOUD_PACKAGES_URLTEMPLATE", sandbox.path("packages").asText());
        return child(
                "service", List.of(java(), "-Xmx512m", "-XX:TieredStopAtLevel=1", "-jar", JAR.toString()), settings);
    }

    private void await(Child adapter, Marketplace marketplace) throws IOException, InterruptedException {
        Instant limit = Instant.now().plus(START);
        while (!marketplace.isUp() || hardware(marketplace).isMissingNode()) {
            wait(adapter, limit);
        }
    }

    private static JsonNode hardware(Marketplace marketplace) throws IOException, InterruptedException {
        for (JsonNode template : marketplace.get("htemplate/list").orElseThrow().path("templates")) {
            if (template.path("arch").asText().equals("x86_64")) {
                return template;
            }
        }
        return com.fasterxml.jackson.databind.node.MissingNode.getInstance();
    }

    /** Orders a machine and shows the steps until its transaction ends; true when it runs. */
    private boolean order(Marketplace marketplace, Child adapter, Steps steps)
            throws IOException, InterruptedException {
        String machine = UUID.randomUUID().toString();
        JsonNode answer = marketplace.put(
                "vm",
                Map.of(
                        "name", machine,
                        "package", packageUuid.toString(),
                        "hardware", hardware(marketplace).path("uuid").asText()));
        out.println("PUT /rest/hosting/vm: " + answer.path("message").asText());
        Instant limit = Instant.now().plusSeconds(options.timeoutSeconds);
        JsonNode transaction;
        do {
            wait(adapter, limit);
            transaction = marketplace
                    .get("transaction/" + answer.path("txid").asText())
                    .orElseThrow(() -> new IOException(
                            "order refused: " + answer.path("message").asText()))
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

    private void writeFacts(URI service, long pid, long sandboxPid) throws IOException {
        Map<String, Object> facts = new LinkedHashMap<>();
        facts.put("url", service.toString());
        facts.put("spotcloudUser", SPOTCLOUD_USER);
        facts.put("spotcloudPassword", spotcloudPassword);
        facts.put("adminUser", ADMIN_USER);
        facts.put("adminPassword", adminPassword);
        facts.put("cockpit", service + "/camunda/app/cockpit/default/");
        facts.put("packageUuid", packageUuid.toString());
        facts.put("pid", pid);
        facts.put("sandboxPid", sandboxPid);
        Path part = dir.resolve("quickstart.json.part");
        Files.createFile(part, PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")));
        json.writerWithDefaultPrettyPrinter().writeValue(part.toFile(), facts);
        Files.move(part, TARGET.resolve("quickstart.json"), StandardCopyOption.REPLACE_EXISTING);
    }

    private void tellAddresses(URI service) {
        out.printf(
                """

                  Start page  %s/
                  Cockpit     %s/camunda/app/cockpit/default/
                  login       %s  %s

                All of it also stands in target/quickstart.json. Ctrl-C ends it.
                """,
                service, service, ADMIN_USER, adminPassword);
    }

    private Child child(String name, List<String> command, Map<String, String> environment) throws IOException {
        Child child = Child.start(name, dir, command, environment);
        synchronized (children) {
            children.push(child);
        }
        return child;
    }

    private static void wait(Child child, Instant limit) throws IOException, InterruptedException {
        child.requireAlive();
        if (Instant.now().isAfter(limit)) {
            throw new IOException("nothing more came in time; see " + child.log());
        }
        Thread.sleep(POLL.toMillis());
    }

    private int port() throws IOException {
        if (options.port != 0) {
            return options.port;
        }
        try (ServerSocket free = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            return free.getLocalPort();
        }
    }

    private static String java() {
        return Path.of(System.getProperty("java.home"), "bin", "java").toString();
    }

    private static double seconds(Instant since) {
        return Duration.between(since, Instant.now()).toMillis() / 1000.0;
    }

    private static String password() {
        byte[] random = new byte[12];
        new SecureRandom().nextBytes(random);
        return HexFormat.of().formatHex(random);
    }

    private static void delete(Path dir) throws IOException {
        if (Files.exists(dir)) {
            try (Stream<Path> files = Files.walk(dir)) {
                for (Path file :
                        files.sorted(java.util.Comparator.reverseOrder()).toList()) {
                    Files.delete(file);
                }
            }
        }
    }
}

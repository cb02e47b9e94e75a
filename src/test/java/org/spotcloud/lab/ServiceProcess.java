package org.spotcloud.lab;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** The service as a process: the one jar, on a free loopback port, with an H2 file and a workspace in a folder. */
public final class ServiceProcess implements AutoCloseable {
    public static final String SPOTCLOUD_USER = "spotcloud";
    public static final String ADMIN_USER = "admin";

    /** What the build has made. */
    static final Path JAR = Path.of("target", "spotcloud-openstack-adapter.jar");

    private static final Duration START = Duration.ofSeconds(120);
    private static final Duration POLL = Duration.ofMillis(200);

    private final Child process;
    private final URI url;

    private ServiceProcess(Child process, URI url) {
        this.process = process;
        this.url = url;
    }

    /**
     * Starts it and returns at once.
     *
     * @param name of its log
     * @param dir where the log goes
     * @param port 0 for a free one
     * @param settings as environment variables, beside {@link #settings}
     */
    public static ServiceProcess start(String name, Path dir, int port, Map<String, String> settings)
            throws IOException {
        return start(name, dir, port, settings, JAR);
    }

    static ServiceProcess start(String name, Path dir, int port, Map<String, String> settings, Path jar)
            throws IOException {
        int chosen = port == 0 ? freePort() : port;
        Map<String, String> environment = new LinkedHashMap<>(settings);
        environment.put("SERVER_PORT", Integer.toString(chosen));
        Child process = Child.start(
                name, dir, List.of(java(), "-Xmx512m", "-XX:TieredStopAtLevel=1", "-jar", jar.toString()), environment);
        return new ServiceProcess(process, URI.create("http://127.0.0.1:" + chosen));
    }

    /** The same with a log named {@code service}. */
    public static ServiceProcess start(Path dir, int port, Map<String, String> settings) throws IOException {
        return start("service", dir, port, settings);
    }

    /** The command that converts a package into a folder. */
    public static List<String> convert(Path packageFile, Path output) {
        return List.of(
                java(), "-jar", JAR.toString(), "convert", packageFile.toString(), "--output", output.toString());
    }

    /** What points the service at a sandbox and keeps its data in that folder, the database an H2 file. */
    public static Map<String, String> settings(Path dir, SandboxFacts sandbox, String password, String adminPassword) {
        Map<String, String> settings = new LinkedHashMap<>();
        Path home = dir.toAbsolutePath().resolve("data");
        settings.putAll(Database.h2(home).settings());
        settings.put("SPOTCLOUD_WORKSPACE_DIR", home.resolve("workspace").toString());
        settings.put("SPOTCLOUD_SECRETS_KEYFILE", home.resolve("secret.key").toString());
        settings.put("SPOTCLOUD_HOSTING_USER", SPOTCLOUD_USER);
        settings.put("SPOTCLOUD_HOSTING_PASSWORD", password);
        settings.put("SPOTCLOUD_ADMIN_USER", ADMIN_USER);
        settings.put("SPOTCLOUD_ADMIN_PASSWORD", adminPassword);
        settings.put("SPOTCLOUD_ENGINEREST_ENABLED", "true");
        settings.put("SPOTCLOUD_CLOUD_ENDPOINT", sandbox.ec2());
        settings.put("SPOTCLOUD_CLOUD_S3ENDPOINT", sandbox.s3());
        settings.put("SPOTCLOUD_CLOUD_ACCESSKEY", sandbox.accessKey());
        settings.put("SPOTCLOUD_CLOUD_SECRETKEY", sandbox.secretKey());
        settings.put("SPOTCLOUD_CLOUD_WATCH", "1s");
        settings.put("SPOTCLOUD_CLOUD_INSTANCETYPES_0_NAME", "m1.small");
        settings.put("SPOTCLOUD_CLOUD_INSTANCETYPES_0_VCPUS", "1");
        settings.put("SPOTCLOUD_CLOUD_INSTANCETYPES_0_MEMORY", "2GB");
        settings.put("SPOTCLOUD_CLOUD_INSTANCETYPES_0_DISK", "20GB");
        settings.put("SPOTCLOUD_PUBLISH_BUCKET", sandbox.bucket());
        settings.put("SPOTCLOUD_PUBLISH_CLOUDCERTIFICATE", sandbox.cloudCertificate());
        settings.put("SPOTCLOUD_PACKAGES_URLTEMPLATE", sandbox.packages());
        return settings;
    }

    /** Waits until the endpoint answers and hardware is offered. */
    public Marketplace awaitUp(Signed signed) throws IOException, InterruptedException {
        Marketplace marketplace = new Marketplace(url, signed);
        Instant limit = Instant.now().plus(START);
        while (!marketplace.isUp() || marketplace.hardware().isMissingNode()) {
            pause(limit);
        }
        return marketplace;
    }

    /** Waits a little; throws when the process has ended, or the limit has passed. */
    public void pause(Instant limit) throws IOException, InterruptedException {
        process.requireAlive();
        if (Instant.now().isAfter(limit)) {
            throw new IOException("nothing more came in time; see " + process.log());
        }
        Thread.sleep(POLL.toMillis());
    }

    public URI url() {
        return url;
    }

    public long pid() {
        return process.pid();
    }

    /** {@code kill -9}. */
    public void kill() throws InterruptedException {
        process.kill();
    }

    /** Sends it that signal, as {@code STOP}. */
    void signal(String name) throws IOException, InterruptedException {
        int status = new ProcessBuilder("kill", "-" + name, Long.toString(pid()))
                .inheritIO()
                .start()
                .waitFor();
        if (status != 0) {
            throw new IOException("the service with pid " + pid() + " could not be sent " + name);
        }
    }

    @Override
    public void close() {
        process.close();
    }

    static String java() {
        return Path.of(System.getProperty("java.home"), "bin", "java").toString();
    }

    static int freePort() throws IOException {
        try (ServerSocket free = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            return free.getLocalPort();
        }
    }
}

package org.spotcloud.sandbox;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.cert.X509Certificate;
import java.util.ArrayDeque;
import java.util.Comparator;
import java.util.Deque;
import java.util.List;
import java.util.Locale;
import java.util.stream.Stream;
import org.slf4j.LoggerFactory;
import org.spotcloud.sandbox.bundle.BundleDecoder;
import org.spotcloud.sandbox.bundle.BundleKeys;
import org.spotcloud.sandbox.bundle.Pem;
import org.spotcloud.sandbox.control.ControlApi;
import org.spotcloud.sandbox.control.ControlServer;
import org.spotcloud.sandbox.ec2.Ec2Front;
import org.spotcloud.sandbox.ec2.Ec2Service;
import org.spotcloud.sandbox.faults.Faults;
import org.spotcloud.sandbox.faults.Outcome;
import org.spotcloud.sandbox.packages.PackageServer;
import org.spotcloud.sandbox.packages.PackageShelf;
import org.spotcloud.sandbox.s3.ObjectStore;
import org.spotcloud.sandbox.s3.S3Front;
import picocli.CommandLine;

/** A running sandbox: EC2, S3, package server and control API on 127.0.0.1. Its state is in memory and ends with it. */
public final class Sandbox implements AutoCloseable {
    private final Deque<AutoCloseable> parts = new ArrayDeque<>();
    private final SandboxOptions options;
    private Faults faults;
    private Addresses addresses;

    private Sandbox(SandboxOptions options) {
        this.options = options;
    }

    public static void main(String[] arguments) {
        // S3Proxy logs its start at INFO
        ((Logger) LoggerFactory.getLogger(Logger.ROOT_LOGGER_NAME)).setLevel(Level.WARN);
        System.exit(new CommandLine(new SandboxCommand()).execute(arguments));
    }

    /** Starts a sandbox in this JVM. */
    public static Sandbox start(SandboxOptions options) throws IOException {
        Sandbox sandbox = new Sandbox(options);
        try {
            sandbox.begin();
            return sandbox;
        } catch (IOException | RuntimeException e) {
            sandbox.close();
            throw e;
        }
    }

    public Addresses addresses() {
        return addresses;
    }

    public SandboxClient client() {
        return new SandboxClient(addresses.control());
    }

    private void begin() throws IOException {
        Path folder = workFolder();
        Path certificate = put(folder, "cloud-cert.pem");
        Path key = put(folder, "cloud-key.pem");
        faults = new Faults(options.clock());
        ObjectStore store = opened(new ObjectStore(
                Files.createDirectories(folder.resolve("objects")), options.accessKey(), options.secretKey()));
        store.createBucket(options.bucket());
        BundleDecoder decoder =
                new BundleDecoder(new BundleKeys(Pem.privateKey(Files.readString(key)), userCertificate()));
        Ec2Service service =
                opened(new Ec2Service(options.kind(), options.bootDelay(), options.clock(), store, decoder));
        PackageShelf shelf = new PackageShelf(options.packages());
        Ec2Front ec2 = opened(new Ec2Front(
                service, faults, options.clock(), options.accessKey(), options.secretKey(), options.ec2Port()));
        S3Front s3 = opened(new S3Front(store, faults, options.s3Port()));
        PackageServer packages = opened(new PackageServer(shelf, faults, options.packagesPort()));
        ControlServer control = opened(new ControlServer(options.controlPort()));
        addresses = new Addresses(
                ec2.address(),
                s3.address(),
                packages.urlTemplate(),
                control.address(),
                options.accessKey(),
                options.secretKey(),
                options.bucket(),
                certificate,
                key,
                options.kind().name().toLowerCase(Locale.ROOT).replace('_', '-'),
                ProcessHandle.current().pid());
        control.serve(new ControlApi(faults, service, store, shelf, addresses));
    }

    private <T extends AutoCloseable> T opened(T part) {
        parts.push(part);
        return part;
    }

    private Path workFolder() throws IOException {
        if (options.workFolder() != null) {
            return Files.createDirectories(options.workFolder());
        }
        Path folder = Files.createTempDirectory("sandbox-");
        parts.push(() -> delete(folder));
        return folder;
    }

    private static void delete(Path folder) throws IOException {
        try (Stream<Path> tree = Files.walk(folder)) {
            List<Path> deepestFirst = tree.sorted(Comparator.reverseOrder()).toList();
            for (Path path : deepestFirst) {
                Files.deleteIfExists(path);
            }
        }
    }

    private X509Certificate userCertificate() throws IOException {
        return options.userCertificate() == null ? null : Pem.certificate(Files.readString(options.userCertificate()));
    }

    private static Path put(Path folder, String name) throws IOException {
        try (InputStream resource = Sandbox.class.getResourceAsStream(name)) {
            String pem = new String(resource.readAllBytes(), StandardCharsets.US_ASCII);
            return Files.writeString(folder.resolve(name), pem);
        }
    }

    /** Drops what is held, and ends all servers. */
    @Override
    public void close() throws IOException {
        if (faults != null) {
            faults.withdrawAll();
            faults.holds().release(held -> true, Outcome.DROP);
        }
        IOException failed = null;
        while (!parts.isEmpty()) {
            try {
                parts.pop().close();
            } catch (Exception e) {
                failed = failed == null ? new IOException("The sandbox does not close", e) : failed;
            }
        }
        if (failed != null) {
            throw failed;
        }
    }
}

package org.spotcloud.sandbox;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Clock;
import java.time.Duration;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.spotcloud.sandbox.http.Json;
import picocli.CommandLine.Command;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.Option;

/** The sandbox as a process of its own: runs until it is stopped, or until its parent is gone. */
@Command(name = "sandbox", mixinStandardHelpOptions = true, description = "A stand-in cloud for tests")
final class SandboxCommand implements Callable<Integer> {
    private static final long PARENT_CHECK_MILLIS = 500;

    @Option(
            names = "--kind",
            defaultValue = "openstack-ec2",
            converter = KindConverter.class,
            description = "openstack-ec2, eucalyptus or aws (default: ${DEFAULT-VALUE})")
    private CloudKind kind;

    @Option(names = "--port", defaultValue = "0", description = "EC2's port (default: any free one)")
    private int port;

    @Option(names = "--s3-port", defaultValue = "0")
    private int s3Port;

    @Option(names = "--packages-port", defaultValue = "0")
    private int packagesPort;

    @Option(names = "--control-port", defaultValue = "0")
    private int controlPort;

    @Option(names = "--packages", description = "Folder of packages, named by their id (with .xvm2 or without)")
    private Path packages;

    @Option(names = "--boot-delay", defaultValue = "PT0.5S", description = "ISO 8601 (default: ${DEFAULT-VALUE})")
    private Duration bootDelay;

    @Option(names = "--access-key", defaultValue = "sandbox-access")
    private String accessKey;

    @Option(names = "--secret-key", defaultValue = "sandbox-secret")
    private String secretKey;

    @Option(
            names = "--bucket",
            defaultValue = "spotcloud",
            description = "Made at the start (default: ${DEFAULT-VALUE})")
    private String bucket;

    @Option(names = "--user-certificate", description = "PEM file of whom must have signed the bundles")
    private Path userCertificate;

    @Option(names = "--work-dir", description = "Keeps the objects (default: a temporary folder)")
    private Path workFolder;

    @Option(names = "--port-file", description = "Where to write the addresses, as JSON")
    private Path portFile;

    @Option(names = "--parent-pid", defaultValue = "0", description = "End when this process is gone")
    private long parentPid;

    @Override
    public Integer call() throws IOException, InterruptedException {
        SandboxOptions options = new SandboxOptions(
                kind,
                port,
                s3Port,
                packagesPort,
                controlPort,
                packages,
                bootDelay,
                accessKey,
                secretKey,
                bucket,
                userCertificate,
                workFolder,
                Clock.systemUTC());
        Sandbox sandbox = Sandbox.start(options);
        Runtime.getRuntime().addShutdownHook(new Thread(() -> end(sandbox), "sandbox-end"));
        announce(sandbox);
        waitForTheEnd();
        return 0;
    }

    private void announce(Sandbox sandbox) throws IOException {
        String json = Json.MAPPER.writerWithDefaultPrettyPrinter().writeValueAsString(sandbox.addresses());
        if (portFile == null) {
            System.out.println(json);
            return;
        }
        Path folder = portFile.toAbsolutePath().getParent();
        Path part = Files.createTempFile(
                Files.createDirectories(folder),
                portFile.getFileName().toString(),
                ".part",
                PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")));
        Files.writeString(part, json + "\n");
        Files.move(part, portFile, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
    }

    private void waitForTheEnd() throws InterruptedException {
        CountDownLatch never = new CountDownLatch(1);
        boolean parentLives = true;
        while (parentLives) {
            boolean interrupted = never.await(PARENT_CHECK_MILLIS, TimeUnit.MILLISECONDS);
            parentLives = !interrupted
                    && (parentPid == 0
                            || ProcessHandle.of(parentPid)
                                    .map(ProcessHandle::isAlive)
                                    .orElse(false));
        }
    }

    private static void end(Sandbox sandbox) {
        try {
            sandbox.close();
        } catch (IOException e) {
            System.err.println("sandbox: " + e.getMessage());
        }
    }

    /** Reads the kind as the settings write it. */
    static final class KindConverter implements ITypeConverter<CloudKind> {
        @Override
        public CloudKind convert(String value) {
            return CloudKind.named(value);
        }
    }
}

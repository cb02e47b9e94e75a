package org.spotcloud.harness;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.jar.Attributes;
import java.util.jar.JarEntry;
import java.util.jar.JarOutputStream;
import java.util.jar.Manifest;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import net.bytebuddy.jar.asm.ClassReader;
import org.spotcloud.harness.halt.Agent;

/**
 * The harness's end of the line to the agent in a service: stops one thread at an exact point, while the others go on. Of a
 * debugger's interface the service would start much slower.
 */
final class Halt implements AutoCloseable {
    private static final Duration START = Duration.ofSeconds(60);
    private static final String NOTHING = "";

    private final String option;
    private final ServerSocket listener;
    private Socket service;
    private int orders;
    private CompletableFuture<Void> stopped = new CompletableFuture<>();

    Halt(Path agent) throws IOException {
        listener = new ServerSocket(0, 1, InetAddress.getLoopbackAddress());
        listener.setSoTimeout((int) START.toMillis());
        option = "-javaagent:" + agent + "=" + listener.getLocalPort();
    }

    /**
     * Writes the agent as a jar, which names the library that it needs.
     *
     * @param places all that {@link #stopAt} may name
     */
    static Path writeAgent(Path jar, Set<Place> places) throws IOException {
        Manifest manifest = new Manifest();
        Attributes attributes = manifest.getMainAttributes();
        attributes.put(Attributes.Name.MANIFEST_VERSION, "1.0");
        attributes.putValue("Premain-Class", Agent.class.getName());
        attributes.put(
                Attributes.Name.CLASS_PATH,
                ClassReader.class
                        .getProtectionDomain()
                        .getCodeSource()
                        .getLocation()
                        .toString());
        String folder = Agent.class.getPackageName().replace('.', '/');
        try (JarOutputStream out = new JarOutputStream(Files.newOutputStream(jar), manifest);
                Stream<Path> classes = Files.list(Path.of("target", "test-classes", folder))) {
            for (Path file : (Iterable<Path>) classes::iterator) {
                out.putNextEntry(new JarEntry(folder + "/" + file.getFileName()));
                Files.copy(file, out);
            }
            out.putNextEntry(new JarEntry(folder + "/" + Agent.METHODS));
            String names = places.stream().map(Place::fullName).sorted().collect(Collectors.joining("\n"));
            out.write(names.getBytes(StandardCharsets.UTF_8));
        }
        return jar.toAbsolutePath();
    }

    /** With which a JVM starts the agent. */
    String option() {
        return option;
    }

    /** Takes the call of a service that was just started. */
    void accept() throws IOException {
        Socket next = listener.accept();
        synchronized (this) {
            service = next;
        }
        Thread reports = new Thread(() -> read(next), "reports of the agent");
        reports.setDaemon(true);
        reports.start();
    }

    private void read(Socket socket) {
        try (socket;
                InputStream in = socket.getInputStream();
                BufferedReader lines = new BufferedReader(new InputStreamReader(in, StandardCharsets.UTF_8))) {
            for (String line = lines.readLine(); line != null; line = lines.readLine()) {
                reached(Integer.parseInt(line));
            }
        } catch (IOException e) {
            // the service was killed
        }
    }

    /** A thread that stops just when the order is withdrawn stops for no later one. */
    private synchronized void reached(int number) {
        if (number == orders) {
            stopped.complete(null);
        }
    }

    /** Lets the next thread that comes there stop; the future is done when one has. */
    synchronized CompletableFuture<Void> stopAt(Strike.Stopped strike) {
        stopped = new CompletableFuture<>();
        orders++;
        send(List.of(
                "stop",
                Integer.toString(orders),
                strike.task(),
                strike.at().fullName(),
                strike.at().task().name(),
                strike.then().map(Place::fullName).orElse(NOTHING)));
        return stopped;
    }

    /** Withdraws what was asked for and lets a stopped thread go on. */
    synchronized void forget() {
        send(List.of("forget"));
    }

    private void send(List<String> fields) {
        try {
            OutputStream out = service.getOutputStream();
            out.write((String.join("\t", fields) + "\n").getBytes(StandardCharsets.UTF_8));
            out.flush();
        } catch (IOException e) {
            // it was killed: nothing is asked of it any more
        }
    }

    @Override
    public void close() {
        try {
            listener.close();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}

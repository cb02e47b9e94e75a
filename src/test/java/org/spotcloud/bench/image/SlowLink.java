package org.spotcloud.bench.image;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;

/**
 * Serves one file over HTTP on this machine at the rate of a link, until the process is ended. Prints the port. Arguments:
 * the file, and bits a second.
 */
final class SlowLink {
    private static final int CHUNK_BYTES = 64 << 10;

    private final Path file;
    private final double bytesASecond;

    private SlowLink(Path file, double bytesASecond) {
        this.file = file;
        this.bytesASecond = bytesASecond;
    }

    public static void main(String[] args) throws IOException {
        SlowLink link = new SlowLink(Path.of(args[0]), Double.parseDouble(args[1]) / Byte.SIZE);
        HttpServer server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        server.createContext("/", link::send);
        server.start();
        System.out.println(server.getAddress().getPort());
    }

    private void send(HttpExchange exchange) throws IOException {
        try (exchange;
                InputStream in = Files.newInputStream(file)) {
            exchange.sendResponseHeaders(200, Files.size(file));
            OutputStream out = exchange.getResponseBody();
            byte[] chunk = new byte[CHUNK_BYTES];
            long begun = System.nanoTime();
            long sent = 0;
            for (int read = in.read(chunk); read >= 0; read = in.read(chunk)) {
                out.write(chunk, 0, read);
                sent += read;
                pause((long) (sent / bytesASecond * TimeUnit.SECONDS.toNanos(1)) - (System.nanoTime() - begun));
            }
        }
    }

    /** Pauses of less than a millisecond wait for the next one: the sum is right. */
    private static void pause(long nanos) throws IOException {
        try {
            TimeUnit.MILLISECONDS.sleep(TimeUnit.NANOSECONDS.toMillis(nanos));
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IOException("stopped", e);
        }
    }
}

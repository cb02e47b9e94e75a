package org.spotcloud.sandbox.http;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpHandler;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;

/** An HTTP server on 127.0.0.1 whose handler may block for as long as a fault holds it: a thread a request, at most 512. */
public final class LoopbackServer implements AutoCloseable {
    private static final int MOST_THREADS = 512;
    private static final int BACKLOG = 256;
    private static final int INTERNAL_SERVER_ERROR = 500;

    static {
        // without it, Nagle's algorithm delays every answer on a kept connection by 40 ms
        System.setProperty("sun.net.httpserver.nodelay", "true");
    }

    private final HttpServer server;
    private final ThreadPoolExecutor threads;

    /** Starts the server; port 0 takes any free one. */
    public LoopbackServer(String name, int port, HttpHandler handler) throws IOException {
        server = HttpServer.create(new InetSocketAddress(InetAddress.getByName("127.0.0.1"), port), BACKLOG);
        AtomicInteger serial = new AtomicInteger();
        threads = new ThreadPoolExecutor(
                MOST_THREADS, MOST_THREADS, 10, TimeUnit.SECONDS, new LinkedBlockingQueue<>(), task -> {
                    Thread thread = new Thread(task, "sandbox-" + name + "-" + serial.incrementAndGet());
                    thread.setDaemon(true);
                    return thread;
                });
        threads.allowCoreThreadTimeOut(true);
        server.setExecutor(threads);
        server.createContext("/", exchange -> handle(exchange, handler));
        server.start();
    }

    /** The address, without a path: {@code http://127.0.0.1:port}. */
    public URI address() {
        return URI.create("http://127.0.0.1:" + server.getAddress().getPort());
    }

    private static void handle(HttpExchange exchange, HttpHandler handler) throws IOException {
        try (exchange) {
            handler.handle(exchange);
        } catch (RuntimeException e) {
            System.err.println("sandbox: " + exchange.getRequestMethod() + " " + exchange.getRequestURI() + ": " + e);
            e.printStackTrace();
            if (exchange.getResponseCode() < 0) {
                Exchanges.send(exchange, Answer.of(INTERNAL_SERVER_ERROR, Answer.TEXT, "Sandbox: " + e));
            }
        } catch (IOException e) {
            // the client went away, or a fault dropped it: closing the exchange closes the connection
        }
    }

    @Override
    public void close() {
        server.stop(0);
        threads.shutdownNow();
    }
}

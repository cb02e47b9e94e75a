package org.spotcloud.lab;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;

/** A TCP relay on a loopback port that can be cut, or made to pass nothing, and mended again. */
public final class Relay implements AutoCloseable {
    private static final int PIECE = 16 << 10;

    private final InetAddress loopback = InetAddress.getLoopbackAddress();
    private final int target;
    private final ServerSocket server;
    private final Set<Socket> open = ConcurrentHashMap.newKeySet();
    private final AtomicInteger refused = new AtomicInteger();
    private final Object change = new Object();
    private volatile boolean cut;
    private boolean held;

    /** Relays to that loopback port. */
    public Relay(int target) throws IOException {
        this.target = target;
        server = new ServerSocket(0, 0, loopback);
        start(this::accept);
    }

    public int port() {
        return server.getLocalPort();
    }

    /** Breaks all connections, and each new one as soon as it is made. */
    public void cut() {
        cut = true;
        open.forEach(Relay::close);
    }

    /** Passes no more bytes, and says nothing of it, as a stopped process does. */
    public void hold() {
        synchronized (change) {
            held = true;
        }
    }

    /** Works again. */
    public void mend() {
        cut = false;
        synchronized (change) {
            held = false;
            change.notifyAll();
        }
    }

    /** How many connections were broken as soon as they were made. */
    public int refused() {
        return refused.get();
    }

    @Override
    public void close() throws IOException {
        server.close();
        cut();
        mend();
    }

    private void accept() {
        while (!server.isClosed()) {
            try {
                Socket client = server.accept();
                if (cut) {
                    refused.incrementAndGet();
                    close(client);
                } else {
                    connect(client);
                }
            } catch (IOException e) {
                // the relay was closed, or its target is not there: who connected finds out
            }
        }
    }

    private void connect(Socket client) throws IOException {
        open.add(client);
        try {
            Socket onward = new Socket(loopback, target);
            open.add(onward);
            start(() -> pass(client, onward));
            start(() -> pass(onward, client));
        } catch (IOException e) {
            close(client);
            throw e;
        }
    }

    private void pass(Socket from, Socket to) {
        byte[] piece = new byte[PIECE];
        try {
            InputStream in = from.getInputStream();
            OutputStream out = to.getOutputStream();
            for (int count = in.read(piece); count >= 0; count = in.read(piece)) {
                awaitMended();
                out.write(piece, 0, count);
            }
        } catch (IOException e) {
            // broken at one end: so it is at the other
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } finally {
            open.remove(from);
            open.remove(to);
            close(from);
            close(to);
        }
    }

    private void awaitMended() throws InterruptedException {
        synchronized (change) {
            while (held) {
                change.wait();
            }
        }
    }

    private static void start(Runnable work) {
        Thread thread = new Thread(work, "relay");
        thread.setDaemon(true);
        thread.start();
    }

    private static void close(Socket socket) {
        try {
            socket.close();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}

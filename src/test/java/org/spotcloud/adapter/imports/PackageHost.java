package org.spotcloud.adapter.imports;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicLong;

/** A package server on a loopback port that can be as bad as real ones; one connection a request. */
final class PackageHost implements AutoCloseable {
    /** One request's headers, names in lower case. */
    record Request(String path, Map<String, String> headers) {
        /** First byte asked for; 0 without a range. */
        long from() {
            String range = headers.getOrDefault("range", "bytes=0-");
            return Long.parseLong(range.substring("bytes=".length(), range.length() - 1));
        }
    }

    /** Answers one request. */
    interface Handler {
        void answer(Request request, OutputStream out) throws IOException, InterruptedException;
    }

    final List<Request> requests = new CopyOnWriteArrayList<>();
    final AtomicLong bodyBytes = new AtomicLong();
    private final Queue<Handler> script = new ConcurrentLinkedQueue<>();
    private final List<Socket> open = new CopyOnWriteArrayList<>();
    private final CountDownLatch released = new CountDownLatch(1);
    private final ServerSocket listener;
    private volatile byte[] content;
    private volatile String validator = "ETag: \"one\"";
    private volatile Handler usual = this::serve;

    PackageHost(byte[] content) throws IOException {
        this.content = content;
        this.listener = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
        start("package-host", this::accept);
    }

    String urlTemplate() {
        return url("/download?uuid=%s");
    }

    String url(String path) {
        return "http://127.0.0.1:" + listener.getLocalPort() + path;
    }

    /** From now on another version is served. */
    void change(byte[] newContent, String newValidator) {
        this.content = newContent;
        this.validator = newValidator;
    }

    /** How the validator is stated: a header line, or nothing. */
    void validator(String headerLine) {
        this.validator = headerLine;
    }

    /** The next requests are answered like this, one handler each; those after them as usual. */
    void next(Handler... handlers) {
        script.addAll(List.of(handlers));
    }

    void always(Handler handler) {
        usual = handler;
    }

    /** Ranges, with If-Range, as RFC 9110 says. */
    void serve(Request request, OutputStream out) throws IOException {
        serve(request, out, Long.MAX_VALUE);
    }

    /** As {@link #serve}, but the connection breaks after so many bytes of the body. */
    Handler dropAfter(long bytes) {
        return (request, out) -> serve(request, out, bytes);
    }

    /** As {@link #serve}, but nothing more comes after so many bytes, until this host is closed. */
    Handler stallAfter(long bytes) {
        return (request, out) -> {
            serve(request, out, bytes);
            released.await();
        };
    }

    /** Knows nothing of ranges. */
    Handler wholeOnly(long dropAfter) {
        return (request, out) -> serve(new Request(request.path, Map.of()), out, dropAfter);
    }

    static Handler status(int status, String... headerLines) {
        return (request, out) -> head(out, status, headerLines);
    }

    static Handler page() {
        return (request, out) -> {
            String page = "\n<!DOCTYPE html><title>We will be back soon</title>";
            head(out, 200, "Content-Type: text/html; charset=utf-8", "Content-Length: " + page.length());
            out.write(page.getBytes(ISO_8859_1));
        };
    }

    private void serve(Request request, OutputStream out, long dropAfter) throws IOException {
        byte[] bytes = content;
        String stated = validator;
        boolean same = stated.endsWith(": " + request.headers.get("if-range"));
        int from = same ? (int) request.from() : 0;
        if (same && from >= bytes.length) {
            head(out, 416, "Content-Range: bytes */" + bytes.length);
            return;
        }
        String length = "Content-Length: " + (bytes.length - from);
        if (from > 0) {
            head(
                    out,
                    206,
                    stated,
                    length,
                    "Content-Range: bytes " + from + "-" + (bytes.length - 1) + "/" + bytes.length);
        } else {
            head(out, 200, stated, length, "Accept-Ranges: bytes");
        }
        body(out, bytes, from, dropAfter);
    }

    void body(OutputStream out, byte[] bytes, int from, long most) throws IOException {
        int left = (int) Math.min(most, bytes.length - from);
        for (int at = from; left > 0; ) {
            int count = Math.min(left, 8192);
            out.write(bytes, at, count);
            bodyBytes.addAndGet(count);
            at += count;
            left -= count;
        }
        out.flush();
    }

    static void head(OutputStream out, int status, String... headerLines) throws IOException {
        StringBuilder head = new StringBuilder("HTTP/1.1 " + status + " -\r\nConnection: close\r\n");
        for (String line : headerLines) {
            head.append(line.isEmpty() ? "" : line + "\r\n");
        }
        out.write(head.append("\r\n").toString().getBytes(ISO_8859_1));
        out.flush();
    }

    private void accept() {
        while (!listener.isClosed()) {
            try {
                Socket socket = listener.accept();
                open.add(socket);
                start("package-host-connection", () -> connection(socket));
            } catch (IOException e) {
                return; // closed
            }
        }
    }

    private void connection(Socket socket) {
        try (socket) {
            Request request = read(socket);
            requests.add(request);
            Handler handler = script.poll();
            (handler == null ? usual : handler).answer(request, socket.getOutputStream());
        } catch (IOException e) {
            // the client has gone
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private static Request read(Socket socket) throws IOException {
        BufferedReader reader = new BufferedReader(new InputStreamReader(socket.getInputStream(), ISO_8859_1));
        String path = reader.readLine().split(" ", 3)[1];
        Map<String, String> headers = new LinkedHashMap<>();
        for (String line = reader.readLine(); !line.isEmpty(); line = reader.readLine()) {
            String[] pair = line.split(": ", 2);
            headers.put(pair[0].toLowerCase(Locale.ROOT), pair[1]);
        }
        return new Request(path, headers);
    }

    private static void start(String name, Runnable work) {
        Thread thread = new Thread(work, name);
        thread.setDaemon(true);
        thread.start();
    }

    @Override
    public void close() {
        released.countDown();
        try {
            listener.close();
            for (Socket socket : open) {
                socket.close();
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}

package org.spotcloud.adapter.imports;

import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.HashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.TimeUnit;
import org.apache.hc.client5.http.classic.methods.HttpGet;
import org.apache.hc.client5.http.impl.classic.CloseableHttpClient;
import org.apache.hc.core5.http.ClassicHttpResponse;
import org.apache.hc.core5.http.Header;
import org.apache.hc.core5.http.HttpEntity;

/**
 * One request and its answer. A thread of its own reads from the socket, so that whoever takes the pieces can wait a
 * bounded time and be interrupted. No more than a small window is ever held in memory: that much is lost, and fetched
 * again, when the process dies.
 */
final class PackageConnection implements AutoCloseable {
    private static final int PIECE = 32 * 1024;
    /** Pieces that wait to be taken. */
    private static final int WINDOW = 8;
    /** Answers with these statuses have a body that matters. */
    private static final Set<Integer> WITH_BODY = Set.of(200, 206);

    /**
     * How an answer begins.
     *
     * @param length bytes of the body, or {@link Answer#UNKNOWN}
     * @param headers the first of each, names in lower case
     */
    record Head(int status, long length, Map<String, String> headers) {
        Head {
            headers = Map.copyOf(headers);
        }

        Optional<String> header(String name) {
            return Optional.ofNullable(headers.get(name.toLowerCase(Locale.ROOT)));
        }
    }

    private sealed interface Arrival {
        record Begin(Head head) implements Arrival {}

        /** No bytes: the end. */
        record Piece(ByteBuffer bytes) implements Arrival {}

        record Failure(Throwable cause) implements Arrival {}
    }

    private final BlockingQueue<Arrival> arrivals = new ArrayBlockingQueue<>(WINDOW);
    private final CloseableHttpClient client;
    private final HttpGet request;
    private final Thread reader;
    private ByteBuffer peeked;

    private PackageConnection(CloseableHttpClient client, HttpGet request) {
        this.client = client;
        this.request = request;
        this.reader = new Thread(this::read, "package-connection");
        reader.setDaemon(true);
    }

    /** Sends a request. */
    static PackageConnection open(CloseableHttpClient client, HttpGet request) {
        PackageConnection connection = new PackageConnection(client, request);
        connection.reader.start();
        return connection;
    }

    /**
     * How the answer begins; to be asked for once, before the body.
     *
     * @throws Silence when nothing comes
     * @throws IOException when there is no connection, or it breaks
     */
    Head head(Duration longest) throws IOException, InterruptedException {
        if (await(longest) instanceof Arrival.Begin begin) {
            return begin.head();
        }
        throw new IllegalStateException("the head is taken already");
    }

    /** The next piece of the body, which stays to be taken. */
    ByteBuffer peek(Duration longest) throws IOException, InterruptedException {
        peeked = next(longest);
        return peeked.duplicate();
    }

    /**
     * The next piece of the body; empty at its end.
     *
     * @throws Silence when nothing comes
     * @throws IOException when the connection breaks
     */
    ByteBuffer next(Duration longest) throws IOException, InterruptedException {
        if (peeked != null) {
            ByteBuffer next = peeked;
            peeked = null;
            return next;
        }
        if (await(longest) instanceof Arrival.Piece piece) {
            return piece.bytes();
        }
        throw new IllegalStateException("the head is not taken yet");
    }

    private Arrival await(Duration longest) throws IOException, InterruptedException {
        Arrival arrival = arrivals.poll(longest.toNanos(), TimeUnit.NANOSECONDS);
        if (arrival == null) {
            throw new Silence(longest);
        }
        if (arrival instanceof Arrival.Failure failure) {
            throw new IOException("the connection broke", failure.cause());
        }
        return arrival;
    }

    private void read() {
        try {
            try {
                readAnswer();
            } catch (IOException | RuntimeException e) {
                arrivals.put(new Arrival.Failure(e));
            }
        } catch (InterruptedException e) {
            // closed: nobody takes pieces any more
        }
    }

    private void readAnswer() throws IOException, InterruptedException {
        try (ClassicHttpResponse response = client.executeOpen(null, request, null)) {
            HttpEntity body = response.getEntity();
            arrivals.put(new Arrival.Begin(head(response, body)));
            if (body != null && WITH_BODY.contains(response.getCode())) {
                readBody(body.getContent());
            }
            arrivals.put(new Arrival.Piece(ByteBuffer.allocate(0)));
            request.abort(); // nothing is left to drain, and a connection serves one request
        }
    }

    private void readBody(InputStream content) throws IOException, InterruptedException {
        byte[] bytes = new byte[PIECE];
        for (int count = content.read(bytes); count >= 0; count = content.read(bytes)) {
            if (count > 0) {
                arrivals.put(new Arrival.Piece(ByteBuffer.wrap(bytes, 0, count)));
                bytes = new byte[PIECE];
            }
        }
    }

    private static Head head(ClassicHttpResponse response, HttpEntity body) {
        Map<String, String> headers = new HashMap<>();
        for (Header header : response.getHeaders()) {
            headers.putIfAbsent(header.getName().toLowerCase(Locale.ROOT), header.getValue());
        }
        return new Head(
                response.getCode(), body == null ? 0 : Math.max(Answer.UNKNOWN, body.getContentLength()), headers);
    }

    /** Breaks the connection, wherever it is; the thread ends at once, while it connects within the timeout of that. */
    @Override
    public void close() {
        request.abort();
        reader.interrupt();
    }

    /** Nothing came for as long as one was ready to wait. */
    static final class Silence extends IOException {
        private static final long serialVersionUID = 1L;

        private Silence(Duration longest) {
            super("nothing came for " + longest);
        }
    }
}

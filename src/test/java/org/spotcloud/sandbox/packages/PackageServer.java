package org.spotcloud.sandbox.packages;

import com.sun.net.httpserver.HttpExchange;
import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.URI;
import java.nio.channels.Channels;
import java.nio.channels.SeekableByteChannel;
import java.nio.file.Files;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.Locale;
import java.util.Map;
import org.spotcloud.sandbox.faults.Call;
import org.spotcloud.sandbox.faults.Fault;
import org.spotcloud.sandbox.faults.Faults;
import org.spotcloud.sandbox.faults.OpenCall;
import org.spotcloud.sandbox.http.Answer;
import org.spotcloud.sandbox.http.Exchanges;
import org.spotcloud.sandbox.http.LoopbackServer;

/** Serves {@code /packages/<id>} with Range, ETag, Last-Modified and If-Range, or with less, as the fault of the call has it. */
public final class PackageServer implements AutoCloseable {
    private static final String ROOT = "/packages/";
    private static final int BUFFER = 1 << 16;
    private static final int NO_BODY = -1;
    private static final int OK = 200;
    private static final int PARTIAL_CONTENT = 206;
    private static final int FOUND = 302;
    private static final int NOT_FOUND = 404;
    private static final int RANGE_NOT_SATISFIABLE = 416;
    private static final DateTimeFormatter HTTP_DATE = DateTimeFormatter.ofPattern(
                    "EEE, dd MMM yyyy HH:mm:ss 'GMT'", Locale.ENGLISH)
            .withZone(ZoneOffset.UTC);

    private final PackageShelf shelf;
    private final Faults faults;
    private final LoopbackServer server;

    public PackageServer(PackageShelf shelf, Faults faults, int port) throws IOException {
        this.shelf = shelf;
        this.faults = faults;
        server = new LoopbackServer("packages", port, this::handle);
    }

    /** The URL template, with {@code %s} for the id. */
    public String urlTemplate() {
        return server.address() + ROOT + "%s";
    }

    private interface Sending {
        int send() throws IOException;
    }

    private void handle(HttpExchange exchange) throws IOException {
        URI uri = exchange.getRequestURI();
        String path = uri.getPath();
        String id = path.startsWith(ROOT) ? path.substring(ROOT.length()) : "";
        OpenCall open = faults.arrived(
                Call.PACKAGES,
                null,
                exchange.getRequestMethod(),
                uri.toString(),
                id,
                Map.of(),
                Exchanges.headers(exchange));
        Sending sending =
                faults.through(open, () -> choose(exchange, open, id), fault -> () -> whole(exchange, error(fault)));
        open.answered(sending.send());
    }

    private Sending choose(HttpExchange exchange, OpenCall open, String id) throws IOException {
        if (open.isStruckBy(Fault.Kind.REDIRECT)) {
            String location =
                    open.fault().location() == null ? ROOT + id : open.fault().location();
            return () -> whole(exchange, new Answer(FOUND, Answer.TEXT, Map.of("Location", location), new byte[0]));
        }
        if (open.isStruckBy(Fault.Kind.HTML)) {
            return () ->
                    whole(exchange, Answer.of(OK, Answer.HTML, "<!DOCTYPE html><title>Sign in</title><p>Sign in</p>"));
        }
        PackageShelf.Edition edition = shelf.find(id).orElse(null);
        if (edition == null) {
            return () -> whole(exchange, Answer.of(NOT_FOUND, Answer.TEXT, "No package " + id + "\n"));
        }
        return () -> file(exchange, open, edition);
    }

    private static int whole(HttpExchange exchange, Answer answer) throws IOException {
        Exchanges.send(exchange, answer);
        return answer.status();
    }

    private int file(HttpExchange exchange, OpenCall open, PackageShelf.Edition edition) throws IOException {
        boolean noRange = open.isStruckBy(Fault.Kind.NO_RANGE);
        exchange.getResponseHeaders().set("ETag", edition.eTag());
        exchange.getResponseHeaders().set("Last-Modified", httpDate(edition.modified()));
        exchange.getResponseHeaders().set("Content-Type", "application/octet-stream");
        ByteRange range = noRange ? ByteRange.whole(edition.size()) : range(exchange, edition);
        if (!noRange) {
            exchange.getResponseHeaders().set("Accept-Ranges", "bytes");
        }
        if (!range.isSatisfiable()) {
            exchange.getResponseHeaders().set("Content-Range", "bytes */" + edition.size());
            exchange.sendResponseHeaders(RANGE_NOT_SATISFIABLE, NO_BODY);
            return RANGE_NOT_SATISFIABLE;
        }
        int status = range.partial() ? PARTIAL_CONTENT : OK;
        if (range.partial()) {
            exchange.getResponseHeaders().set("Content-Range", range.contentRange(edition.size()));
        }
        open.answered(status);
        send(exchange, open, edition, range, status);
        return status;
    }

    private static ByteRange range(HttpExchange exchange, PackageShelf.Edition edition) {
        String condition = exchange.getRequestHeaders().getFirst("If-Range");
        boolean sameEdition =
                condition == null || condition.equals(edition.eTag()) || condition.equals(httpDate(edition.modified()));
        String header = exchange.getRequestHeaders().getFirst("Range");
        return sameEdition ? ByteRange.of(header, edition.size()) : ByteRange.whole(edition.size());
    }

    private void send(HttpExchange exchange, OpenCall open, PackageShelf.Edition edition, ByteRange range, int status)
            throws IOException {
        long said = range.length()
                + (open.isStruckBy(Fault.Kind.WRONG_LENGTH) ? open.fault().lengthDelta() : 0);
        if (exchange.getRequestMethod().equals("HEAD") || said <= 0) {
            exchange.getResponseHeaders().set("Content-Length", Long.toString(Math.max(0, said)));
            exchange.sendResponseHeaders(status, NO_BODY);
            return;
        }
        exchange.sendResponseHeaders(status, said);
        try (SeekableByteChannel channel = Files.newByteChannel(edition.file())) {
            channel.position(range.first());
            InputStream bytes = new Limited(Channels.newInputStream(channel), Math.min(said, range.length()));
            copy(faults.body(open, bytes), exchange.getResponseBody());
        }
    }

    private static void copy(InputStream in, OutputStream out) throws IOException {
        byte[] buffer = new byte[BUFFER];
        for (int count = in.read(buffer); count >= 0; count = in.read(buffer)) {
            out.write(buffer, 0, count);
            out.flush();
        }
        out.close();
    }

    private static Answer error(Fault fault) {
        String body = fault.body() == null ? fault.status() + " " + fault.message() + "\n" : fault.body();
        return Answer.of(fault.status(), fault.contentType() == null ? Answer.TEXT : fault.contentType(), body);
    }

    private static String httpDate(Instant time) {
        return HTTP_DATE.format(time);
    }

    @Override
    public void close() {
        server.close();
    }

    /** The first bytes of a stream. */
    private static final class Limited extends FilterInputStream {
        private long left;

        Limited(InputStream in, long length) {
            super(in);
            left = length;
        }

        @Override
        public int read() throws IOException {
            throw new UnsupportedOperationException("read with a buffer");
        }

        @Override
        public int read(byte[] buffer, int offset, int length) throws IOException {
            int count = left == 0 ? -1 : in.read(buffer, offset, (int) Math.min(left, length));
            left -= Math.max(0, count);
            return count;
        }
    }
}

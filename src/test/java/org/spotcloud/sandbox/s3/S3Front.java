package org.spotcloud.sandbox.s3;

import com.sun.net.httpserver.HttpExchange;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.URI;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import org.spotcloud.sandbox.faults.Call;
import org.spotcloud.sandbox.faults.Fault;
import org.spotcloud.sandbox.faults.Faults;
import org.spotcloud.sandbox.faults.OpenCall;
import org.spotcloud.sandbox.http.Exchanges;
import org.spotcloud.sandbox.http.LoopbackServer;
import org.spotcloud.sandbox.http.Xml;

/** The S3 endpoint that clients see: passes each request to S3Proxy, under the fault that strikes it. */
public final class S3Front implements AutoCloseable {
    private static final int BUFFER = 1 << 16;
    private static final int NO_BODY = -1;
    private static final int CHUNKED = 0;
    private static final int LENGTH_REQUIRED = 411;
    private static final Set<String> NOT_PASSED_BACK = Set.of("connection", "content-length", "date");

    private final ObjectStore store;
    private final Faults faults;
    private final LoopbackServer server;

    public S3Front(ObjectStore store, Faults faults, int port) throws IOException {
        this.store = store;
        this.faults = faults;
        server = new LoopbackServer("s3", port, this::handle);
    }

    public URI address() {
        return server.address();
    }

    private void handle(HttpExchange exchange) throws IOException {
        String path = exchange.getRequestURI().getRawPath();
        OpenCall open = faults.arrived(
                Call.S3,
                null,
                exchange.getRequestMethod(),
                exchange.getRequestURI().toString(),
                URLDecoder.decode(path.substring(1).replace("+", "%2B"), StandardCharsets.UTF_8),
                Map.of(),
                Exchanges.headers(exchange));
        try (BackendConnection backend = new BackendConnection(store.address())) {
            BackendConnection.Response response =
                    faults.through(open, () -> forward(exchange, open, backend), S3Front::error);
            answer(exchange, open, response);
        }
    }

    private BackendConnection.Response forward(HttpExchange exchange, OpenCall open, BackendConnection backend)
            throws IOException {
        if (exchange.getRequestHeaders().containsKey("Transfer-Encoding")) {
            return error(Fault.error(LENGTH_REQUIRED, "MissingContentLength", "You must provide Content-Length"));
        }
        boolean carriesBody = carriesBody(exchange);
        InputStream body = carriesBody ? faults.body(open, exchange.getRequestBody()) : InputStream.nullInputStream();
        backend.send(
                exchange.getRequestMethod(), exchange.getRequestURI().toString(), exchange.getRequestHeaders(), body);
        return backend.receive();
    }

    private void answer(HttpExchange exchange, OpenCall open, BackendConnection.Response response) throws IOException {
        for (Map.Entry<String, String> header : response.headers()) {
            if (!NOT_PASSED_BACK.contains(header.getKey().toLowerCase(Locale.ROOT))) {
                exchange.getResponseHeaders().add(header.getKey(), header.getValue());
            }
        }
        open.answered(response.status());
        boolean head = exchange.getRequestMethod().equals("HEAD");
        if (head && response.length() >= 0) {
            exchange.getResponseHeaders().set("Content-Length", Long.toString(response.length()));
        }
        boolean bodiless = head || response.length() == 0;
        exchange.sendResponseHeaders(
                response.status(), bodiless ? NO_BODY : response.length() < 0 ? CHUNKED : response.length());
        if (!bodiless) {
            InputStream body = carriesBody(exchange) ? response.body() : faults.body(open, response.body());
            copy(body, exchange.getResponseBody());
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

    private static boolean carriesBody(HttpExchange exchange) {
        String length = exchange.getRequestHeaders().getFirst("Content-Length");
        return length != null && !length.equals("0");
    }

    private static BackendConnection.Response error(Fault fault) {
        String text = fault.body() != null
                ? fault.body()
                : new Xml("Error")
                        .leaf("Code", fault.code() == null ? "InternalError" : fault.code())
                        .leaf("Message", fault.message() == null ? "Ordered" : fault.message())
                        .leaf("RequestId", "sandbox")
                        .text();
        byte[] body = text.getBytes(StandardCharsets.UTF_8);
        String type = fault.contentType() == null ? "application/xml" : fault.contentType();
        return new BackendConnection.Response(
                fault.status(), List.of(Map.entry("Content-Type", type)), body.length, new ByteArrayInputStream(body));
    }

    @Override
    public void close() {
        server.close();
    }
}

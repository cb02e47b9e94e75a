package org.spotcloud.sandbox.control;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.sun.net.httpserver.HttpExchange;
import java.io.IOException;
import java.net.URI;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.spotcloud.sandbox.http.Answer;
import org.spotcloud.sandbox.http.Exchanges;
import org.spotcloud.sandbox.http.Json;
import org.spotcloud.sandbox.http.LoopbackServer;
import org.spotcloud.sandbox.http.Query;

/** The control API over HTTP, with a port of its own so that held calls never stand in its way. */
public final class ControlServer implements AutoCloseable {
    private static final int OK = 200;
    private static final int BAD_REQUEST = 400;
    private static final int NOT_FOUND = 404;

    private final LoopbackServer server;
    private volatile ControlApi api;

    public ControlServer(int port) throws IOException {
        server = new LoopbackServer("control", port, this::handle);
    }

    public URI address() {
        return server.address().resolve("/control");
    }

    /** From now on requests are served; before, they are refused. */
    public void serve(ControlApi ready) {
        api = ready;
    }

    private void handle(HttpExchange exchange) throws IOException {
        Exchanges.send(exchange, answer(exchange));
    }

    private Answer answer(HttpExchange exchange) throws IOException {
        String path = exchange.getRequestURI().getRawPath();
        if (api != null) {
            for (ControlApi.Route route : api.routes()) {
                Matcher matcher =
                        Pattern.compile(route.path().replace("*", "([^/]+)")).matcher(path);
                if (route.method().equals(exchange.getRequestMethod()) && matcher.matches()) {
                    return run(route, exchange, matcher.groupCount() == 0 ? null : matcher.group(1));
                }
            }
        }
        return json(NOT_FOUND, Map.of("error", "No such operation: " + exchange.getRequestMethod() + " " + path));
    }

    private static Answer run(ControlApi.Route route, HttpExchange exchange, String id) throws IOException {
        Map<String, String> query = new HashMap<>();
        Query.parse(exchange.getRequestURI().getRawQuery()).forEach(pair -> query.put(pair.getKey(), pair.getValue()));
        try {
            byte[] body = Exchanges.body(exchange);
            ControlApi.Request request = new ControlApi.Request(
                    id == null ? null : URLDecoder.decode(id, StandardCharsets.UTF_8),
                    query,
                    Json.MAPPER.readTree(body.length == 0 ? "{}".getBytes(StandardCharsets.UTF_8) : body));
            return json(OK, route.operation().run(request));
        } catch (IllegalArgumentException | JsonProcessingException e) {
            return json(BAD_REQUEST, Map.of("error", String.valueOf(e.getMessage())));
        }
    }

    private static Answer json(int status, Object value) throws JsonProcessingException {
        return Answer.of(status, Answer.JSON, Json.MAPPER.writeValueAsString(value));
    }

    @Override
    public void close() {
        server.close();
    }
}

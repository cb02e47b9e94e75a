package org.spotcloud.adapter.cloud;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.sun.net.httpserver.Headers;
import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.net.URLDecoder;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.function.Function;

/** Records what comes over the wire, as it comes, and answers as it is told. */
public final class WireServer implements AutoCloseable {
    private final HttpServer server;
    private final ExecutorService threads = Executors.newCachedThreadPool();
    private final List<Seen> seen = new CopyOnWriteArrayList<>();
    private volatile Function<Seen, Answer> answers = request -> Answer.ec2("<ok/>");

    /** A request as it came. */
    @SuppressWarnings("ArrayRecordComponent")
    public record Seen(String method, String path, String query, Headers headers, byte[] body) {
        /** The parameters of an EC2 call, those apart that every call has. */
        public Map<String, String> parameters() {
            Map<String, String> parameters = new TreeMap<>();
            for (String pair : new String(body, UTF_8).split("&", -1)) {
                int equals = pair.indexOf('=');
                parameters.put(decode(pair.substring(0, equals)), decode(pair.substring(equals + 1)));
            }
            parameters.remove("Version");
            return parameters;
        }

        public String action() {
            return parameters().get("Action");
        }

        public String header(String name) {
            return headers.getFirst(name);
        }

        private static String decode(String text) {
            return URLDecoder.decode(text, UTF_8);
        }
    }

    /** What is answered. */
    public record Answer(int status, String contentType, String body) {
        /** An EC2 answer; what is inside is wrapped and gets a request id. */
        public static Answer ec2(String inside) {
            return new Answer(
                    200,
                    "text/xml",
                    "<Response xmlns=\"http://ec2.amazonaws.com/doc/2016-11-15/\"><requestId>req-1</requestId>" + inside
                            + "</Response>");
        }

        public static Answer ec2Error(int status, String code, String message) {
            return new Answer(
                    status,
                    "text/xml",
                    "<Response><Errors><Error><Code>%s</Code><Message>%s</Message></Error></Errors><RequestID>req-1</RequestID></Response>"
                            .formatted(code, message));
        }

        public static Answer s3Error(int status, String code) {
            return new Answer(
                    status,
                    "application/xml",
                    "<Error><Code>%s</Code><Message>said S3</Message></Error>".formatted(code));
        }
    }

    public WireServer() {
        try {
            server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        } catch (IOException e) {
            throw new AssertionError("no port to be had", e);
        }
        server.createContext("/", this::handle);
        server.setExecutor(threads);
        server.start();
    }

    public void answer(Function<Seen, Answer> function) {
        answers = function;
    }

    public URI uri(String path) {
        return URI.create("http://127.0.0.1:" + server.getAddress().getPort() + path);
    }

    public List<Seen> seen() {
        return seen;
    }

    public Seen only() {
        if (seen.size() != 1) {
            throw new AssertionError("one request was expected, and " + seen.size() + " came");
        }
        return seen.get(0);
    }

    /** The only request of that action. */
    public Seen only(String action) {
        List<Seen> some =
                seen.stream().filter(request -> action.equals(request.action())).toList();
        if (some.size() != 1) {
            throw new AssertionError("one " + action + " was expected, and " + some.size() + " came");
        }
        return some.get(0);
    }

    private void handle(HttpExchange exchange) throws IOException {
        try (exchange) {
            byte[] body = exchange.getRequestBody().readAllBytes();
            Seen request = new Seen(
                    exchange.getRequestMethod(),
                    exchange.getRequestURI().getRawPath(),
                    exchange.getRequestURI().getRawQuery(),
                    exchange.getRequestHeaders(),
                    body);
            seen.add(request);
            Answer answer = answers.apply(request);
            byte[] bytes = answer.body().getBytes(UTF_8);
            exchange.getResponseHeaders().set("Content-Type", answer.contentType());
            exchange.sendResponseHeaders(answer.status(), bytes.length == 0 ? -1 : bytes.length);
            exchange.getResponseBody().write(bytes);
        }
    }

    @Override
    public void close() {
        server.stop(0);
        threads.shutdownNow();
    }
}

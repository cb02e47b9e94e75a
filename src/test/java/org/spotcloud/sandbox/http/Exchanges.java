package org.spotcloud.sandbox.http;

import com.sun.net.httpserver.HttpExchange;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;

/** Reads requests whole and sends answers whole. */
public final class Exchanges {
    private static final int LARGEST_BODY = 1 << 20;
    private static final int NO_BODY = -1;

    private Exchanges() {}

    /** The request's body; refused above 1 MiB. */
    public static byte[] body(HttpExchange exchange) throws IOException {
        ByteArrayOutputStream body = new ByteArrayOutputStream();
        try (InputStream in = exchange.getRequestBody()) {
            body.write(in.readNBytes(LARGEST_BODY + 1));
        }
        if (body.size() > LARGEST_BODY) {
            throw new IOException("The request's body is larger than " + LARGEST_BODY + " bytes");
        }
        return body.toByteArray();
    }

    /** The request's headers, names in lower case, repeated ones joined by commas. */
    public static Map<String, String> headers(HttpExchange exchange) {
        Map<String, String> headers = new TreeMap<>();
        exchange.getRequestHeaders()
                .forEach((name, values) -> headers.put(name.toLowerCase(Locale.ROOT), String.join(",", values)));
        return headers;
    }

    public static void send(HttpExchange exchange, Answer answer) throws IOException {
        answer.headers().forEach(exchange.getResponseHeaders()::set);
        exchange.getResponseHeaders().set("Content-Type", answer.contentType());
        boolean bodiless = answer.body().length == 0 || "HEAD".equals(exchange.getRequestMethod());
        exchange.sendResponseHeaders(answer.status(), bodiless ? NO_BODY : answer.body().length);
        if (!bodiless) {
            exchange.getResponseBody().write(answer.body());
        }
        exchange.close();
    }
}

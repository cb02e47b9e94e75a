package org.spotcloud.adapter.hosting;

import static java.lang.Integer.parseInt;
import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_8;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.Socket;
import java.net.URLEncoder;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Collectors;
import org.spotcloud.adapter.hosting.signing.Signer;

/** A client that sends exactly the bytes it is told to, since clients in libraries mend what they are given. */
final class Wire {
    static final String USER = "spotcloud";
    /** Its digest of a query holds both {@code +} and {@code /}. */
    static final String PASSWORD = "pw3";

    static final String QUERY_DIGEST = "nMhLjg+kN9H/hsG9NH+sjHP5iIE=";
    static final String QUERY = "?ecp_username=spotcloud&ecp_auth_digest=nMhLjg%2BkN9H%2FhsG9NH%2BsjHP5iIE%3D";

    private static final String URL_ENCODED = "application/x-www-form-urlencoded";
    private static final int TIMEOUT_MILLIS = 30_000;
    private static final int FITS_INTO_BUFFERS = 32 * 1024;
    private static final String HEAD_END = "\r\n\r\n";
    private static final String CONTINUE = "HTTP/1.1 100";

    private final int port;

    Wire(int port) {
        this.port = port;
    }

    /** @param headers by lower-case name */
    record Reply(int status, Map<String, String> headers, String body) {
        JsonNode json() {
            try {
                return new ObjectMapper().readTree(body);
            } catch (IOException e) {
                throw new UncheckedIOException("not JSON: " + body, e);
            }
        }

        int errno() {
            return json().path("errno").asInt(Integer.MIN_VALUE);
        }

        String message() {
            return json().path("message").asText();
        }
    }

    Reply get(String path) {
        return send("GET", path + QUERY, Map.of(), new byte[0]);
    }

    Reply delete(String path) {
        return send("DELETE", path + QUERY, Map.of(), new byte[0]);
    }

    /** A signed form. */
    Reply form(String method, String path, Map<String, String> fields) {
        return send(method, path, Map.of("Content-Type", URL_ENCODED), urlEncoded(signed(fields)));
    }

    static Map<String, String> signed(Map<String, String> fields) {
        Map<String, String> signed = new LinkedHashMap<>(fields);
        signed.put("ecp_username", USER);
        signed.put("ecp_auth_digest", Signer.ofPassword(PASSWORD).digest(signed));
        return signed;
    }

    static byte[] urlEncoded(Map<String, String> fields) {
        return fields.entrySet().stream()
                .map(field ->
                        URLEncoder.encode(field.getKey(), UTF_8) + "=" + URLEncoder.encode(field.getValue(), UTF_8))
                .collect(Collectors.joining("&"))
                .getBytes(UTF_8);
    }

    static byte[] multipart(Map<String, String> fields, String boundary) {
        return (fields.entrySet().stream()
                                .map(field -> "--%s\r\nContent-Disposition: form-data; name=\"%s\"\r\n\r\n%s\r\n"
                                        .formatted(boundary, field.getKey(), field.getValue()))
                                .collect(Collectors.joining())
                        + "--" + boundary + "--\r\n")
                .getBytes(UTF_8);
    }

    /** Sends a request with a body of known length. */
    Reply send(String method, String target, Map<String, String> headers, byte[] body) {
        StringBuilder head = new StringBuilder(method + " " + target + " HTTP/1.1\r\nHost: localhost\r\n");
        head.append("Connection: close\r\nContent-Length: ").append(body.length).append("\r\n");
        headers.forEach(
                (name, value) -> head.append(name).append(": ").append(value).append("\r\n"));
        ByteArrayOutputStream request = new ByteArrayOutputStream();
        request.writeBytes(head.append("\r\n").toString().getBytes(ISO_8859_1));
        request.writeBytes(body);
        return raw(request.toByteArray());
    }

    /** Sends those bytes; a status of 0 means that the server closed without an answer. */
    Reply raw(byte[] request) {
        return parse(exchange(request));
    }

    /** All that the server sends until it closes, or until it has answered while it is still being sent to. */
    String exchange(byte[] request) {
        try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), port)) {
            socket.setSoTimeout(TIMEOUT_MILLIS);
            if (request.length <= FITS_INTO_BUFFERS) {
                write(socket, request);
                return read(socket.getInputStream(), false);
            }
            Thread writer = new Thread(() -> write(socket, request));
            writer.start();
            String reply = read(socket.getInputStream(), true);
            socket.close();
            writer.join();
            return reply;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }

    /** A server may answer and close before it has read everything. */
    private static void write(Socket socket, byte[] request) {
        try {
            socket.getOutputStream().write(request);
            socket.getOutputStream().flush();
        } catch (IOException closedEarly) {
            // what it answered before is still to be read
        }
    }

    private static String read(InputStream in, boolean oneAnswer) {
        ByteArrayOutputStream reply = new ByteArrayOutputStream();
        byte[] buffer = new byte[FITS_INTO_BUFFERS];
        try {
            for (int count = in.read(buffer); count >= 0; count = in.read(buffer)) {
                reply.write(buffer, 0, count);
                if (oneAnswer && isWhole(reply.toString(UTF_8))) {
                    break;
                }
            }
        } catch (IOException reset) {
            // a reset after the answer, when the server left part of the request unread
        }
        return reply.toString(UTF_8);
    }

    private static boolean isWhole(String text) {
        int end = text.indexOf(HEAD_END);
        if (end < 0) {
            return false;
        }
        String length = headers(text.substring(0, end)).get("content-length");
        return length == null
                ? text.endsWith("0" + HEAD_END)
                : text.length() - end - HEAD_END.length() >= parseInt(length);
    }

    private static Reply parse(String received) {
        // what announces that there will be an answer is none
        String text = received.startsWith(CONTINUE) ? received.substring(received.indexOf(HEAD_END) + 4) : received;
        int end = text.indexOf(HEAD_END);
        if (end < 0) {
            return new Reply(0, Map.of(), text);
        }
        String head = text.substring(0, end);
        Map<String, String> headers = headers(head);
        String body = text.substring(end + HEAD_END.length());
        boolean chunked = "chunked".equals(headers.get("transfer-encoding"));
        return new Reply(parseInt(head.split(" ", 3)[1]), headers, chunked ? unchunk(body) : body);
    }

    private static Map<String, String> headers(String head) {
        String[] lines = head.split("\r\n", -1);
        Map<String, String> headers = new LinkedHashMap<>();
        for (int i = 1; i < lines.length; i++) {
            int colon = lines[i].indexOf(':');
            headers.put(
                    lines[i].substring(0, colon).toLowerCase(Locale.ROOT),
                    lines[i].substring(colon + 1).strip());
        }
        return headers;
    }

    private static String unchunk(String body) {
        byte[] octets = body.getBytes(UTF_8);
        ByteArrayOutputStream whole = new ByteArrayOutputStream();
        int at = 0;
        while (true) {
            int lineEnd = at;
            while (octets[lineEnd] != '\r') {
                lineEnd++;
            }
            int length = parseInt(new String(octets, at, lineEnd - at, UTF_8), 16);
            if (length == 0) {
                return whole.toString(UTF_8);
            }
            whole.write(octets, lineEnd + 2, length);
            at = lineEnd + 2 + length + 2;
        }
    }
}

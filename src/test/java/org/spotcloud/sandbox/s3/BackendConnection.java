package org.spotcloud.sandbox.s3;

import java.io.BufferedInputStream;
import java.io.BufferedOutputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.Socket;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;

/**
 * One request to S3Proxy and its answer, over a socket of its own. It passes the request line and all headers as they came, {@code Host}
 * too, because they are signed; the JDK's clients do not.
 */
final class BackendConnection implements AutoCloseable {
    private static final int BUFFER = 1 << 16;
    private static final Set<String> NOT_PASSED = Set.of("connection", "expect", "transfer-encoding", "keep-alive");

    private final Socket socket;

    /**
     * The head of an answer, with the stream of its body.
     *
     * @param length of the body; -1 when it ends with the connection
     */
    record Response(int status, List<Map.Entry<String, String>> headers, long length, InputStream body) {}

    BackendConnection(URI address) throws IOException {
        socket = new Socket(InetAddress.getByName(address.getHost()), address.getPort());
        socket.setTcpNoDelay(true);
    }

    void send(String method, String target, Map<String, List<String>> headers, InputStream body) throws IOException {
        OutputStream out = new BufferedOutputStream(socket.getOutputStream(), BUFFER);
        StringBuilder head =
                new StringBuilder(method).append(' ').append(target).append(" HTTP/1.1\r\nConnection: close\r\n");
        headers.forEach((name, values) -> {
            if (!NOT_PASSED.contains(name.toLowerCase(Locale.ROOT))) {
                values.forEach(
                        value -> head.append(name).append(": ").append(value).append("\r\n"));
            }
        });
        out.write(head.append("\r\n").toString().getBytes(StandardCharsets.UTF_8));
        out.flush();
        body.transferTo(out);
        out.flush();
    }

    Response receive() throws IOException {
        InputStream in = new BufferedInputStream(socket.getInputStream(), BUFFER);
        String statusLine = line(in);
        while (statusLine.startsWith("HTTP/1.1 100")) {
            line(in);
            statusLine = line(in);
        }
        List<Map.Entry<String, String>> headers = new ArrayList<>();
        long length = -1;
        for (String line = line(in); !line.isEmpty(); line = line(in)) {
            int colon = line.indexOf(':');
            String name = line.substring(0, colon).strip();
            String value = line.substring(colon + 1).strip();
            headers.add(Map.entry(name, value));
            length = name.equalsIgnoreCase("Content-Length") ? Long.parseLong(value) : length;
        }
        boolean chunked = headers.stream().anyMatch(header -> header.getKey().equalsIgnoreCase("Transfer-Encoding"));
        if (chunked) {
            throw new IOException("S3Proxy answers in chunks although the connection is to be closed");
        }
        return new Response(Integer.parseInt(statusLine.split(" ", -1)[1]), headers, length, in);
    }

    private static String line(InputStream in) throws IOException {
        StringBuilder line = new StringBuilder();
        for (int next = in.read(); next != '\n'; next = in.read()) {
            if (next < 0) {
                throw new EOFException("S3Proxy closed the connection");
            }
            if (next != '\r') {
                line.append((char) next);
            }
        }
        return line.toString();
    }

    @Override
    public void close() throws IOException {
        socket.close();
    }
}

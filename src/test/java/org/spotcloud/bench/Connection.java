package org.spotcloud.bench;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.net.Socket;
import java.net.URI;
import java.util.Arrays;
import java.util.Locale;

/** A connection that is kept: no more than the bytes of HTTP/1.1, since the client shares its cores with the service. */
final class Connection implements AutoCloseable {
    private static final byte[] SUCCESS = "{\"errno\":0,".getBytes(ISO_8859_1);
    private static final int TIMEOUT_MILLIS = 30_000;
    private static final int HEX = 16;

    private final URI service;
    private final byte[] buffer = new byte[256 * 1024];
    private Socket socket;
    private int from;
    private int to;

    Connection(URI service) {
        this.service = service;
    }

    /** A request as it is sent, body included. */
    static byte[] request(String method, String target, String form) {
        String head = method + " " + target + " HTTP/1.1\r\nHost: localhost\r\n";
        String body = form.isEmpty()
                ? "\r\n"
                : "Content-Type: application/x-www-form-urlencoded\r\nContent-Length: " + form.length() + "\r\n\r\n"
                        + form;
        return (head + body).getBytes(ISO_8859_1);
    }

    /** Sends it and reads the answer to its end; connects anew where the service has closed after the last answer. */
    void exchange(byte[] request) throws IOException {
        if (socket == null) {
            socket = new Socket(service.getHost(), service.getPort());
            socket.setTcpNoDelay(true);
            socket.setSoTimeout(TIMEOUT_MILLIS);
            from = to = 0;
        }
        socket.getOutputStream().write(request);
        if (!read()) {
            close();
        }
    }

    /** Returns whether the connection stays. */
    private boolean read() throws IOException {
        String status = line();
        int length = -1;
        boolean stays = true;
        for (String header = line(); !header.isEmpty(); header = line()) {
            String lower = header.toLowerCase(Locale.ROOT);
            if (lower.startsWith("content-length:")) {
                length = Integer.parseInt(
                        header.substring(header.indexOf(':') + 1).strip());
            } else if (lower.startsWith("connection:")) {
                stays = !lower.contains("close");
            }
        }
        boolean chunked = length < 0;
        int part = chunked ? Integer.parseInt(line(), HEX) : length;
        require(status, part);
        skip(part);
        while (chunked && part > 0) {
            line();
            part = Integer.parseInt(line(), HEX);
            skip(part);
        }
        if (chunked) {
            line();
        }
        return stays;
    }

    private void require(String status, int length) throws IOException {
        int shown = Math.min(length, SUCCESS.length);
        while (to - from < shown) {
            fill();
        }
        if (!status.contains(" 200") || !Arrays.equals(SUCCESS, Arrays.copyOfRange(buffer, from, from + shown))) {
            throw new IOException(status + ": " + new String(buffer, from, to - from, ISO_8859_1));
        }
    }

    private String line() throws IOException {
        int end = from;
        while (true) {
            while (end < to && buffer[end] != '\n') {
                end++;
            }
            if (end < to) {
                String line = new String(buffer, from, end - from - 1, ISO_8859_1);
                from = end + 1;
                return line;
            }
            end -= from;
            fill();
            end += from;
        }
    }

    private void skip(int length) throws IOException {
        int rest = length;
        while (rest > to - from) {
            rest -= to - from;
            from = to = 0;
            fill();
        }
        from += rest;
    }

    private void fill() throws IOException {
        if (from > 0) {
            System.arraycopy(buffer, from, buffer, 0, to - from);
            to -= from;
            from = 0;
        }
        InputStream in = socket.getInputStream();
        int count = in.read(buffer, to, buffer.length - to);
        if (count < 0) {
            throw new EOFException("the service closed in the middle of an answer");
        }
        to += count;
    }

    @Override
    public void close() throws IOException {
        if (socket != null) {
            socket.close();
            socket = null;
        }
    }
}

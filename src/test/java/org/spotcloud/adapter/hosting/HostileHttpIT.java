package org.spotcloud.adapter.hosting;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_16;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.util.Map;
import java.util.stream.Stream;
import java.util.zip.GZIPOutputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.spotcloud.adapter.hosting.Wire.Reply;

/** Odd heads and framings of HTTP: taken where HTTP takes them, else refused in JSON. */
class HostileHttpIT extends HostileCalls {
    private static final String FORM = new String(Wire.urlEncoded(Wire.signed(Map.of())), ISO_8859_1);
    private static final String POST = "POST " + LIST + " HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n";
    private static final String CHUNKED = "Transfer-Encoding: chunked\r\n";
    private static final String LENGTH = "Content-Length: " + FORM.length() + "\r\n";
    private static final String GET = "GET " + LIST + Wire.QUERY;
    private static final String END = "Host: localhost\r\nConnection: close\r\n\r\n";

    private static String chunk(String extension) {
        return Integer.toHexString(FORM.length()) + extension + "\r\n" + FORM + "\r\n0\r\n";
    }

    static Stream<Arguments> oddRequests() {
        return Stream.of(
                Arguments.of("trailers", POST + CHUNKED + "\r\n" + chunk("") + "X-A: b\r\n\r\n"),
                Arguments.of("extension of a chunk", POST + CHUNKED + "\r\n" + chunk(";a=b") + "\r\n"),
                Arguments.of("HTTP/1.0", GET + " HTTP/1.0\r\n\r\n"),
                Arguments.of("form in HTTP/1.0", "POST " + LIST + " HTTP/1.0\r\n" + LENGTH + "\r\n" + FORM),
                Arguments.of("absolute form", GET.replace("/rest", "http://localhost/rest") + " HTTP/1.1\r\n" + END),
                Arguments.of("line feeds only", (GET + " HTTP/1.1\r\n" + END).replace("\r", "")),
                Arguments.of("expectation", POST + "Expect: 100-continue\r\n" + LENGTH + "\r\n" + FORM),
                Arguments.of("upgrade", GET + " HTTP/1.1\r\nUpgrade: websocket\r\nSec-WebSocket-Key: x\r\n" + END),
                Arguments.of("range", GET + " HTTP/1.1\r\nRange: bytes=0-1\r\n" + END),
                Arguments.of("condition", GET + " HTTP/1.1\r\nIf-None-Match: *\r\n" + END),
                Arguments.of("broken cookie", GET + " HTTP/1.1\r\nCookie: JSESSIONID=x; a=\"\\\r\n" + END),
                Arguments.of("body of a GET", GET + " HTTP/1.1\r\nContent-Length: 5\r\n" + END + "hello"),
                Arguments.of(
                        "hundred other parameters",
                        GET.replace("?", "?" + "x=1&".repeat(100)) + " HTTP/1.1\r\n" + END));
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("oddRequests")
    void takesWhatIsOddAndRight(String name, String request) {
        succeeded(raw(request));
    }

    static Stream<Arguments> wrongRequests() {
        return Stream.of(
                Arguments.of("trailers without end", POST + CHUNKED + "\r\n" + chunk("") + "X-A: b\r\n".repeat(5000)),
                Arguments.of("long trailer", POST + CHUNKED + "\r\n" + chunk("") + "X-A: " + "b".repeat(20_000)),
                Arguments.of("long extension", POST + CHUNKED + "\r\n" + chunk(";" + "a".repeat(20_000)) + "\r\n"),
                Arguments.of(
                        "chunk of all memory", POST + CHUNKED + "\r\nFFFFFFFFFFFFFFFF\r\n" + FORM + "\r\n0\r\n\r\n"),
                Arguments.of("negative chunk", POST + CHUNKED + "\r\n-1\r\n" + FORM + "\r\n0\r\n\r\n"),
                Arguments.of("length too short", POST + "Content-Length: " + (FORM.length() - 5) + "\r\n\r\n" + FORM),
                Arguments.of("same length twice", POST + LENGTH + LENGTH + "\r\n" + FORM),
                Arguments.of("two lengths", POST + LENGTH + "Content-Length: 5\r\n\r\n" + FORM),
                Arguments.of("list of lengths", POST + LENGTH.replace("\r", ", 5\r") + "\r\n" + FORM),
                Arguments.of("negative length", POST + "Content-Length: -1\r\n\r\n" + FORM),
                Arguments.of("length that is none", POST + "Content-Length: x\r\n\r\n" + FORM),
                Arguments.of("length of all memory", POST + "Content-Length: 9223372036854775808\r\n\r\n" + FORM),
                Arguments.of("unknown encoding", POST + "Transfer-Encoding: xchunked\r\n\r\n" + chunk("") + "\r\n"),
                Arguments.of("chunks in chunks", POST + "Transfer-Encoding: chunked, chunked\r\n\r\n" + chunk("")),
                Arguments.of("compressed transfer", POST + "Transfer-Encoding: gzip\r\n\r\n" + FORM),
                Arguments.of("space in a name", POST + "Transfer-Encoding : chunked\r\n\r\n" + chunk("") + "\r\n"),
                Arguments.of("unknown expectation", POST + "Expect: 200-ok\r\n" + LENGTH + "\r\n" + FORM),
                Arguments.of("NUL in a type", POST + "Content-Type: a\0b\r\n" + LENGTH + "\r\n" + FORM),
                Arguments.of("HTTP/2.0", GET + " HTTP/2.0\r\n" + END),
                Arguments.of("HTTP/2", "PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n"),
                Arguments.of("TLS", "\u0016\u0003\u0001\u0002\0\u0001\0\u0001\u00fc\u0003\u0003\r\n\r\n"),
                Arguments.of("garbage", "garbage\r\n\r\n"),
                Arguments.of("no host", GET + " HTTP/1.1\r\nConnection: close\r\n\r\n"),
                Arguments.of("two hosts", GET + " HTTP/1.1\r\nHost: other\r\n" + END),
                Arguments.of("broken host", GET + " HTTP/1.1\r\nHost: a b{}\r\nConnection: close\r\n\r\n"),
                Arguments.of("other host", GET.replace("/rest", "http://other/rest") + " HTTP/1.1\r\n" + END),
                Arguments.of("header without a colon", GET + " HTTP/1.1\r\nX\r\n" + END),
                Arguments.of("NUL in a header", GET + " HTTP/1.1\r\nX: a\0b\r\n" + END),
                Arguments.of("flood of headers", GET + " HTTP/1.1\r\n" + "a: b\r\n".repeat(5000) + END),
                Arguments.of("long header", GET + " HTTP/1.1\r\nX: " + "a".repeat(1_000_000) + "\r\n" + END),
                Arguments.of("long query", GET + "&x=" + "a".repeat(100_000) + " HTTP/1.1\r\n" + END),
                Arguments.of("broken query", GET + "&x={\"\\|^ HTTP/1.1\r\n" + END),
                Arguments.of("unescaped query", GET + "&x=\u00c3\u00a9 HTTP/1.1\r\n" + END),
                Arguments.of("broken method", GET.replace("GET", "G{T") + " HTTP/1.1\r\n" + END),
                Arguments.of("method of proxies", GET.replace("GET", "CONNECT") + " HTTP/1.1\r\n" + END),
                Arguments.of("echo", GET.replace("GET", "TRACE") + " HTTP/1.1\r\nX-Secret: y\r\n" + END));
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("wrongRequests")
    void answersWhatIsWrongInJsonOrCloses(String name, String request) {
        Reply reply = raw(request);
        failed(reply);
        assertThat(reply.body()).doesNotContain("X-Secret");
        assertThat(reply.status()).as("a fault of the caller's").isNotEqualTo(500);
    }

    @Test
    void takesOneRequestForOne() {
        String second = GET.replace("list", "second") + " HTTP/1.1\r\n" + END;
        String post = POST.replace("Connection: close\r\n", "");
        for (String framing : new String[] {CHUNKED + "Content-Length: 5\r\n", "Content-Length: 5\r\n" + CHUNKED}) {
            String replies =
                    wire.exchange((post + framing + "\r\n" + chunk("") + "\r\n" + second).getBytes(ISO_8859_1));
            assertThat(replies.split("HTTP/1\\.1 ", -1))
                    .as("one answer, and a closed connection")
                    .hasSize(2);
        }
        String hidden = wire.exchange((post + "Content-Length: 0\r\n" + LENGTH + "\r\n" + second).getBytes(ISO_8859_1));
        assertThat(hidden).startsWith("HTTP/1.1 400").doesNotContain("404");
    }

    @ParameterizedTest
    @ValueSource(strings = {"OPTIONS", "PATCH", "PROPFIND", "FOO", "get"})
    void otherMethodsAreAnsweredInJsonOnceTheCallerIsKnown(String method) {
        refused(send(method, LIST));
        succeeded(send(method, LIST + Wire.QUERY));
        failed(send(method, "/rest/hosting/unknown" + Wire.QUERY));
        assertThat(send(method, "/rest/hosting/vm" + Wire.QUERY).errno()).isEqualTo(2);
    }

    @Test
    void headHasNoBodyAndTheSameStatus() {
        for (String target : new String[] {LIST, LIST + Wire.QUERY, "/rest/hosting/unknown" + Wire.QUERY}) {
            Reply reply = send("HEAD", target);
            assertThat(reply.status()).isEqualTo(send("GET", target).status());
            assertThat(reply.body()).isEmpty();
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "application/x-www-form-urlencoded; charset=UTF-16",
                "application/x-www-form-urlencoded;charset=ISO-8859-1",
                "application/x-www-form-urlencoded; charset=\"",
                "application/json",
                "text/plain;;;",
                "/"
            })
    void readsUrlEncodedFormsAsUtf8WhateverTheirTypeSays(String type) {
        Map<String, String> headers = Map.of("Content-Type", type);
        Map<String, String> fields = Wire.signed(Map.of("name", "naïve ☁"));
        succeeded(wire.send("POST", LIST, headers, Wire.urlEncoded(fields)));
        String text = new String(Wire.urlEncoded(fields), UTF_8);
        refused(wire.send("POST", LIST, headers, text.getBytes(UTF_16)));
        refused(wire.send("POST", LIST, headers, text.replace("%C3%AF", "%EF").getBytes(UTF_8)));
    }

    @Test
    void takesNoCompressedBody() throws IOException {
        ByteArrayOutputStream packed = new ByteArrayOutputStream();
        try (GZIPOutputStream gzip = new GZIPOutputStream(packed)) {
            gzip.write(FORM.getBytes(UTF_8));
        }
        for (String coding : new String[] {"gzip", "deflate", "br", "identity"}) {
            refused(wire.send("POST", LIST, Map.of("Content-Encoding", coding), packed.toByteArray()));
        }
    }

    private Reply send(String method, String target) {
        return wire.send(method, target, Map.of(), new byte[0]);
    }
}

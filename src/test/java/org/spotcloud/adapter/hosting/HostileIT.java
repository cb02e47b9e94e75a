package org.spotcloud.adapter.hosting;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.spotcloud.adapter.hosting.Wire.Reply;
import org.springframework.boot.test.web.server.LocalServerPort;

/** Requests that nobody sends who means well: each gets a JSON error or a closed connection, and the service goes on. */
@OnTheWire
class HostileIT {
    /** More than the server has threads. */
    private static final int DRIPPERS = 260;

    private static final int TEN_MEGABYTES = 10 * 1024 * 1024;
    private static final String MULTIPART = "multipart/form-data; boundary=b";

    @LocalServerPort
    private int port;

    private Wire wire;

    @BeforeEach
    void connect() {
        wire = new Wire(port);
    }

    @AfterEach
    void stillAnswers() {
        assertThat(wire.get("/rest/hosting/vm/list").errno()).isZero();
    }

    static Stream<byte[]> forms() {
        byte[] large = new byte[TEN_MEGABYTES];
        Arrays.fill(large, (byte) 'x');
        return Stream.of(
                large,
                "a=1&".repeat(10_000).getBytes(UTF_8),
                "&".repeat(60_000).getBytes(UTF_8),
                "=".repeat(60_000).getBytes(UTF_8),
                "%".repeat(60_000).getBytes(UTF_8),
                "a=%00".getBytes(UTF_8),
                "a\0=\0".getBytes(UTF_8),
                "a=%FF%FE&b=%C3".getBytes(UTF_8),
                "a=\u00FF\u00C0\u0080".getBytes(ISO_8859_1),
                "--b\r\n".repeat(10_000).getBytes(UTF_8),
                "--b\r\nContent-Disposition: form-data; name=\"a\"\r\n\r\n".getBytes(UTF_8),
                ("--b\r\nContent-Disposition: form-data; name=\"" + "\\\"".repeat(30_000)).getBytes(UTF_8),
                ("--b\r\n" + "A: b\r\n".repeat(10_000) + "\r\n\r\n--b--").getBytes(UTF_8),
                "{\"ecp_username\":\"spotcloud\"}".getBytes(UTF_8));
    }

    @ParameterizedTest
    @MethodSource("forms")
    void answersEveryFormWithAnError(byte[] body) {
        for (String type : new String[] {"application/x-www-form-urlencoded", MULTIPART, "application/json", "x"}) {
            for (String method : new String[] {"PUT", "POST"}) {
                refused(wire.send(method, "/rest/hosting/vm", Map.of("Content-Type", type), body));
            }
        }
    }

    @Test
    void answersRandomBytesWithAnError() {
        Random random = new Random(20261122);
        for (int round = 0; round < 200; round++) {
            byte[] body = new byte[random.nextInt(500)];
            random.nextBytes(body);
            Map<String, String> headers = random.nextBoolean() ? Map.of() : Map.of("Content-Type", MULTIPART);
            refused(wire.send("POST", "/rest/hosting/vm", headers, body));
        }
    }

    @Test
    void answersABodyThatBreaksOff() {
        Reply reply = wire.raw(("POST /rest/hosting/vm HTTP/1.1\r\nHost: x\r\nConnection: close\r\n"
                        + "Transfer-Encoding: chunked\r\n\r\nzz\r\n")
                .getBytes(UTF_8));
        assertThat(reply.errno()).isEqualTo(1);
        saysNothingInside(reply);
    }

    @Test
    void boundsBodiesOfUnknownLength() {
        String chunk = "1000\r\n" + "x".repeat(4096) + "\r\n";
        refused(wire.raw(("POST /rest/hosting/vm HTTP/1.1\r\nHost: x\r\nConnection: close\r\n"
                        + "Transfer-Encoding: chunked\r\n\r\n" + chunk.repeat(2560) + "0\r\n\r\n")
                .getBytes(UTF_8)));
    }

    @Test
    void boundsSignedForms() {
        Map<String, String> fields = new LinkedHashMap<>();
        for (int i = 0; i < 63; i++) {
            fields.put("f" + i, "x");
        }
        Reply reply = wire.form("POST", "/rest/hosting/vm/list", fields);
        assertThat(reply.errno()).isEqualTo(1);
        assertThat(reply.message()).isEqualTo("The form has more than 64 fields");
    }

    @Test
    void servesOthersWhileHundredsSendTheirBodiesDropByDrop() throws Exception {
        List<Socket> drippers = new ArrayList<>();
        try {
            for (int number = 0; number < DRIPPERS; number++) {
                Socket dripper = new Socket(InetAddress.getLoopbackAddress(), port);
                dripper.getOutputStream()
                        .write("PUT /rest/hosting/vm HTTP/1.1\r\nHost: x\r\nContent-Length: 1000\r\n\r\na"
                                .getBytes(UTF_8));
                drippers.add(dripper);
            }
            for (int second = 0; second < 3; second++) {
                Instant asked = Instant.now();
                assertThat(wire.get("/rest/hosting/vm/list").errno()).isZero();
                assertThat(wire.form("PUT", "/rest/hosting/vm", Map.of()).message())
                        .isIn("name parameter was not provided", "Too many requests come slowly at the same time");
                assertThat(Duration.between(asked, Instant.now())).isLessThan(Duration.ofSeconds(10));
                drip(drippers);
                Thread.sleep(1000);
            }
        } finally {
            for (Socket dripper : drippers) {
                dripper.close();
            }
        }
    }

    private static void drip(List<Socket> drippers) {
        for (Socket dripper : drippers) {
            try {
                dripper.getOutputStream().write('a');
            } catch (IOException closed) {
                // it was refused
            }
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "/rest/hosting/..%2f..%2fcamunda/app",
                "/rest/hosting/../../engine-rest/engine",
                "/rest/hosting/%2e%2e/%2e%2e/engine-rest/engine",
                "/rest/hosting/..;/..;/engine-rest/engine",
                "/rest/hosting/%00",
                "/rest/hosting/%5c",
                "/rest/hosting/%ff",
                "/rest/hosting/%252e%252e/",
                "/rest/hosting/vm/%0d%0aX-Injected:1",
                "//rest/hosting/vm/list",
                "/x/..;/rest/hosting/vm/list",
                "/x/../rest/hosting/vm/list",
                "/rest;x/hosting/vm/list",
                "/rest%2Fhosting/vm/list",
                "/rest/%68osting/vm/list",
                "/rest/hosting%3Fx/../vm/list"
            })
    void letsNobodyInByTricksWithThePath(String path) {
        for (String query : new String[] {"", "?ecp_username=spotcloud"}) {
            Reply reply = wire.send("GET", path + query, Map.of(), new byte[0]);
            assertThat(reply.headers()).doesNotContainKey("x-injected");
            assertThat(reply.body()).doesNotContain("\"errno\":0").doesNotContain("vms");
            assertThat(reply.status()).as(path).isIn(0, 200, 302, 400, 403, 404);
            if (reply.status() == 200) {
                assertThat(reply.errno()).isEqualTo(1);
            }
            saysNothingInside(reply);
        }
    }

    @Test
    void closesHeadersThatNeverEnd() {
        Map<String, String> headers = new LinkedHashMap<>();
        for (int i = 0; i < 5000; i++) {
            headers.put("X-" + i, "y".repeat(20));
        }
        Reply reply = wire.send("GET", "/rest/hosting/vm/list", headers, new byte[0]);
        assertThat(reply.status()).isIn(0, 400, 431);
        saysNothingInside(reply);
    }

    @Test
    void answersOtherMethodsOnceItKnowsTheCaller() {
        for (String method : new String[] {"PATCH", "OPTIONS", "HEAD", "TRACE", "PROPFIND", "FOO"}) {
            Reply reply = wire.send(method, "/rest/hosting/vm/list", Map.of(), new byte[0]);
            assertThat(reply.body()).doesNotContain("vms");
            saysNothingInside(reply);
        }
    }

    private static void refused(Reply reply) {
        if (reply.status() != 0) {
            assertThat(reply.status()).as(reply.body()).isEqualTo(200);
            assertThat(reply.errno()).as(reply.body()).isEqualTo(1);
        }
        saysNothingInside(reply);
    }

    private static void saysNothingInside(Reply reply) {
        assertThat(reply.body())
                .doesNotContain("Exception")
                .doesNotContain("\tat ")
                .doesNotContain("org.springframework")
                .doesNotContain("Tomcat");
    }
}

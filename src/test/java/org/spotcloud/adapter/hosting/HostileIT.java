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
import java.util.UUID;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.spotcloud.adapter.hosting.Wire.Reply;

/** Requests that nobody sends who means well: each gets a JSON error or a closed connection, and the service goes on. */
class HostileIT extends HostileCalls {
    /** More than the server has threads. */
    private static final int DRIPPERS = 260;

    private static final int TEN_MEGABYTES = 10 * 1024 * 1024;

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
                "{\"ecp_username\":\"spotcloud\"}".getBytes(UTF_8),
                "<?xml version=\"1.0\"?><!DOCTYPE a [<!ENTITY b SYSTEM \"file:///etc/passwd\">]><a>&b;</a>"
                        .getBytes(UTF_8));
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
        jsonOrClosed(reply);
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
                        .isEqualTo("name parameter was not provided");
                assertThat(Duration.between(asked, Instant.now())).isLessThan(Duration.ofSeconds(10));
                assertThat(waitedFor(drippers))
                        .as("slow ones that were still waited for")
                        .isPositive();
                drip(drippers);
                Thread.sleep(1000);
            }
        } finally {
            for (Socket dripper : drippers) {
                dripper.close();
            }
        }
    }

    /** How many have had no answer yet. */
    private static int waitedFor(List<Socket> drippers) throws IOException {
        int waiting = 0;
        for (Socket dripper : drippers) {
            waiting += dripper.getInputStream().available() == 0 ? 1 : 0;
        }
        return waiting;
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

    @Test
    void keepsNothingOfWhatItRefused() {
        long form = refuseLargeForms(20);
        long before = used();
        int rounds = 200;
        refuseLargeForms(rounds);
        assertThat(used() - before).as("bytes more in use").isLessThan(rounds * form / 2);
    }

    /** Each with other names, on another path; returns the size of one. */
    private long refuseLargeForms(int count) {
        byte[] body = {};
        for (int i = 0; i < count; i++) {
            Map<String, String> fields = new LinkedHashMap<>();
            for (int field = 0; field < 60; field++) {
                fields.put(UUID.randomUUID().toString(), "x".repeat(1000));
            }
            body = Wire.urlEncoded(fields);
            refused(wire.send("POST", "/rest/hosting/" + UUID.randomUUID(), Map.of(), body));
        }
        return body.length;
    }

    private static long used() {
        System.gc();
        return Runtime.getRuntime().totalMemory() - Runtime.getRuntime().freeMemory();
    }
}

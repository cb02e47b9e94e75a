package org.spotcloud.adapter.hosting;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.spotcloud.adapter.hosting.Wire.Reply;
import org.springframework.boot.test.web.server.LocalServerPort;

/** What tests of requests share that nobody sends who means well: after each, the service still answers others. */
@OnTheWire
abstract class HostileCalls {
    static final String LIST = "/rest/hosting/vm/list";
    static final String MULTIPART = "multipart/form-data; boundary=b";

    @LocalServerPort
    int port;

    Wire wire;

    @BeforeEach
    void connect() {
        wire = new Wire(port);
    }

    @AfterEach
    void stillAnswers() {
        assertThat(wire.get(LIST).errno()).isZero();
    }

    final Reply raw(String request) {
        return wire.raw(request.getBytes(ISO_8859_1));
    }

    /** An error of the protocol, or a closed connection. */
    static void refused(Reply reply) {
        if (reply.status() != 0) {
            assertThat(reply.status()).as(reply.body()).isEqualTo(200);
            assertThat(reply.errno()).as(reply.body()).isEqualTo(1);
        }
        jsonOrClosed(reply);
    }

    /** An error in JSON, whatever its status, or a closed connection. */
    static void failed(Reply reply) {
        if (reply.status() != 0) {
            assertThat(reply.errno()).as(reply.body()).isPositive();
        }
        jsonOrClosed(reply);
    }

    static void succeeded(Reply reply) {
        assertThat(reply.status()).as(reply.body()).isEqualTo(200);
        assertThat(reply.errno()).as(reply.body()).isZero();
        jsonOrClosed(reply);
    }

    static void jsonOrClosed(Reply reply) {
        if (reply.status() == 0) {
            assertThat(reply.body()).isEmpty();
        } else {
            assertThat(reply.headers().get("content-type")).as(reply.body()).startsWith("application/json");
            assertThat(reply.json().get("message").isTextual()).isTrue();
        }
        saysNothingInside(reply);
    }

    static void saysNothingInside(Reply reply) {
        assertThat(reply.body())
                .doesNotContain("Exception")
                .doesNotContain("\tat ")
                .doesNotContain("org.springframework")
                .doesNotContain("Tomcat");
    }
}

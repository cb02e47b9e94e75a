package org.spotcloud.adapter.hosting;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.net.URLEncoder;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.spotcloud.adapter.hosting.Wire.Reply;
import org.spotcloud.adapter.hosting.signing.Signer;
import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;

/** Other users, passwords and terms of sale, with the protocol's vectors. */
@ExtendWith(OutputCaptureExtension.class)
class SettingsIT {
    private static final String LIST = "/rest/hosting/vm/list";
    private static final String VM = "/rest/hosting/vm";
    private static final String BROKEN = "AAAAAAAAAAAAAAAAAAAAAAAAAAA=";

    @Test
    void theFirstPasswordOfTheVectorsAndNoOrdersWhileSellingIsPaused() {
        try (Endpoint endpoint = Endpoint.start("spotcloud.hosting.password=password", "spotcloud.sell.paused=true")) {
            Wire wire = endpoint.wire();
            String digest = "2GNfPPMxfosE5u4AOY7mRAawMp8=";
            for (String sent : List.of(digest, URLEncoder.encode(digest, UTF_8))) {
                for (String method : List.of("GET", "DELETE")) {
                    Reply reply = query(wire, method, LIST, "spotcloud", sent);
                    assertThat(reply.message()).isEqualTo("Success");
                }
            }
            assertThat(query(wire, "GET", LIST, "spotcloud", BROKEN).message())
                    .isEqualTo("Wrong digest auth: Wrong digest provided");
            takes(wire, Map.of("ecp_username", "spotcloud"), digest);
            takes(wire, Map.of("ecp_username", "spotcloud", "action", "delete"), "rtx1XQKX18EDdItEf5adrzc/fCg=");
            Map<String, String> order = Map.of(
                    "ecp_username", "spotcloud",
                    "name", "6a7c0f0e-51d2-4f0b-9c58-0c2f4b0f9d11",
                    "package", "0f9d3b8a-7f0c-11e0-9b4a-001b63b5a5e2",
                    "hardware", "3c1a9f52-7f0c-11e0-9b4a-001b63b5a5e2");
            takes(wire, order, "Yg6dpbefTpBwS3XKNEWwsICF+bk=");
            for (Reply reply : send(wire, "PUT", VM, order, "Yg6dpbefTpBwS3XKNEWwsICF+bk=")) {
                assertThat(reply.message())
                        .isEqualTo("HardwareTemplate 3c1a9f52-7f0c-11e0-9b4a-001b63b5a5e2 does not exist");
            }
            assertThat(order(endpoint, "spotcloud", "password").message()).isEqualTo("Not accepting orders");
        }
    }

    @Test
    void aPasswordAndValuesBeyondAscii() {
        try (Endpoint endpoint = Endpoint.start("spotcloud.hosting.password=pässwörd ☁")) {
            takes(
                    endpoint.wire(),
                    Map.of("ecp_username", "spotcloud", "name", "naïve name"),
                    "mbWZ3WXGfN5ixujSzbneKeloQHU=");
        }
    }

    @Test
    void anotherUserAndNothingSoldPastACeiling() {
        try (Endpoint endpoint = Endpoint.start(
                "spotcloud.hosting.user=seller",
                "spotcloud.hosting.password=s3cret",
                "spotcloud.sell.max-machines=1")) {
            takes(
                    endpoint.wire(),
                    Map.of("ecp_username", "seller", "Zeta", "1", "alpha", "2", "Beta", "", "disk", ""),
                    "BzP2AE+5JvUBxXI3b0Ear4Z401Q=");
            assertThat(query(endpoint.wire(), "GET", LIST, "spotcloud", BROKEN).message())
                    .isEqualTo("Wrong digest auth: Wrong user name is used");
            assertThat(order(endpoint, "seller", "s3cret").errno()).isZero();
            Reply past = order(endpoint, "seller", "s3cret");
            assertThat(past.message()).isEqualTo("Capacity is exhausted");
            assertThat(past.errno()).isEqualTo(1);
        }
    }

    @Test
    void nobodyIsLetInWithoutAPassword() {
        try (Endpoint endpoint = Endpoint.start()) {
            Signer signer = Signer.ofPassword("");
            Map<String, String> user = Map.of("ecp_username", "spotcloud");
            assertThat(query(endpoint.wire(), "GET", LIST, "spotcloud", signer.digest(user))
                            .message())
                    .isEqualTo("Wrong digest auth: Wrong digest provided");
            assertThat(send(endpoint.wire(), "POST", LIST, user, signer.digest(user)))
                    .allMatch(reply -> reply.message().equals("Wrong digest auth: Wrong auth digest"));
            Map<String, String> basic = Map.of("Authorization", "Basic c3BvdGNsb3VkOg==");
            assertThat(endpoint.wire().send("GET", LIST, basic, new byte[0]).status())
                    .isEqualTo(401);
        }
    }

    @Test
    void warnsAtItsStartWhenItIsReachableBeyondLoopbackWithoutTls(CapturedOutput output) {
        String warning = "The endpoint can be reached from other hosts without TLS";
        try (Endpoint ignored = Endpoint.start("spotcloud.hosting.password=x", "server.address=0.0.0.0")) {
            assertThat(output).containsOnlyOnce(warning);
        }
        try (Endpoint ignored = Endpoint.start("spotcloud.hosting.password=x")) {
            assertThat(output).containsOnlyOnce(warning);
        }
    }

    /** In both kinds of body; no other digest is taken for the same fields. */
    private static void takes(Wire wire, Map<String, String> fields, String digest) {
        for (String method : List.of("PUT", "POST")) {
            assertThat(send(wire, method, LIST, fields, digest))
                    .allMatch(reply -> reply.status() == 200 && reply.errno() == 0);
            assertThat(send(wire, method, LIST, fields, BROKEN))
                    .allMatch(reply -> reply.message().equals("Wrong digest auth: Wrong auth digest"));
        }
    }

    private static List<Reply> send(Wire wire, String method, String path, Map<String, String> fields, String digest) {
        Map<String, String> form = WireCalls.with(fields, "ecp_auth_digest", digest);
        Map<String, String> multipart = Map.of("Content-Type", "multipart/form-data; boundary=b");
        return List.of(
                wire.send(method, path, Map.of(), Wire.urlEncoded(form)),
                wire.send(method, path, multipart, Wire.multipart(form, "b")));
    }

    private static Reply query(Wire wire, String method, String path, String user, String digest) {
        return wire.send(method, path + "?ecp_username=" + user + "&ecp_auth_digest=" + digest, Map.of(), new byte[0]);
    }

    private static Reply order(Endpoint endpoint, String user, String password) {
        Map<String, String> fields = new LinkedHashMap<>();
        fields.put("ecp_username", user);
        fields.put("name", UUID.randomUUID().toString());
        fields.put("package", WireCalls.PACKAGE);
        fields.put("hardware", endpoint.offerHardware());
        fields.put("ecp_auth_digest", Signer.ofPassword(password).digest(fields));
        return endpoint.wire().send("PUT", VM, Map.of(), Wire.urlEncoded(fields));
    }
}

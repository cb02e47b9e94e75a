package org.spotcloud.adapter.hosting;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.spotcloud.adapter.hosting.Wire.Reply;
import org.spotcloud.adapter.hosting.signing.Signer;
import org.springframework.boot.test.web.server.LocalServerPort;

/** What holds of all signed requests, tried with some hundreds on the wire. */
@OnTheWire
class SigningPropertiesIT {
    private static final String LIST = "/rest/hosting/network/list";
    private static final int SEEDS = 250;

    @LocalServerPort
    private int port;

    private Wire wire;
    private String answer;

    @BeforeEach
    void connect() {
        wire = new Wire(port);
        Reply reply = wire.get(LIST);
        assertThat(reply.errno()).isZero();
        answer = reply.body();
    }

    @Test
    void aSignedFormIsTakenHoweverItIsWritten() {
        for (long seed = 0; seed < SEEDS; seed++) {
            RandomForm form = new RandomForm(seed);
            Map<String, String> fields = signed(form);
            fields.put("ecp_auth_digest", form.encoded(digest(fields), 3));
            assertThat(send(form, fields).body()).as("seed %d", seed).isEqualTo(answer);
        }
    }

    @Test
    void aFormThatWasChangedIsRefused() {
        for (long seed = 0; seed < SEEDS; seed++) {
            RandomForm form = new RandomForm(seed);
            Map<String, String> fields = signed(form);
            String digest = digest(fields);
            fields.remove("ecp_username");
            Map<String, String> changed = fields.isEmpty() ? Map.of("x", "") : form.changed(fields);
            changed = WireCalls.with(changed, "ecp_username", Wire.USER);
            assertThat(send(form, WireCalls.with(changed, "ecp_auth_digest", digest))
                            .message())
                    .as("seed %d", seed)
                    .isEqualTo("Wrong digest auth: Wrong auth digest");
        }
    }

    @Test
    void aSignedQueryIsTakenHoweverItIsWritten() {
        for (long seed = 0; seed < SEEDS; seed++) {
            RandomForm form = new RandomForm(seed);
            Map<String, String> others = form.fields();
            String user = "ecp_username=" + Wire.USER;
            String digest =
                    "ecp_auth_digest=" + form.encoded(Wire.QUERY_DIGEST, 4).replace(" ", "%20");
            String signed = form.coin() ? user + "&" + digest : digest + "&" + user;
            String ignored = new String(form.urlEncoded(others), StandardCharsets.US_ASCII);
            String query = form.coin() ? ignored + "&" + signed : signed + "&" + ignored;
            String target = LIST + form.any(List.of("?", "/?", "%3F", "%3f", "/%3F")) + query;
            String method = form.any(List.of("GET", "DELETE"));
            assertThat(wire.send(method, target, Map.of(), new byte[0]).body())
                    .as("seed %d, %s", seed, target)
                    .isEqualTo(answer);
        }
    }

    private static Map<String, String> signed(RandomForm form) {
        Map<String, String> fields = new LinkedHashMap<>(form.fields());
        fields.put("ecp_username", Wire.USER);
        return fields;
    }

    private static String digest(Map<String, String> fields) {
        return Signer.ofPassword(Wire.PASSWORD).digest(fields);
    }

    /** In either kind of body, by either method, in any order. */
    private Reply send(RandomForm form, Map<String, String> fields) {
        String method = form.any(List.of("PUT", "POST"));
        Map<String, String> shuffled = form.shuffled(fields);
        return form.coin()
                ? wire.send(method, LIST, Map.of(), form.urlEncoded(shuffled))
                : wire.send(method, LIST, Map.of("Content-Type", RandomForm.MULTIPART), form.multipart(shuffled));
    }
}

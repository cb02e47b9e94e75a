package org.spotcloud.adapter.hosting;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.net.URLEncoder;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.spotcloud.adapter.catalog.HardwareTemplates;
import org.spotcloud.adapter.catalog.InstanceType;
import org.spotcloud.adapter.hosting.Wire.Reply;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;
import org.springframework.boot.test.web.server.LocalServerPort;

/** Who is let in, through the real server. */
@OnTheWire
@ExtendWith(OutputCaptureExtension.class)
class AuthenticationIT {
    private static final String LIST = "/rest/hosting/vm/list";
    private static final String BASIC =
            "Basic " + Base64.getEncoder().encodeToString((Wire.USER + ":" + Wire.PASSWORD).getBytes(UTF_8));

    @LocalServerPort
    private int port;

    @Autowired
    private HardwareTemplates templates;

    @Autowired
    private RecordedProvisioning provisioning;

    private Wire wire;

    @BeforeEach
    void connect() {
        wire = new Wire(port);
        templates.sync(List.of(new InstanceType("m1.small", 1, 2048, 20)));
        provisioning.launched.clear();
        provisioning.terminated.clear();
        provisioning.fault = null;
    }

    // --- digests in queries

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "''                                                  | No query string provided",
                "?                                                   | No query string provided",
                "?x=1                                                | ecp_username for ecp_auth_digest was not provided",
                "?ecp_auth_digest=nMhLjg%2BkN9H%2FhsG9NH%2BsjHP5iIE%3D | ecp_username for ecp_auth_digest was not provided",
                "?ecp_username=&ecp_auth_digest=x                    | ecp_username for ecp_auth_digest was not provided",
                "?ecp_username=other&ecp_auth_digest=x               | Wrong user name is used",
                "?ecp_username=spotcloud                             | Wrong digest provided",
                "?ecp_username=spotcloud&ecp_auth_digest=            | Wrong digest provided",
                "?ecp_username=spotcloud&ecp_auth_digest=x           | Wrong digest provided",
                "?ecp_username=spotcloud&ecp_auth_digest=%           | Wrong digest provided",
                "?ecp_username=spotcloud&ecp_auth_digest=%FF%FE      | Wrong digest provided",
                "?ecp_username=spotcloud&ecp_auth_digest=2GNfPPMxfosE5u4AOY7mRAawMp8= | Wrong digest provided"
            })
    void refusesReadsAndDeletesInTheProtocolsWords(String query, String why) {
        for (String method : List.of("GET", "DELETE")) {
            for (String path : List.of(LIST, "/rest/hosting/vm/" + UUID.randomUUID(), "/rest/hosting/unknown")) {
                refused(wire.send(method, path + query, Map.of(), new byte[0]), why);
            }
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "nMhLjg+kN9H/hsG9NH+sjHP5iIE=",
                "nMhLjg%2BkN9H%2FhsG9NH%2BsjHP5iIE%3D",
                "nMhLjg%252BkN9H%252FhsG9NH%252BsjHP5iIE%253D",
                "nMhLjg%25252BkN9H%25252FhsG9NH%25252BsjHP5iIE%25253D",
                "nMhLjg%2525252BkN9H%2525252FhsG9NH%2525252BsjHP5iIE%2525253D",
                "nMhLjg%20kN9H/hsG9NH%20sjHP5iIE=",
                "nMhLjg%2BkN9H/hsG9NH+sjHP5iIE%3d"
            })
    void takesDigestsInAllTheirEncodings(String digest) {
        String query = "ecp_username=spotcloud&ecp_auth_digest=" + digest;
        success(wire.send("GET", LIST + "?" + query, Map.of(), new byte[0]));
        success(wire.send("GET", LIST + "?x=1&" + query + "&name=%FF", Map.of(), new byte[0]));
        success(wire.send("GET", LIST + "%3F" + query, Map.of(), new byte[0]));
        success(wire.send("GET", LIST + "/%3f" + query, Map.of(), new byte[0]));
        String whole = URLEncoder.encode(query, UTF_8);
        success(wire.send("GET", LIST + "%3F" + whole, Map.of(), new byte[0]));
    }

    @Test
    void givesUpADigestThatWasEncodedFiveTimes() {
        String digest = Wire.QUERY_DIGEST;
        for (int i = 0; i < 5; i++) {
            digest = URLEncoder.encode(digest, UTF_8);
        }
        String query = "?ecp_username=spotcloud&ecp_auth_digest=" + digest;
        refused(wire.send("GET", LIST + query, Map.of(), new byte[0]), "Wrong digest provided");
    }

    @Test
    void takesAQueryInThePathFromEveryMethodThatHasOne() {
        String machine = order();
        String query = Wire.QUERY.replace("?", "%3F");
        success(wire.send("GET", "/rest/hosting/vm/" + machine + query, Map.of(), new byte[0]));
        success(wire.send("DELETE", "/rest/hosting/vm/" + machine + query, Map.of(), new byte[0]));
        assertThat(provisioning.terminated).hasSize(1);
    }

    @Test
    void refusesAQueryThatSaysItselfTwice() {
        Reply reply = wire.send("GET", LIST + Wire.QUERY + "&ecp_username=other", Map.of(), new byte[0]);
        assertThat(reply.errno()).isEqualTo(1);
        assertThat(reply.message()).isEqualTo("ecp_username was given twice");
    }

    // --- digests in bodies

    @Test
    void refusesOrdersAndActionsInTheProtocolsWords() {
        Map<String, String> form = Wire.signed(Map.of("action", "delete"));
        for (String method : List.of("PUT", "POST")) {
            for (String path :
                    List.of("/rest/hosting/vm", "/rest/hosting/vm/" + UUID.randomUUID(), "/rest/hosting/x")) {
                refused(body(method, path, Map.of()), "Wrong ecp_username is used");
                refused(body(method, path, with(form, "ecp_username", "other")), "Wrong ecp_username is used");
                refused(body(method, path, Map.of("ecp_username", "spotcloud")), "Wrong auth digest");
                refused(body(method, path, with(form, "ecp_auth_digest", "")), "Wrong auth digest");
                refused(body(method, path, with(form, "ecp_auth_digest", Wire.QUERY_DIGEST)), "Wrong auth digest");
                refused(body(method, path, with(form, "action", "stop")), "Wrong auth digest");
                refused(body(method, path, with(form, "unknown", "")), "Wrong auth digest");
            }
        }
    }

    @Test
    void tellsNobodyUnknownWhatIsWrongWithAForm() {
        for (String form : List.of("action=a&action=b", "a=%00", "a=%ff", "ecp_username=other&a=%ff")) {
            refused(wire.send("POST", LIST, Map.of(), form.getBytes(UTF_8)), "Wrong ecp_username is used");
            refused(
                    wire.send("POST", LIST, Map.of(), (form + "&ecp_username=spotcloud").getBytes(UTF_8)),
                    "Wrong auth digest");
        }
    }

    @Test
    void neverMixesQueryAndBody() {
        String machine = order();
        String path = "/rest/hosting/vm/" + machine;
        // the query of a signed form is ignored
        Reply ridden = wire.send("POST", path + "?action=delete", Map.of(), Wire.urlEncoded(Wire.signed(Map.of())));
        assertThat(ridden.message()).isEqualTo("This action is not supported");
        // a query does not sign a form
        refused(
                wire.send("POST", path + Wire.QUERY, Map.of(), Wire.urlEncoded(Map.of("action", "delete"))),
                "Wrong ecp_username is used");
        refused(
                wire.send("PUT", "/rest/hosting/vm" + Wire.QUERY.replace("?", "%3F"), Map.of(), new byte[0]),
                "Wrong ecp_username is used");
        // a body does not sign a read, and says nothing in one
        byte[] signed = Wire.urlEncoded(Wire.signed(Map.of()));
        refused(wire.send("GET", path, Map.of(), signed), "No query string provided");
        refused(
                wire.send("DELETE", path, Map.of("Content-Type", "application/x-www-form-urlencoded"), signed),
                "No query string provided");
        assertThat(provisioning.terminated).isEmpty();
        success(wire.send("GET", path + Wire.QUERY, Map.of(), "ecp_username=other".getBytes(UTF_8)));
    }

    @Test
    void letsNoHeaderChangeTheMethodOrThePath() {
        String machine = order();
        Map<String, String> headers =
                Map.of("X-HTTP-Method-Override", "DELETE", "X-Original-URL", "/", "X-Forwarded-Prefix", "/camunda");
        success(wire.send("GET", "/rest/hosting/vm/" + machine + Wire.QUERY + "&_method=DELETE", headers, new byte[0]));
        Reply reply = wire.send(
                "POST",
                "/rest/hosting/vm/" + machine,
                headers,
                Wire.urlEncoded(Wire.signed(Map.of("_method", "DELETE"))));
        assertThat(reply.message()).isEqualTo("This action is not supported");
        assertThat(provisioning.terminated).isEmpty();
    }

    @Test
    void refusesWhatIsNotUtf8InASignedForm() {
        Reply reply =
                wire.send("POST", "/rest/hosting/vm", Map.of(), "ecp_username=spotcloud&name=%E9".getBytes(UTF_8));
        assertThat(reply.status()).isEqualTo(200);
        assertThat(reply.errno()).isEqualTo(1);
    }

    @Test
    void takesFormsOfUpTo64FieldsAnd64KiB() {
        Map<String, String> fields = new LinkedHashMap<>();
        for (int i = 0; i < 62; i++) {
            fields.put("f" + i, "x");
        }
        success(wire.form("POST", LIST, fields));
        int rest = 64 * 1024 - Wire.urlEncoded(Wire.signed(Map.of("f", ""))).length;
        // the digest's own escapes make a form of the same fields some bytes longer or shorter
        for (int length = rest - 16; length <= rest + 16; length++) {
            byte[] body = Wire.urlEncoded(Wire.signed(Map.of("f", "x".repeat(length))));
            Reply reply = wire.send("POST", LIST, Map.of(), body);
            if (body.length <= 64 * 1024) {
                success(reply);
            } else {
                assertThat(reply.message()).isEqualTo("The body is larger than 65536 bytes");
            }
        }
    }

    @Test
    void leavesFilesUnsigned() {
        Map<String, String> signed = Wire.signed(Map.of());
        byte[] fields = Wire.multipart(signed, "b");
        byte[] file =
                "--b\r\nContent-Disposition: form-data; name=\"f\"; filename=\"x\"\r\n\r\nabc\r\n".getBytes(UTF_8);
        byte[] body = new byte[file.length + fields.length];
        System.arraycopy(file, 0, body, 0, file.length);
        System.arraycopy(fields, 0, body, file.length, fields.length);
        success(wire.send("POST", LIST, Map.of("Content-Type", "multipart/form-data; boundary=b"), body));
    }

    // --- Basic

    @Test
    void takesBasicInBothSpellings() {
        String python = "Basic b'" + BASIC.substring("Basic ".length()) + "\\n'";
        String wrapped = python.replaceFirst("(.{20})", "$1\\\\n");
        for (String header : List.of(BASIC, python, wrapped)) {
            success(wire.send("GET", LIST, Map.of("Authorization", header), new byte[0]));
            success(wire.send("GET", LIST + "?x=1", Map.of("Authorization", header), new byte[0]));
            success(wire.send("POST", LIST, Map.of("Authorization", header), new byte[0]));
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"Basic c3BvdGNsb3VkOnB3NA==", "Basic b'c3BvdGNsb3VkOnB3NA==\\n'", "Basic x", "Basic ="})
    void answersWrongBasicAsHttpDoes(String header) {
        for (String method : List.of("GET", "PUT", "POST", "DELETE")) {
            Reply reply = wire.send(method, LIST, Map.of("Authorization", header), new byte[0]);
            assertThat(reply.status()).isEqualTo(401);
            assertThat(reply.errno()).isEqualTo(1);
            assertThat(reply.headers().get("www-authenticate")).startsWith("Basic");
        }
    }

    @Test
    void asksForTheDigestWhereThereIsOne() {
        Map<String, String> basic = Map.of("Authorization", BASIC);
        refused(
                wire.send("GET", LIST + "?ecp_username=spotcloud&ecp_auth_digest=x", basic, new byte[0]),
                "Wrong digest provided");
        refused(
                wire.send("POST", LIST, basic, Wire.urlEncoded(Map.of("ecp_username", "spotcloud"))),
                "Wrong auth digest");
        refused(wire.send("GET", LIST, Map.of("Authorization", "Bearer x"), new byte[0]), "No query string provided");
    }

    @Test
    void readsLatin1FromClientsWithBasicOnly() {
        String hardware = templates.offered().get(0).id().toString();
        Map<String, String> fields = new LinkedHashMap<>();
        fields.put("name", "naïve");
        fields.put("package", UUID.randomUUID().toString());
        fields.put("hardware", hardware);
        byte[] latin1 = new String(Wire.multipart(fields, "b"), UTF_8).getBytes(ISO_8859_1);
        Map<String, String> headers = Map.of("Authorization", BASIC, "Content-Type", "multipart/form-data; boundary=b");
        success(wire.send("PUT", "/rest/hosting/vm", headers, latin1));
        success(wire.send("PUT", "/rest/hosting/vm", headers, Wire.multipart(fields, "b")));
        assertThat(provisioning.launched).hasSize(2).allMatch(machine -> machine.name()
                .equals("naïve"));
    }

    // --- what stays secret

    @Test
    void logsNeitherQueriesNorDigests(CapturedOutput output) {
        wire.get(LIST);
        wire.send("GET", LIST + Wire.QUERY.replace("?", "%3F"), Map.of(), new byte[0]);
        wire.send("GET", LIST + Wire.QUERY + "x", Map.of(), new byte[0]);
        wire.send("GET", "/rest/hosting/%zz" + Wire.QUERY, Map.of(), new byte[0]);
        wire.send("GET", "/rest/hosting/\\" + Wire.QUERY, Map.of(), new byte[0]);
        wire.send("GET", LIST + Wire.QUERY + "&x={}", Map.of(), new byte[0]);
        wire.send("GET", LIST + Wire.QUERY, Map.of("Cookie", "a=\"\\"), new byte[0]);
        wire.send("FOO", LIST + Wire.QUERY, Map.of(), new byte[0]);
        wire.send(
                "GET",
                "/rest/hosting/a" + Wire.QUERY.replace("?", "%3F").replace("5iIE", "5iIF"),
                Map.of(),
                new byte[0]);
        wire.send("POST", LIST, Map.of(), Wire.urlEncoded(with(Wire.signed(Map.of()), "a", "1")));
        assertThat(output.getAll()).contains("Refused GET /rest/hosting/vm/list from 127.0.0.1: Wrong digest auth");
        assertThat(output.getAll()).doesNotContain("nMhLjg").doesNotContain("ecp_auth_digest=");
    }

    private String order() {
        String machine = UUID.randomUUID().toString();
        success(wire.form(
                "PUT",
                "/rest/hosting/vm",
                Map.of(
                        "name", machine,
                        "package", UUID.randomUUID().toString(),
                        "hardware", templates.offered().get(0).id().toString())));
        return machine;
    }

    private Reply body(String method, String path, Map<String, String> fields) {
        return wire.send(method, path, Map.of(), Wire.urlEncoded(fields));
    }

    private static Map<String, String> with(Map<String, String> fields, String name, String value) {
        Map<String, String> changed = new LinkedHashMap<>(fields);
        changed.put(name, value);
        return changed;
    }

    private static void success(Reply reply) {
        assertThat(reply.status()).as(reply.body()).isEqualTo(200);
        assertThat(reply.errno()).as(reply.body()).isZero();
    }

    private static void refused(Reply reply, String why) {
        assertThat(reply.status()).as(reply.body()).isEqualTo(200);
        assertThat(reply.message()).isEqualTo("Wrong digest auth: " + why);
        assertThat(reply.errno()).isEqualTo(1);
    }
}

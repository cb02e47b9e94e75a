package org.spotcloud.adapter.hosting;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.spotcloud.adapter.hosting.Wire.Reply;

/** What all calls of the protocol have in common. */
class AnswersIT extends WireCalls {
    @ParameterizedTest
    @ValueSource(
            strings = {"htemplate/list", "ptemplate/list", "network/list", "vm/list", "transaction/list", "log/list"})
    void listsAnswerEveryMethodWithAndWithoutASlash(String list) {
        Reply plain = wire.get("/rest/hosting/" + list);
        assertThat(wire.get("/rest/hosting/" + list + "/").body()).isEqualTo(plain.body());
        assertThat(wire.delete("/rest/hosting/" + list).body()).isEqualTo(plain.body());
        for (String method : List.of("PUT", "POST")) {
            assertThat(wire.form(method, "/rest/hosting/" + list, Map.of()).body())
                    .isEqualTo(plain.body());
        }
        assertThat(wire.send("HEAD", "/rest/hosting/" + list + Wire.QUERY, Map.of(), new byte[0])
                        .status())
                .isEqualTo(200);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "/rest/hosting/",
                "/rest/hosting/nothing",
                "/rest/hosting/vm/not-a-uuid",
                "/rest/hosting/transaction/1",
                "/rest/hosting/network/69aeeed3-f2aa-41c4-8d3a-a264413aa52a",
                "/rest/hosting/vm//list",
                "/rest/hosting/vm;x=1/list",
                "/rest/hosting/%76m/list",
                "/rest/hosting/vm/../vm/list",
                "/rest/hosting/vm/%2e%2e/vm/list",
                "/rest/hosting/a%2Fb",
                "/rest/hosting/vm/list.json"
            })
    void unknownPathsAreNotFound(String path) {
        notFound(wire.get(path));
    }

    @Test
    void answersJsonWhateverIsAccepted() {
        Reply reply = wire.send(
                "GET",
                "/rest/hosting/vm/list" + Wire.QUERY,
                Map.of("Accept", "text/html, application/xml", "Origin", "http://elsewhere.example"),
                new byte[0]);
        success(reply);
        assertThat(reply.headers()).doesNotContainKey("set-cookie");
    }

    @Test
    void aFaultOfOursSaysNothingAboutItself() {
        provisioning.fault = new IllegalStateException("jdbc:h2:mem:secret");
        Reply reply = order(UUID.randomUUID().toString());
        assertThat(reply.status()).isEqualTo(500);
        assertThat(reply.errno()).isEqualTo(1);
        assertThat(reply.body()).doesNotContain("secret").doesNotContain("Exception");
        assertThat(success(wire.get("/rest/hosting/vm/list")).get("vms")).isEmpty();
    }

    @Test
    void everyCallIsTheSameWithASlash() {
        String machine = UUID.randomUUID().toString();
        String txid = success(wire.form("PUT", VM + "/", orderFields(machine)))
                .get("txid")
                .asText();
        for (String path : List.of(
                "htemplate/" + hardware,
                "ptemplate/" + PACKAGE,
                "vm/" + machine,
                "transaction/" + txid,
                "utilization")) {
            assertThat(names(success(wire.get(ROOT + path + "/"))))
                    .as(path)
                    .isEqualTo(names(success(wire.get(ROOT + path))));
        }
        error(wire.get(VM + "/"), 2, "Only PUT method is allowed");
        success(wire.delete(VM + "/" + machine + "/"));
        notFound(wire.get(VM + "/" + machine));
    }

    @Test
    void everyAnswerHasAnErrnoAndAMessageInJson() {
        provisioning.fault = new IllegalStateException("broken");
        Map<String, Reply> answers = Map.of(
                "success", wire.get(ROOT + "vm/list"),
                "error", wire.get(VM),
                "not found", wire.get(ROOT + "nothing"),
                "refused", wire.send("GET", ROOT + "vm/list", Map.of(), new byte[0]),
                "fault", order(UUID.randomUUID().toString()),
                "wrong password",
                        wire.send("GET", ROOT + "vm/list", Map.of("Authorization", "Basic eDp5"), new byte[0]));
        answers.forEach((name, reply) -> {
            assertThat(reply.headers().get("content-type")).as(name).startsWith("application/json");
            assertThat(reply.json().get("errno").isInt()).as(name).isTrue();
            assertThat(reply.json().get("message").isTextual()).as(name).isTrue();
        });
        assertThat(answers.values().stream().map(Reply::status)).containsOnly(200, 404, 500, 401);
        assertThat(answers.get("success").message()).isEqualTo("Success");
    }

    @Test
    void answersInUtf8() {
        String name = "naïve ☁ \uD83D\uDE00 e\u0301";
        String machine = success(order(name)).get("machine_id").asText();
        assertThat(vm(machine).get("name").asText()).isEqualTo(name);
        error(wire.form("PUT", VM, with(orderFields("x"), "package", name)), 1, "Package " + name + " is not a UUID");
    }
}

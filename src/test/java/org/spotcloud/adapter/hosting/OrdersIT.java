package org.spotcloud.adapter.hosting;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.net.URLEncoder;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.UUID;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.spotcloud.adapter.catalog.Architecture;
import org.spotcloud.adapter.hosting.Wire.Reply;

/** Orders, sentence by sentence. */
class OrdersIT extends WireCalls {
    @Test
    void takesAnOrderAtOnce() {
        String machine = UUID.randomUUID().toString();
        Reply reply = order(machine);
        assertThat(reply.status()).isEqualTo(200);
        JsonNode answer = reply.json();
        assertThat(names(answer)).containsExactlyInAnyOrder("errno", "message", "txid", "transaction", "machine_id");
        assertThat(answer.get("errno").asInt()).isZero();
        assertThat(answer.get("message").asText()).isEqualTo("Request accepted, check transaction for status");
        assertThat(answer.get("machine_id").asText()).isEqualTo(machine);
        assertThat(answer.get("transaction")).isEqualTo(answer.get("txid"));
        assertThat(provisioning.launched).hasSize(1);
    }

    @Test
    void ignoresOtherFieldsOfAnOrder() {
        Map<String, String> fields = orderFields(UUID.randomUUID().toString());
        fields.put("network_uuid", "69aeeed3-f2aa-41c4-8d3a-a264413aa52a");
        fields.put("disk", "");
        fields.put("ü", "☁");
        success(wire.form("PUT", "/rest/hosting/vm", fields));
    }

    @Test
    void takesOrdersInEveryKindOfBody() {
        Map<String, String> fields = Wire.signed(orderFields("naïve ☁ name"));
        byte[] urlEncoded = Wire.urlEncoded(fields);
        success(wire.send("PUT", "/rest/hosting/vm", Map.of(), urlEncoded));
        success(wire.send(
                "PUT",
                "/rest/hosting/vm/",
                Map.of("Content-Type", "application/x-www-form-urlencoded; charset=UTF-8"),
                urlEncoded));
        success(wire.send(
                "PUT",
                "/rest/hosting/vm",
                Map.of("Content-Type", "multipart/form-data; boundary=----b"),
                Wire.multipart(fields, "----b")));
        success(wire.raw(chunked("PUT", "/rest/hosting/vm", urlEncoded)));
        assertThat(provisioning.launched).hasSize(4).allMatch(machine -> machine.name()
                .equals("naïve ☁ name"));
    }

    @Test
    void givesOtherNamesAnIdOfItsOwn() {
        Reply reply = order("web server 1");
        String id = reply.json().get("machine_id").asText();
        assertThat(UUID.fromString(id)).isNotNull();
        JsonNode vm = success(wire.get("/rest/hosting/vm/" + id)).get("vm");
        assertThat(vm.get("name").asText()).isEqualTo("web server 1");
        assertThat(vm.get("uuid").asText()).isEqualTo(id);
    }

    @ParameterizedTest
    @CsvSource({"name", "package", "hardware"})
    void missesParametersInTheirOrder(String missing) {
        Map<String, String> fields = orderFields(UUID.randomUUID().toString());
        for (String later : List.of("name", "package", "hardware")) {
            if (later.equals(missing) || fields.size() < 3) {
                fields.remove(later);
            }
        }
        error(wire.form("PUT", "/rest/hosting/vm", fields), 1, missing + " parameter was not provided");
        fields.put(missing, "");
        error(wire.form("PUT", "/rest/hosting/vm", fields), 1, missing + " parameter was not provided");
    }

    @Test
    void refusesWhatCannotBeOrdered() {
        Map<String, String> fields = orderFields(UUID.randomUUID().toString());
        fields.put("package", "debian");
        error(wire.form("PUT", "/rest/hosting/vm", fields), 1, "Package debian is not a UUID");
        UUID unknown = UUID.randomUUID();
        fields = orderFields(UUID.randomUUID().toString());
        fields.put("hardware", unknown.toString());
        error(wire.form("PUT", "/rest/hosting/vm", fields), 1, "HardwareTemplate " + unknown + " does not exist");
        fields.put("hardware", "m1.small");
        error(wire.form("PUT", "/rest/hosting/vm", fields), 1, "HardwareTemplate m1.small does not exist");
        templates.sync(List.of());
        fields.put("hardware", hardware.toString());
        error(wire.form("PUT", "/rest/hosting/vm", fields), 1, "HardwareTemplate " + hardware + " does not exist");
        assertThat(provisioning.launched).isEmpty();
    }

    @Test
    void ordersAnyPackageListedOrNot() {
        Map<String, String> fields = orderFields(UUID.randomUUID().toString());
        String unlisted = UUID.randomUUID().toString();
        fields.put("package", unlisted);
        success(wire.form("PUT", "/rest/hosting/vm", fields));
        success(wire.get("/rest/hosting/ptemplate/" + unlisted));
    }

    @Test
    void answersTheSameOrderTheSameAndRefusesAnother() {
        String machine = UUID.randomUUID().toString();
        Reply first = order(machine);
        assertThat(order(machine.toUpperCase(Locale.ROOT)).body()).isEqualTo(first.body());
        Map<String, String> other = orderFields(machine);
        other.put("package", UUID.randomUUID().toString());
        error(
                wire.form("PUT", "/rest/hosting/vm", other),
                1,
                "VM " + machine + " was already ordered as transaction "
                        + first.json().get("txid").asText());
        assertThat(provisioning.launched).hasSize(1);
    }

    @Test
    void freesTheIdOnDelete() {
        String machine = UUID.randomUUID().toString();
        Reply first = order(machine);
        success(wire.delete("/rest/hosting/vm/" + machine));
        Reply second = order(machine);
        assertThat(second.errno()).isZero();
        assertThat(second.json().get("txid")).isNotEqualTo(first.json().get("txid"));
    }

    @ParameterizedTest
    @ValueSource(strings = {"GET", "POST", "DELETE"})
    void orderingTakesPutOnly(String method) {
        Reply reply = method.equals("POST")
                ? wire.form(method, "/rest/hosting/vm", orderFields("x"))
                : wire.send(method, "/rest/hosting/vm" + Wire.QUERY, Map.of(), new byte[0]);
        error(reply, 2, "Only PUT method is allowed");
    }

    private static byte[] chunked(String method, String path, byte[] body) {
        String text = new String(body, ISO_8859_1);
        int half = text.length() / 2;
        String chunks = Integer.toHexString(half) + "\r\n" + text.substring(0, half) + "\r\n"
                + Integer.toHexString(text.length() - half) + "\r\n" + text.substring(half) + "\r\n0\r\n\r\n";
        return (method + " " + path + " HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n"
                        + "Transfer-Encoding: chunked\r\n\r\n" + chunks)
                .getBytes(ISO_8859_1);
    }

    // --- ids

    @Test
    void comesBackInTheSpellingItWasOrderedIn() {
        String machine = UUID.randomUUID().toString().toUpperCase(Locale.ROOT);
        String spelled = hardware.toString().toUpperCase(Locale.ROOT);
        Map<String, String> fields = with(orderFields(machine), "hardware", spelled);
        Reply first = wire.form("PUT", VM, fields);
        assertThat(success(first).get("machine_id").asText()).isEqualTo(machine);
        assertThat(vm(machine).get("uuid").asText()).isEqualTo(machine);
        assertThat(vm(machine).get("name").asText()).isEqualTo(machine);
        assertThat(vm(machine).get("hardware_profile_uuid").asText()).isEqualTo(spelled);
        String txid = first.json().get("txid").asText();
        assertThat(transaction(txid).get("machine_id").asText()).isEqualTo(machine);
        launches.fulfilled(launch(machine));
        assertThat(transaction(txid).get("message").asText()).isEqualTo("Provision " + machine + " OK");
    }

    @Test
    void comparesIdsWithoutCase() {
        String machine = UUID.randomUUID().toString();
        Reply first = order(machine);
        Map<String, String> fields = orderFields(machine);
        fields.replaceAll((name, value) -> value.toUpperCase(Locale.ROOT));
        assertThat(wire.form("PUT", VM, fields).body()).isEqualTo(first.body());
        assertThat(vm(machine).get("hardware_profile_uuid").asText()).isEqualTo(hardware.toString());
    }

    @Test
    void hardwareThatIsNotThereIsNamedAsItWasOrdered() {
        String unknown = UUID.randomUUID().toString().toUpperCase(Locale.ROOT);
        error(
                wire.form("PUT", VM, with(orderFields("any"), "hardware", unknown)),
                1,
                "HardwareTemplate " + unknown + " does not exist");
    }

    @Test
    void otherTextIsANameThatManyMachinesMayHave() {
        String one = success(order("web")).get("machine_id").asText();
        String two = success(order("web")).get("machine_id").asText();
        assertThat(one).isNotEqualTo(two);
        assertThat(vm(one).get("name").asText()).isEqualTo("web");
        assertThat(vm(two).get("name").asText()).isEqualTo("web");
    }

    // --- the same order again

    @Test
    void theSameOrderIsKnownThoughItsHardwareIsNoLongerOffered() {
        String machine = UUID.randomUUID().toString();
        Reply first = order(machine);
        templates.sync(List.of());
        assertThat(order(machine).body()).isEqualTo(first.body());
    }

    @Test
    void otherHardwareIsAnotherOrder() {
        String machine = UUID.randomUUID().toString();
        String txid = order(machine).json().get("txid").asText();
        String other = hardware(Architecture.I386).toString();
        error(
                wire.form("PUT", VM, with(orderFields(machine), "hardware", other)),
                1,
                "VM " + machine + " was already ordered as transaction " + txid);
    }

    @Test
    void freesTheIdOnFailure() {
        String machine = UUID.randomUUID().toString();
        Reply first = order(machine);
        launches.failed(launch(machine), "Package " + PACKAGE + " is not a tar archive");
        Map<String, String> other =
                with(orderFields(machine), "package", UUID.randomUUID().toString());
        JsonNode second = success(wire.form("PUT", VM, other));
        assertThat(second.get("machine_id").asText()).isEqualTo(machine);
        assertThat(second.get("txid")).isNotEqualTo(first.json().get("txid"));
    }

    // --- what is not taken

    @Test
    void saysWhyAnOrderCouldNotBeTaken() {
        provisioning.overload = "too many images are imported";
        error(order("any"), 1, "Could not start provision: too many images are imported");
        provisioning.overload = null;
        error(order("x".repeat(256)), 1, "Could not start provision: the name is longer than 255 characters");
        success(order("☁".repeat(255)));
        assertThat(provisioning.launched).hasSize(1);
    }

    @Test
    void putIgnoresTheQuery() {
        Map<String, String> nameless = orderFields("any");
        nameless.remove("name");
        byte[] body = Wire.urlEncoded(Wire.signed(nameless));
        error(wire.send("PUT", VM + "?name=ridden", Map.of(), body), 1, "name parameter was not provided");
        body = Wire.urlEncoded(Wire.signed(orderFields("mine")));
        success(wire.send("PUT", VM + "?name=ridden&ecp_username=other&x=%FF", Map.of(), body));
        assertThat(provisioning.launched).singleElement().matches(machine -> machine.name()
                .equals("mine"));
    }

    @Test
    void aNameGivenTwiceInOneFormIsAnError() {
        for (String twice : List.of("name", "ecp_username", "ecp_auth_digest", "unknown")) {
            Map<String, String> fields = Wire.signed(with(orderFields("any"), "unknown", "x"));
            String again = "&" + twice + "=" + URLEncoder.encode(fields.get(twice), UTF_8);
            String urlEncoded = new String(Wire.urlEncoded(fields), UTF_8) + again;
            error(wire.send("PUT", VM, Map.of(), urlEncoded.getBytes(UTF_8)), 1, twice + " was given twice");
            String once = new String(Wire.multipart(Map.of(twice, "other"), "b"), UTF_8).replace("--b--\r\n", "");
            error(
                    wire.send(
                            "PUT",
                            VM,
                            Map.of("Content-Type", "multipart/form-data; boundary=b"),
                            (once + new String(Wire.multipart(fields, "b"), UTF_8)).getBytes(UTF_8)),
                    1,
                    twice + " was given twice");
        }
        assertThat(provisioning.launched).isEmpty();
    }

    @Test
    void namesThatDifferInCaseAreOtherFields() {
        Map<String, String> fields = orderFields("mine");
        fields.put("Name", "other");
        fields.put("PACKAGE", "x");
        success(wire.form("PUT", VM, fields));
        assertThat(provisioning.launched).singleElement().matches(machine -> machine.name()
                .equals("mine"));
    }
}

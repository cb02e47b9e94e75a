package org.spotcloud.adapter.hosting;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.spotcloud.adapter.catalog.Architecture;
import org.spotcloud.adapter.catalog.HardwareTemplate;
import org.spotcloud.adapter.catalog.HardwareTemplates;
import org.spotcloud.adapter.catalog.InstanceType;
import org.spotcloud.adapter.catalog.PackageId;
import org.spotcloud.adapter.catalog.PackageListing;
import org.spotcloud.adapter.catalog.Packages;
import org.spotcloud.adapter.hosting.Wire.Reply;
import org.spotcloud.adapter.machines.CloudInstance;
import org.spotcloud.adapter.machines.InstanceState;
import org.spotcloud.adapter.machines.LaunchId;
import org.spotcloud.adapter.machines.Launches;
import org.spotcloud.adapter.machines.Machines;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.test.web.server.LocalServerPort;
import org.springframework.jdbc.core.simple.JdbcClient;

/** The calls of the hosting protocol, sentence by sentence. */
@OnTheWire
class ProtocolIT {
    private static final String PACKAGE = "0f9d3b8a-7f0c-11e0-9b4a-001b63b5a5e2";
    private static final InstanceType SMALL = new InstanceType("m1.small", 1, 2048, 20);

    @LocalServerPort
    private int port;

    @Autowired
    private HardwareTemplates templates;

    @Autowired
    private Packages packages;

    @Autowired
    private Machines machines;

    @Autowired
    private Launches launches;

    @Autowired
    private RecordedProvisioning provisioning;

    @Autowired
    private JdbcClient jdbc;

    private Wire wire;
    private UUID hardware;

    @BeforeEach
    void startAfresh() {
        wire = new Wire(port);
        for (String table : List.of("machine", "order_transaction", "package_listing", "hardware_template")) {
            jdbc.sql("DELETE FROM " + table).update();
        }
        provisioning.launched.clear();
        provisioning.terminated.clear();
        provisioning.fault = null;
        templates.sync(List.of(SMALL));
        hardware = templates.offered().stream()
                .filter(template -> template.architecture() == Architecture.X86_64)
                .map(HardwareTemplate::id)
                .findFirst()
                .orElseThrow();
    }

    // --- the catalogue

    @Test
    void listsHardwareTemplates() {
        JsonNode answer = success(wire.get("/rest/hosting/htemplate/list"));
        assertThat(answer.get("templates")).hasSize(2);
        JsonNode template = answer.get("templates").get(1);
        assertThat(names(template))
                .containsExactlyInAnyOrder("uuid", "name", "cpus", "arch", "memory", "hypervisor_name");
        assertThat(template.get("uuid").asText()).isEqualTo(hardware.toString());
        assertThat(template.get("name").asText()).isEqualTo("m1.small.x86_64");
        assertThat(template.get("cpus").isInt()).isTrue();
        assertThat(template.get("cpus").asInt()).isEqualTo(1);
        assertThat(template.get("arch").asText()).isEqualTo("x86_64");
        assertThat(template.get("memory").isIntegralNumber()).isTrue();
        assertThat(template.get("memory").asInt()).isEqualTo(2048);
        assertThat(template.get("hypervisor_name").asText()).isEqualTo("kvm-hvm");
        assertThat(answer.get("templates").get(0).get("name").asText()).isEqualTo("m1.small.i386");
    }

    @Test
    void tellsNineNumbersOfUtilizationByAnyMethod() {
        success(order("utilized"));
        for (Reply reply : List.of(wire.get("/rest/hosting/utilization"), wire.delete("/rest/hosting/utilization/"))) {
            JsonNode answer = success(reply);
            assertThat(names(answer))
                    .containsExactlyInAnyOrder(
                            "errno",
                            "message",
                            "total_memory",
                            "free_memory",
                            "total_storage",
                            "free_storage",
                            "committed_storage",
                            "cpus",
                            "loadone",
                            "loadfive",
                            "loadfifteen");
            assertThat(answer.get("committed_storage").asLong()).isEqualTo(20 * 1024);
            for (String unknown : List.of("total_memory", "free_memory", "total_storage", "free_storage", "cpus")) {
                assertThat(answer.get(unknown).isIntegralNumber()).as(unknown).isTrue();
                assertThat(answer.get(unknown).asLong()).as(unknown).isZero();
            }
            for (String load : List.of("loadone", "loadfive", "loadfifteen")) {
                assertThat(answer.get(load).isNumber()).as(load).isTrue();
            }
        }
    }

    @Test
    void showsOneHardwareTemplateWhateverTheCaseOfItsId() {
        for (String id : List.of(hardware.toString(), hardware.toString().toUpperCase(Locale.ROOT))) {
            JsonNode answer = success(wire.get("/rest/hosting/htemplate/" + id));
            assertThat(answer.get("template").get("uuid").asText()).isEqualTo(hardware.toString());
        }
        notFound(wire.get("/rest/hosting/htemplate/" + UUID.randomUUID()));
        notFound(wire.get("/rest/hosting/htemplate/m1.small"));
    }

    @Test
    void listsPackagesAndNeverSaysNull() {
        packages.save(new PackageListing(PackageId.of(PACKAGE), "Debian", 3072, "Debian 13", "A small one"));
        PackageId bare = new PackageId(UUID.randomUUID());
        packages.save(PackageListing.unknown(bare));
        JsonNode answer = success(wire.get("/rest/hosting/ptemplate/list"));
        assertThat(answer.get("packages")).hasSize(2);
        JsonNode known = success(wire.get("/rest/hosting/ptemplate/" + PACKAGE)).get("package");
        assertThat(known.toString())
                .isEqualTo(
                        "{\"uuid\":\"" + PACKAGE
                                + "\",\"name\":\"Debian\",\"storage\":3072,\"os\":\"Debian 13\",\"description\":\"A small one\"}");
        JsonNode unknown = success(wire.get("/rest/hosting/ptemplate/" + bare)).get("package");
        assertThat(unknown.toString())
                .isEqualTo("{\"uuid\":\"%s\",\"name\":\"%s\",\"storage\":0,\"os\":\"unknown\",\"description\":\"\"}"
                        .formatted(bare, bare));
        notFound(wire.get("/rest/hosting/ptemplate/" + UUID.randomUUID()));
    }

    @Test
    void listsTheOneNetwork() {
        JsonNode answer = success(wire.get("/rest/hosting/network/list"));
        assertThat(answer.get("networks").toString())
                .isEqualTo("[{\"uuid\":\"69aeeed3-f2aa-41c4-8d3a-a264413aa52a\",\"name\":\"Spot Cloud\","
                        + "\"interface_name\":null,\"vlan_id\":null}]");
    }

    // --- orders

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

    // --- machines

    @Test
    void showsAMachineFromTheOrderOn() {
        String machine = UUID.randomUUID().toString().toUpperCase(Locale.ROOT);
        order(machine);
        JsonNode vm = success(wire.get("/rest/hosting/vm/" + machine.toLowerCase(Locale.ROOT)))
                .get("vm");
        assertThat(vm.toString())
                .isEqualTo(("{\"uuid\":\"%s\",\"name\":\"%s\",\"state\":\"scheduling\",\"nova_id\":null,"
                                + "\"ip_address\":\"127.0.0.1\",\"interfaces\":[{\"ip\":\"127.0.0.1\"}],"
                                + "\"os\":\"unknown\",\"hardware_profile_uuid\":\"%s\"}")
                        .formatted(machine, machine, hardware));
        JsonNode list = success(wire.get("/rest/hosting/vm/list")).get("vms");
        assertThat(list).hasSize(1);
        assertThat(list.get(0)).isEqualTo(vm);
    }

    @Test
    void showsWhatTheCloudSays() {
        String machine = UUID.randomUUID().toString();
        order(machine);
        packages.save(new PackageListing(PackageId.of(PACKAGE), "Debian", 3072, "Debian 13", ""));
        LaunchId launch = machines.findLive(machine).orElseThrow().launchId();
        launches.imageReady(launch);
        assertThat(state(machine)).isEqualTo("launching");
        CloudInstance pending = instance(InstanceState.PENDING, null, "10.0.0.7");
        launches.ran(launch, pending);
        launches.observed(launch, pending);
        JsonNode vm = success(wire.get("/rest/hosting/vm/" + machine)).get("vm");
        assertThat(vm.get("state").asText()).isEqualTo("pending");
        assertThat(vm.get("nova_id").asText()).isEqualTo("i-00000001");
        assertThat(vm.get("ip_address").asText()).isEqualTo("10.0.0.7");
        assertThat(vm.get("os").asText()).isEqualTo("Debian 13");
        launches.observed(launch, instance(InstanceState.RUNNING, "192.0.2.7", "10.0.0.7"));
        vm = success(wire.get("/rest/hosting/vm/" + machine)).get("vm");
        assertThat(vm.get("state").asText()).isEqualTo("running");
        assertThat(vm.get("ip_address").asText()).isEqualTo("192.0.2.7");
        assertThat(vm.get("interfaces").toString()).isEqualTo("[{\"ip\":\"192.0.2.7\"},{\"ip\":\"10.0.0.7\"}]");
    }

    @Test
    void deletesByEitherCall() {
        String one = UUID.randomUUID().toString().toUpperCase(Locale.ROOT);
        String two = UUID.randomUUID().toString();
        order(one);
        order(two);
        Reply deleted = wire.delete("/rest/hosting/vm/" + one.toLowerCase(Locale.ROOT));
        assertThat(success(deleted).get("message").asText()).isEqualTo("VM " + one + " was deleted");
        Reply acted = wire.form("POST", "/rest/hosting/vm/" + two + "/", Map.of("action", "delete"));
        assertThat(success(acted).get("message").asText()).isEqualTo("VM " + two + " was deleted");
        notFound(wire.get("/rest/hosting/vm/" + one));
        notFound(wire.delete("/rest/hosting/vm/" + one));
        notFound(wire.form("POST", "/rest/hosting/vm/" + two, Map.of("action", "delete")));
        assertThat(success(wire.get("/rest/hosting/vm/list")).get("vms")).isEmpty();
        assertThat(provisioning.terminated).hasSize(2);
    }

    @Test
    void refusesActionsThatThereAreNot() {
        String machine = UUID.randomUUID().toString();
        order(machine);
        String path = "/rest/hosting/vm/" + machine;
        for (String action : List.of("", "pause", "resume", "save", "Delete", "explode")) {
            error(wire.form("POST", path, Map.of("action", action)), 1, "This action is not supported");
        }
        error(wire.form("POST", path, Map.of()), 1, "This action is not supported");
        error(wire.form("PUT", path, Map.of("action", "delete")), 1, "This action is not supported");
        error(wire.form("PUT", path, Map.of()), 1, "This action is not supported");
        success(wire.get(path));
    }

    // --- transactions

    @Test
    void showsATransactionWhileItRuns() {
        String machine = UUID.randomUUID().toString();
        String txid = order(machine).json().get("txid").asText();
        JsonNode transaction = success(wire.get("/rest/hosting/transaction/" + txid.toUpperCase(Locale.ROOT)))
                .get("transaction");
        assertThat(names(transaction))
                .containsExactlyInAnyOrder(
                        "uuid", "machine_id", "started", "ended", "completed", "is_error", "message");
        assertThat(transaction.get("uuid").asText()).isEqualTo(txid);
        assertThat(transaction.get("machine_id").asText()).isEqualTo(machine);
        assertThat(transaction.get("started").asText()).matches("\\d{4}-\\d\\d-\\d\\dT\\d\\d:\\d\\d:\\d\\d(\\.\\d+)?Z");
        assertThat(transaction.get("ended").isNull()).isTrue();
        assertThat(transaction.get("completed").isInt()).isTrue();
        assertThat(transaction.get("completed").asInt()).isZero();
        assertThat(transaction.get("is_error").isBoolean()).isTrue();
        assertThat(transaction.get("is_error").asBoolean()).isFalse();
    }

    @Test
    void showsHowATransactionEnded() {
        String machine = UUID.randomUUID().toString();
        String txid = order(machine).json().get("txid").asText();
        launches.fulfilled(machines.findLive(machine).orElseThrow().launchId());
        JsonNode done = success(wire.get("/rest/hosting/transaction/" + txid)).get("transaction");
        assertThat(done.get("completed").asInt()).isEqualTo(100);
        assertThat(done.get("is_error").asBoolean()).isFalse();
        assertThat(done.get("message").asText()).isEqualTo("Provision " + machine + " OK");
        assertThat(done.get("ended").asText()).endsWith("Z");
    }

    @Test
    void keepsTheTransactionOfAFailedOrderAndNotItsMachine() {
        String machine = UUID.randomUUID().toString();
        String txid = order(machine).json().get("txid").asText();
        launches.failed(
                machines.findLive(machine).orElseThrow().launchId(), "Package " + PACKAGE + " is not a tar archive");
        notFound(wire.get("/rest/hosting/vm/" + machine));
        assertThat(success(wire.get("/rest/hosting/vm/list")).get("vms")).isEmpty();
        JsonNode failed = success(wire.get("/rest/hosting/transaction/" + txid)).get("transaction");
        assertThat(failed.get("completed").asInt()).isEqualTo(100);
        assertThat(failed.get("is_error").asBoolean()).isTrue();
        assertThat(failed.get("message").asText()).isEqualTo("Package " + PACKAGE + " is not a tar archive");
    }

    @Test
    void listsTransactionsNewestFirstAndFromOneOn() {
        List<String> txids = new ArrayList<>();
        for (int i = 0; i < 5; i++) {
            txids.add(0, order("machine " + i).json().get("txid").asText());
        }
        assertThat(uuids(success(wire.get("/rest/hosting/transaction/list")))).containsExactlyElementsOf(txids);
        Reply older = wire.send(
                "GET",
                "/rest/hosting/transaction/list" + Wire.QUERY + "&before=" + txids.get(2),
                Map.of(),
                new byte[0]);
        assertThat(uuids(success(older))).containsExactlyElementsOf(txids.subList(3, 5));
        Reply lost = wire.send(
                "GET", "/rest/hosting/transaction/list" + Wire.QUERY + "&before=" + hardware, Map.of(), new byte[0]);
        error(lost, 1, "Transaction " + hardware + " does not exist");
        JsonNode log = success(wire.get("/rest/hosting/log/list"));
        assertThat(log.get("logs").toString()).isEqualTo("[]");
        assertThat(uuids(log)).containsExactlyElementsOf(txids);
    }

    @Test
    void listsAThousandTransactionsAtMost() {
        for (int i = 0; i < 1001; i++) {
            jdbc.sql("INSERT INTO order_transaction VALUES (?, ?, ?, CURRENT_TIMESTAMP, NULL, 0, FALSE, 'x')")
                    .params(UUID.randomUUID().toString(), UUID.randomUUID().toString(), "m")
                    .update();
        }
        assertThat(uuids(success(wire.get("/rest/hosting/transaction/list")))).hasSize(1000);
    }

    // --- what all calls have in common

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

    private Reply order(String name) {
        return wire.form("PUT", "/rest/hosting/vm", orderFields(name));
    }

    private Map<String, String> orderFields(String name) {
        Map<String, String> fields = new LinkedHashMap<>();
        fields.put("name", name);
        fields.put("package", PACKAGE);
        fields.put("hardware", hardware.toString());
        return fields;
    }

    private String state(String machine) {
        return success(wire.get("/rest/hosting/vm/" + machine))
                .get("vm")
                .get("state")
                .asText();
    }

    private static CloudInstance instance(InstanceState state, String publicAddress, String privateAddress) {
        return new CloudInstance(
                "i-00000001",
                state,
                Optional.ofNullable(publicAddress),
                Optional.ofNullable(privateAddress),
                Optional.empty(),
                Instant.EPOCH,
                Optional.empty());
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

    private static JsonNode success(Reply reply) {
        assertThat(reply.status()).as(reply.body()).isEqualTo(200);
        assertThat(reply.headers().get("content-type")).startsWith("application/json");
        assertThat(reply.errno()).as(reply.body()).isZero();
        return reply.json();
    }

    private static void error(Reply reply, int errno, String message) {
        assertThat(reply.status()).isEqualTo(200);
        assertThat(reply.headers().get("content-type")).startsWith("application/json");
        assertThat(reply.message()).isEqualTo(message);
        assertThat(reply.errno()).isEqualTo(errno);
    }

    private static void notFound(Reply reply) {
        assertThat(reply.status()).as(reply.body()).isEqualTo(404);
        assertThat(reply.headers().get("content-type")).startsWith("application/json");
        assertThat(reply.errno()).isEqualTo(404);
    }

    private static List<String> names(JsonNode object) {
        List<String> names = new ArrayList<>();
        object.fieldNames().forEachRemaining(names::add);
        return names;
    }

    private static List<String> uuids(JsonNode answer) {
        List<String> uuids = new ArrayList<>();
        answer.get("transactions")
                .forEach(transaction -> uuids.add(transaction.get("uuid").asText()));
        return uuids;
    }
}

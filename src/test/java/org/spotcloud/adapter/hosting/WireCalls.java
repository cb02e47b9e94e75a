package org.spotcloud.adapter.hosting;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import org.junit.jupiter.api.BeforeEach;
import org.spotcloud.adapter.catalog.Architecture;
import org.spotcloud.adapter.catalog.HardwareTemplate;
import org.spotcloud.adapter.catalog.HardwareTemplates;
import org.spotcloud.adapter.catalog.InstanceType;
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

/** What tests of the protocol's calls share: a service that offers one size and has sold nothing. */
@OnTheWire
abstract class WireCalls {
    static final String ROOT = "/rest/hosting/";
    static final String VM = ROOT + "vm";
    static final String PACKAGE = "0f9d3b8a-7f0c-11e0-9b4a-001b63b5a5e2";
    static final InstanceType SMALL = new InstanceType("m1.small", 1, 2048, 20);

    private static final byte[] NOTHING = {};

    @LocalServerPort
    int port;

    @Autowired
    HardwareTemplates templates;

    @Autowired
    Packages packages;

    @Autowired
    Machines machines;

    @Autowired
    Launches launches;

    @Autowired
    RecordedProvisioning provisioning;

    @Autowired
    JdbcClient jdbc;

    Wire wire;
    UUID hardware;

    @BeforeEach
    void startAfresh() {
        wire = new Wire(port);
        for (String table : List.of("machine", "order_transaction", "package_listing", "hardware_template")) {
            jdbc.sql("DELETE FROM " + table).update();
        }
        provisioning.launched.clear();
        provisioning.terminated.clear();
        provisioning.fault = null;
        provisioning.overload = null;
        templates.sync(List.of(SMALL));
        hardware = hardware(Architecture.X86_64);
    }

    final UUID hardware(Architecture architecture) {
        return templates.offered().stream()
                .filter(template -> template.architecture() == architecture)
                .map(HardwareTemplate::id)
                .findFirst()
                .orElseThrow();
    }

    final Reply order(String name) {
        return wire.form("PUT", VM, orderFields(name));
    }

    final Map<String, String> orderFields(String name) {
        Map<String, String> fields = new LinkedHashMap<>();
        fields.put("name", name);
        fields.put("package", PACKAGE);
        fields.put("hardware", hardware.toString());
        return fields;
    }

    /** With a query after the one that signs, if any. */
    final Reply get(String path, String more) {
        return wire.send("GET", path + Wire.QUERY + more, Map.of(), NOTHING);
    }

    /** By any method, signed where that method is signed. */
    final Reply call(String method, String path, Map<String, String> fields) {
        return method.equals("PUT") || method.equals("POST")
                ? wire.form(method, path, fields)
                : wire.send(method, path + Wire.QUERY, Map.of(), NOTHING);
    }

    final LaunchId launch(String machine) {
        return machines.findLive(machine).orElseThrow().launchId();
    }

    final JsonNode vm(String machine) {
        return success(wire.get(VM + "/" + machine)).get("vm");
    }

    final String state(String machine) {
        return vm(machine).get("state").asText();
    }

    final JsonNode transaction(String txid) {
        return success(wire.get(ROOT + "transaction/" + txid)).get("transaction");
    }

    static CloudInstance instance(InstanceState state, String publicAddress, String privateAddress) {
        return new CloudInstance(
                "i-00000001",
                state,
                Optional.ofNullable(publicAddress),
                Optional.ofNullable(privateAddress),
                Optional.empty(),
                Instant.EPOCH,
                Optional.empty());
    }

    static Map<String, String> with(Map<String, String> fields, String name, String value) {
        Map<String, String> changed = new LinkedHashMap<>(fields);
        changed.put(name, value);
        return changed;
    }

    static JsonNode success(Reply reply) {
        assertThat(reply.status()).as(reply.body()).isEqualTo(200);
        assertThat(reply.headers().get("content-type")).startsWith("application/json");
        assertThat(reply.errno()).as(reply.body()).isZero();
        return reply.json();
    }

    static void error(Reply reply, int errno, String message) {
        assertThat(reply.status()).isEqualTo(200);
        assertThat(reply.headers().get("content-type")).startsWith("application/json");
        assertThat(reply.message()).isEqualTo(message);
        assertThat(reply.errno()).isEqualTo(errno);
    }

    static void notFound(Reply reply) {
        assertThat(reply.status()).as(reply.body()).isEqualTo(404);
        assertThat(reply.headers().get("content-type")).startsWith("application/json");
        assertThat(reply.errno()).isEqualTo(404);
    }

    static List<String> names(JsonNode object) {
        List<String> names = new ArrayList<>();
        object.fieldNames().forEachRemaining(names::add);
        return names;
    }

    static List<String> uuids(JsonNode answer) {
        List<String> uuids = new ArrayList<>();
        answer.get("transactions")
                .forEach(transaction -> uuids.add(transaction.get("uuid").asText()));
        return uuids;
    }
}

package org.spotcloud.adapter.hosting;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.UUID;
import java.util.function.Function;
import org.junit.jupiter.api.Test;
import org.spotcloud.adapter.catalog.PackageId;
import org.spotcloud.adapter.catalog.PackageListing;
import org.spotcloud.adapter.hosting.Wire.Reply;
import org.spotcloud.adapter.machines.CloudInstance;
import org.spotcloud.adapter.machines.InstanceState;
import org.spotcloud.adapter.machines.LaunchId;

/** Machines of the hosting protocol, sentence by sentence. */
class ProtocolIT extends WireCalls {
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

    @Test
    void actionsComeInEveryKindOfBody() {
        Map<String, Function<Map<String, String>, byte[]>> kinds = Map.of(
                "application/x-www-form-urlencoded",
                Wire::urlEncoded,
                "multipart/form-data; boundary=b",
                fields -> Wire.multipart(fields, "b"));
        kinds.forEach((type, encoding) -> {
            String machine = UUID.randomUUID().toString();
            order(machine);
            byte[] body = encoding.apply(Wire.signed(Map.of("action", "delete", "ü", "☁")));
            Reply acted = wire.send("POST", VM + "/" + machine, Map.of("Content-Type", type), body);
            assertThat(success(acted).get("message").asText()).isEqualTo("VM " + machine + " was deleted");
        });
        assertThat(provisioning.terminated).hasSize(2);
    }

    @Test
    void aFileIsNoAction() {
        String machine = UUID.randomUUID().toString();
        order(machine);
        String file = "--b\r\nContent-Disposition: form-data; name=\"action\"; filename=\"\"\r\n\r\ndelete\r\n";
        String body = file + new String(Wire.multipart(Wire.signed(Map.of()), "b"), UTF_8);
        error(
                wire.send(
                        "POST",
                        VM + "/" + machine,
                        Map.of("Content-Type", "multipart/form-data; boundary=b"),
                        body.getBytes(UTF_8)),
                1,
                "This action is not supported");
        success(wire.get(VM + "/" + machine));
    }

    @Test
    void showsEachAddressOnce() {
        String machine = UUID.randomUUID().toString();
        order(machine);
        launches.imageReady(launch(machine));
        launches.ran(launch(machine), instance(InstanceState.PENDING, null, "10.0.0.7"));
        assertThat(vm(machine).get("interfaces").toString()).isEqualTo("[{\"ip\":\"10.0.0.7\"}]");
        launches.observed(launch(machine), instance(InstanceState.RUNNING, "10.0.0.7", "10.0.0.7"));
        assertThat(vm(machine).get("ip_address").asText()).isEqualTo("10.0.0.7");
        assertThat(vm(machine).get("interfaces").toString()).isEqualTo("[{\"ip\":\"10.0.0.7\"}]");
        launches.observed(launch(machine), instance(InstanceState.RUNNING, null, null));
        assertThat(vm(machine).get("ip_address").asText()).isEqualTo("127.0.0.1");
        assertThat(vm(machine).get("interfaces").toString()).isEqualTo("[{\"ip\":\"127.0.0.1\"}]");
        assertThat(vm(machine).get("nova_id").asText()).isEqualTo("i-00000001");
    }

    @Test
    void aMachineThatIsNotThereIsNotFound() {
        String unknown = VM + "/" + UUID.randomUUID();
        notFound(wire.get(unknown));
        notFound(wire.delete(unknown));
        notFound(wire.form("POST", unknown, Map.of("action", "delete")));
        error(wire.form("PUT", unknown, orderFields("any")), 1, "This action is not supported");
        assertThat(provisioning.launched).isEmpty();
    }
}

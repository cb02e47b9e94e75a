package org.spotcloud.adapter.hosting;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.UUID;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.spotcloud.adapter.catalog.PackageId;
import org.spotcloud.adapter.catalog.PackageListing;
import org.spotcloud.adapter.hosting.Wire.Reply;

/** What is offered, as the protocol lists it. */
class CatalogIT extends WireCalls {
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

    @ParameterizedTest
    @ValueSource(strings = {"GET", "PUT", "POST", "DELETE"})
    void utilizationAnswersEveryMethodAsGet(String method) {
        JsonNode answer = success(call(method, ROOT + "utilization", Map.of()));
        assertThat(names(answer)).hasSize(2 + 9);
        answer.fields().forEachRemaining(member -> assertThat(member.getValue().isNumber())
                .as(member.getKey())
                .isEqualTo(!member.getKey().equals("message")));
    }

    @Test
    void listsAndSingleEntriesSayTheSame() {
        packages.save(new PackageListing(PackageId.of(PACKAGE), "Debian", 3072, "Debian 13", "A small one"));
        JsonNode template =
                success(wire.get(ROOT + "htemplate/list")).get("templates").get(1);
        assertThat(success(wire.get(ROOT + "htemplate/" + hardware)).get("template"))
                .isEqualTo(template);
        JsonNode listed =
                success(wire.get(ROOT + "ptemplate/list")).get("packages").get(0);
        assertThat(success(wire.get(ROOT + "ptemplate/" + PACKAGE.toUpperCase(Locale.ROOT)))
                        .get("package"))
                .isEqualTo(listed);
    }

    @Test
    void noLongerOffersWhatTheCloudHasNoMore() {
        templates.sync(List.of());
        assertThat(success(wire.get(ROOT + "htemplate/list")).get("templates")).isEmpty();
        notFound(wire.get(ROOT + "htemplate/" + hardware));
    }
}

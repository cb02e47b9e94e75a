package org.spotcloud.adapter;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.UUID;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;
import org.spotcloud.lab.Lab;

/** Orders machines from packages that cannot be imported: each order ends with its cause, and nothing is left behind. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class BadPackageIT {
    private Path dir;
    private Lab lab;

    @BeforeAll
    void startLab(@TempDir Path folder) throws IOException, InterruptedException {
        dir = folder;
        lab = Lab.start(Files.createDirectories(dir.resolve("lab")));
        lab.startService();
    }

    @AfterAll
    void endLab() {
        lab.close();
    }

    @Test
    void endsEachOrderWithItsCauseAndLeavesNothing() throws Exception {
        Map<String, JsonNode> transactions = new LinkedHashMap<>();
        Map<String, String> packages = new LinkedHashMap<>();
        for (Map.Entry<String, byte[]> bad : new BadPackages(Lab.SAMPLE).all().entrySet()) {
            String uuid = lab.shelve(Files.write(dir.resolve("bad.xvm2"), bad.getValue()));
            packages.put(bad.getKey(), uuid);
            transactions.put(
                    bad.getKey(), lab.marketplace().order(UUID.randomUUID().toString(), uuid));
        }
        packages.put("not on the server", UUID.randomUUID().toString());
        transactions.put(
                "not on the server",
                lab.marketplace().order(UUID.randomUUID().toString(), packages.get("not on the server")));

        for (Map.Entry<String, JsonNode> order : transactions.entrySet()) {
            JsonNode end = lab.awaitEnd(order.getValue().path("txid").asText());
            assertThat(end.path("is_error").asBoolean())
                    .as(order.getKey() + end)
                    .isTrue();
            assertThat(end.path("message").asText())
                    .as(order.getKey())
                    .contains(packages.get(order.getKey()))
                    .doesNotContain("127.0.0.1", "Exception");
            System.out.println(order.getKey() + ": " + end.path("message").asText());
        }
        assertNothingIsLeft();
        theNextOrderWorks();
    }

    private void assertNothingIsLeft() throws Exception {
        lab.await("workspaces are clean", () -> {
            try {
                return lab.workspaces().isEmpty();
            } catch (IOException e) {
                throw new AssertionError(e);
            }
        });
        assertThat(lab.objects()).isEmpty();
        assertThat(lab.sandbox().images()).isEmpty();
        assertThat(lab.sandbox().instances()).isEmpty();
        assertThat(lab.marketplace().get("vm/list").orElseThrow().path("vms")).isEmpty();
    }

    private void theNextOrderWorks() throws Exception {
        JsonNode answer = lab.marketplace().order(UUID.randomUUID().toString(), lab.shelve(Lab.SAMPLE));
        assertThat(lab.awaitEnd(answer.path("txid").asText()).path("is_error").asBoolean())
                .isFalse();
    }
}

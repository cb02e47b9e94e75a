package org.spotcloud.adapter;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;
import org.spotcloud.lab.Database;
import org.spotcloud.lab.Lab;
import org.spotcloud.lab.Node;

/** Two services on one MariaDB. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class TwoNodesIT {
    private Lab lab;
    private Node one;
    private Node other;

    @BeforeAll
    void startLab(@TempDir Path dir) throws IOException, InterruptedException {
        lab = Lab.start(dir, Database.mariaDb(dir));
        one = lab.startNode("one");
        other = lab.startNode("other");
    }

    @AfterAll
    void endLab() {
        lab.close();
    }

    @Test
    void shareTheWork() throws Exception {
        List<String> transactions = new ArrayList<>();
        for (int i = 0; i < 4; i++) {
            String uuid = lab.shelve(Lab.SAMPLE);
            transactions.add(order(i % 2 == 0 ? one : other, uuid));
        }
        for (String transaction : transactions) {
            JsonNode end = lab.awaitEnd(other, transaction);
            assertThat(end.path("is_error").asBoolean()).as(end.toString()).isFalse();
        }
    }

    private static String order(Node node, String packageUuid) throws IOException, InterruptedException {
        JsonNode answer = node.marketplace().order(UUID.randomUUID().toString(), packageUuid);
        assertThat(answer.path("errno").asInt()).as(answer.toString()).isZero();
        return answer.path("txid").asText();
    }
}

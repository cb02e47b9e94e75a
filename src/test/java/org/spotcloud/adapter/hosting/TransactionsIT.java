package org.spotcloud.adapter.hosting;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.UUID;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.spotcloud.adapter.hosting.Wire.Reply;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.jdbc.core.JdbcTemplate;

/** What became of orders, as the protocol tells it. */
class TransactionsIT extends WireCalls {
    @Autowired
    private JdbcTemplate batch;

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

    @Test
    void completedNeverGoesBack() {
        String machine = UUID.randomUUID().toString();
        String txid = order(machine).json().get("txid").asText();
        launches.progressed(launch(machine), 40, "Downloading");
        assertThat(transaction(txid).get("completed").asInt()).isEqualTo(40);
        launches.progressed(launch(machine), 30, "Downloading again");
        assertThat(transaction(txid).get("completed").asInt()).isEqualTo(40);
        launches.fulfilled(launch(machine));
        launches.progressed(launch(machine), 99, "Downloading");
        assertThat(transaction(txid).get("completed").asInt()).isEqualTo(100);
        assertThat(transaction(txid).get("message").asText()).isEqualTo("Provision " + machine + " OK");
    }

    @Test
    void timesAreIso8601InUtc() {
        String machine = UUID.randomUUID().toString();
        Instant before = Instant.now().truncatedTo(ChronoUnit.SECONDS);
        String txid = order(machine).json().get("txid").asText();
        launches.fulfilled(launch(machine));
        for (String time : List.of("started", "ended")) {
            String text = transaction(txid).get(time).asText();
            assertThat(text).matches("\\d{4}-\\d\\d-\\d\\dT\\d\\d:\\d\\d:\\d\\d(\\.\\d+)?Z");
            assertThat(Instant.parse(text)).isBetween(before, Instant.now().plusSeconds(1));
        }
    }

    @Test
    void staysWhenItsMachineIsGone() {
        String machine = UUID.randomUUID().toString();
        String txid = order(machine).json().get("txid").asText();
        launches.fulfilled(launch(machine));
        JsonNode ended = transaction(txid);
        success(wire.delete(VM + "/" + machine));
        assertThat(transaction(txid)).isEqualTo(ended);
        assertThat(success(wire.get(ROOT + "transaction/list")).get("transactions"))
                .containsExactly(ended);
    }

    @Test
    void aTransactionThatIsNotThereIsNotFound() {
        notFound(wire.get(ROOT + "transaction/" + UUID.randomUUID()));
    }

    @ParameterizedTest
    @ValueSource(strings = {"transaction/list", "log/list"})
    void beforeGoesOnWhereAPageEnded(String list) {
        insert(2001);
        List<String> first = uuids(success(wire.get(ROOT + list)));
        List<String> second = uuids(success(get(ROOT + list, "&before=" + first.get(999))));
        List<String> third =
                uuids(success(get(ROOT + list, "&before=" + second.get(999).toUpperCase(Locale.ROOT))));
        assertThat(first).hasSize(1000);
        assertThat(second).hasSize(1000);
        assertThat(third).hasSize(1);
        assertThat(Stream.of(first, second, third).flatMap(List::stream)).doesNotHaveDuplicates();
        assertThat(uuids(success(get(ROOT + list, "&before=" + third.get(0))))).isEmpty();
        assertThat(uuids(success(get(ROOT + list, "&before=")))).isEqualTo(first);
    }

    /** All at the same moment. */
    private void insert(int count) {
        List<Object[]> rows = Stream.generate(() -> new Object[] {
                    UUID.randomUUID().toString(), UUID.randomUUID().toString()
                })
                .limit(count)
                .toList();
        batch.batchUpdate(
                "INSERT INTO order_transaction VALUES (?, ?, 'm', TIMESTAMP '2026-01-01 00:00:00', NULL, 0, FALSE, 'x')",
                rows);
    }
}

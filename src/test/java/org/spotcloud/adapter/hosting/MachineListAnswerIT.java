package org.spotcloud.adapter.hosting;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.zaxxer.hikari.HikariDataSource;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Clock;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.stream.IntStream;
import javax.sql.DataSource;
import org.flywaydb.core.Flyway;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.spotcloud.adapter.catalog.HardwareTemplates;
import org.spotcloud.adapter.catalog.InstanceType;
import org.spotcloud.adapter.catalog.PackageId;
import org.spotcloud.adapter.catalog.PackageListing;
import org.spotcloud.adapter.catalog.Packages;
import org.spotcloud.adapter.machines.Launches;
import org.spotcloud.adapter.machines.LiveMachines;
import org.spotcloud.adapter.machines.Machines;
import org.spotcloud.adapter.machines.Order;
import org.spotcloud.adapter.machines.OrderAnswer;
import org.spotcloud.adapter.machines.Orders;
import org.spotcloud.adapter.machines.Powers;
import org.spotcloud.adapter.machines.SellingTerms;
import org.spotcloud.adapter.machines.Transactions;
import org.spotcloud.adapter.machines.Usage;
import org.spotcloud.lab.Database;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.jdbc.support.JdbcTransactionManager;
import org.springframework.transaction.support.TransactionTemplate;

/** The shared list is right at any moment, whichever node it is asked of. */
class MachineListAnswerIT {
    private static final PackageId PACKAGE = PackageId.of("0f9d3b8a-7f0c-11e0-9b4a-001b63b5a5e2");
    private static final ObjectMapper JSON = new ObjectMapper();

    @TempDir
    static Path dir;

    private static Map<String, HikariDataSource> sources;
    private static Database mariaDb;

    private Node one;
    private Node other;

    @BeforeAll
    static void startDatabases() throws Exception {
        mariaDb = Database.mariaDb(dir);
        sources = Map.of("h2", source("jdbc:h2:mem:list;LOCK_TIMEOUT=10000", "sa", ""), "mariadb", source(mariaDb));
        for (DataSource source : sources.values()) {
            Flyway.configure().dataSource(source).load().migrate();
        }
    }

    @AfterAll
    static void stopDatabases() {
        sources.values().forEach(HikariDataSource::close);
        mariaDb.close();
    }

    private void startNodes(String database) {
        DataSource source = sources.get(database);
        for (String table : List.of("machine", "order_transaction", "package_listing")) {
            JdbcClient.create(source).sql("DELETE FROM " + table).update();
        }
        one = new Node(source);
        other = new Node(source);
    }

    @ParameterizedTest
    @ValueSource(strings = {"h2", "mariadb"})
    void isEncodedOnceWhileNothingChanges(String database) throws IOException {
        startNodes(database);
        assertThat(one.names()).isEmpty();
        one.order();

        byte[] first = one.answer.bytes();
        assertThat(one.answer.bytes()).isSameAs(first);
        other.names();
        assertThat(one.answer.bytes()).isSameAs(first);
    }

    @ParameterizedTest
    @ValueSource(strings = {"h2", "mariadb"})
    void showsWhatAnotherNodeHasDoneAtOnce(String database) throws IOException {
        startNodes(database);
        String first = one.order();
        assertThat(other.names()).containsExactly(first);
        String second = other.order();
        assertThat(one.names()).containsExactly(first, second);

        other.orders.delete(first);
        assertThat(one.names()).containsExactly(second);
        assertThat(other.names()).containsExactly(second);

        assertThat(other.list().at("/vms/0/state").asText()).isEqualTo("scheduling");
        one.launches.imageReady(
                one.live.find(List.of(second)).get(second).machine().launchId());
        assertThat(other.list().at("/vms/0/state").asText()).isEqualTo("launching");
        assertThat(one.list()).isEqualTo(other.list());
    }

    @ParameterizedTest
    @ValueSource(strings = {"h2", "mariadb"})
    void showsAnotherNameOfTheOperatingSystemAtOnce(String database) throws IOException {
        startNodes(database);
        one.order();
        assertThat(other.list().at("/vms/0/os").asText()).isEqualTo("unknown");

        for (String os : List.of("Debian 11", "Debian 12")) {
            one.packages.save(new PackageListing(PACKAGE, "a package", 1, os, ""));
            assertThat(other.list().at("/vms/0/os").asText()).isEqualTo(os);
        }
    }

    /** What came and went between the two looks of one answer must not stay in it. */
    @ParameterizedTest
    @ValueSource(strings = {"h2", "mariadb"})
    void forgetsAMachineThatCameAndWentWhileTheListWasLoaded(String database) throws IOException {
        startNodes(database);
        String stays = one.order();
        LiveMachines.Fingerprint before = one.live.fingerprint();
        String passes = one.order();
        LiveMachines.Listing loaded = one.live.load(before);
        one.orders.delete(passes);

        assertThat(loaded.machines()).hasSize(2);
        assertThat(one.live.fingerprint()).isEqualTo(before).isNotEqualTo(loaded.fingerprint());
        assertThat(one.names()).containsExactly(stays);
    }

    @ParameterizedTest
    @ValueSource(strings = {"h2", "mariadb"})
    void isRightForEveryCallerWhileManyOrderAndDelete(String database) throws Exception {
        startNodes(database);
        ExecutorService threads = Executors.newFixedThreadPool(12);
        AtomicBoolean over = new AtomicBoolean();
        try {
            List<Future<?>> readers = IntStream.range(0, 4)
                    .<Future<?>>mapToObj(i -> threads.submit(() -> {
                        while (!over.get()) {
                            (i % 2 == 0 ? one : other).answer.bytes();
                        }
                    }))
                    .toList();
            List<Future<?>> buyers = IntStream.range(0, 8)
                    .<Future<?>>mapToObj(i -> threads.submit(() -> {
                        for (int order = 0; order < 10; order++) {
                            Node asked = order % 2 == 0 ? one : other;
                            String machine = one.order();
                            assertThat(asked.names()).contains(machine);
                            other.orders.delete(machine);
                            assertThat(asked.names()).doesNotContain(machine);
                        }
                        return null;
                    }))
                    .toList();
            for (Future<?> buyer : buyers) {
                buyer.get();
            }
            over.set(true);
            for (Future<?> reader : readers) {
                reader.get();
            }
        } finally {
            over.set(true);
            threads.shutdownNow();
        }
        assertThat(one.names()).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(strings = {"h2", "mariadb"})
    void looksIntoIndexesAlone(String database) {
        startNodes(database);
        one.order();
        String plan = one.jdbc
                .sql("EXPLAIN SELECT COUNT(*), SUM(stamp) FROM machine WHERE live_machine_id > ''")
                .query((row, number) -> {
                    StringBuilder columns = new StringBuilder();
                    for (int i = 1; i <= row.getMetaData().getColumnCount(); i++) {
                        columns.append(row.getString(i)).append(' ');
                    }
                    return columns.toString();
                })
                .list()
                .toString();
        assertThat(plan).containsIgnoringCase("machine_by_stamp");
        if (database.equals("mariadb")) {
            assertThat(plan).contains("Using index");
        }
    }

    private static HikariDataSource source(Database database) {
        Map<String, String> settings = database.settings();
        return source(
                settings.get("SPRING_DATASOURCE_URL"),
                settings.get("SPRING_DATASOURCE_USERNAME"),
                settings.get("SPRING_DATASOURCE_PASSWORD"));
    }

    private static HikariDataSource source(String url, String user, String password) {
        HikariDataSource source = new HikariDataSource();
        source.setJdbcUrl(url);
        source.setUsername(user);
        source.setPassword(password);
        source.setTransactionIsolation("TRANSACTION_READ_COMMITTED");
        return source;
    }

    /** What one node has of it all. */
    private static final class Node {
        final JdbcClient jdbc;
        final Packages packages;
        final LiveMachines live;
        final Orders orders;
        final Launches launches;
        final MachineListAnswer answer;
        private final UUID hardware;

        Node(DataSource source) {
            jdbc = JdbcClient.create(source);
            packages = new Packages(jdbc);
            live = new LiveMachines(jdbc);
            answer = new MachineListAnswer(live, JSON);
            Machines machines = new Machines(jdbc, Clock.systemUTC());
            Transactions transactions = new Transactions(jdbc, Clock.systemUTC());
            Usage usage = new Usage(jdbc, Clock.systemUTC(), UUID::randomUUID);
            HardwareTemplates templates = new HardwareTemplates(jdbc);
            templates.sync(List.of(new InstanceType("m1.small", 1, 2048, 20)));
            hardware = templates.offered().get(0).id();
            RecordedProvisioning provisioning = new RecordedProvisioning();
            orders = new Orders(
                    machines,
                    transactions,
                    usage,
                    templates,
                    packages,
                    provisioning,
                    () -> SellingTerms.UNLIMITED,
                    new TransactionTemplate(new JdbcTransactionManager(source)),
                    Clock.systemUTC(),
                    UUID::randomUUID,
                    "0badcafe");
            launches = new Launches(
                    machines, transactions, usage, orders, new Powers(machines, provisioning), provisioning);
        }

        String order() {
            String name = UUID.randomUUID().toString();
            assertThat(orders.place(new Order(name, PACKAGE, hardware))).isInstanceOf(OrderAnswer.Accepted.class);
            return name;
        }

        JsonNode list() throws IOException {
            return JSON.readTree(answer.bytes());
        }

        List<String> names() throws IOException {
            return list().get("vms").findValuesAsText("uuid");
        }
    }
}

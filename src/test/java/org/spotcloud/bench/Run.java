package org.spotcloud.bench;

import java.io.IOException;
import java.nio.file.Path;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.UUID;
import java.util.function.Supplier;
import org.spotcloud.lab.Database;
import org.spotcloud.lab.Lab;
import org.spotcloud.lab.Signed;
import org.spotcloud.sandbox.faults.Fault;
import org.spotcloud.sandbox.faults.Trigger;

/** All measurements on one database. */
final class Run {
    private static final int FEW = 10;
    private static final int MANY = 10_000;
    private static final int ORDERS = Integer.getInteger("bench.orders", 50);
    /** Calls are measured in turn, so that what else the machine does meets all of them alike. */
    private static final int ROUNDS = 3;

    private static final Duration ROUND = Duration.ofMillis(Integer.getInteger("bench.millis", 750));
    private static final Duration WARM_UP = ROUND.multipliedBy(4);
    private static final int WARM_UPS = 2;
    private static final int WARM_UP_CLIENTS = 16;
    /** The most first: by the time that there is one, nothing is compiled beside it any more. */
    private static final List<Integer> CLIENTS = List.of(64, 16, 4, 1);

    private static final Duration REST = Duration.ofSeconds(12);
    /** So slow that the import is under way until all is over. */
    private static final int BYTES_PER_SECOND = 64;

    private static final String PREFIX = "/rest/hosting/";
    private static final String FLOOR = "network/list";
    private static final String LIST = "vm/list";

    private final String name;
    private final Path dir;
    private final Database database;
    private final Figures figures;
    private final Goals goals;
    private final Signed signed = Lab.signed();
    private final Map<Integer, Measured> floor = new TreeMap<>();
    private final List<String> machines = new ArrayList<>();
    private String hardware;
    private Lab lab;
    private Clients clients;

    /** @param database closed when all is over */
    Run(String name, Path dir, Database database, Figures figures, Goals goals) {
        this.name = name;
        this.dir = dir;
        this.database = database;
        this.figures = figures;
        this.goals = goals;
    }

    void measure() throws IOException, InterruptedException, SQLException {
        try (Lab started = Lab.start(dir, database)) {
            lab = started;
            // the lab's services are short-lived and do without the second compiler; its cloud is asked very often
            lab.with("_JAVA_OPTIONS", "-XX:TieredStopAtLevel=4").with("SPOTCLOUD_CLOUD_WATCH", "4s");
            startService();
            hardware = lab.marketplace().hardware().asText();
            String ready = lab.shelve(Lab.SAMPLE);
            launch(ready);
            serve(FEW, true);
            lab.stopService();
            Stock.add(database, MANY - machines.size(), ready, hardware);
            startService();
            serve(MANY, false);
            order();
        }
    }

    private void startService() throws IOException, InterruptedException {
        lab.startService();
        clients = new Clients(lab.service().url(), lab.service().pid());
    }

    /** Leaves as many machines running as the short list has. */
    private void launch(String ready) throws IOException, InterruptedException {
        Launching launching = new Launching(lab, ready);
        launching.measure(1, machines);
        clients.awaitRest(REST);
        long[] nanos = launching.measure(ORDERS, machines);
        double p50 = Measured.percentile(nanos, 50);
        figures.print("| %-8s | %-24s | %7d | %10s | %8.2f | %8.2f | %14s | %9s |"
                .formatted(name, "PUT vm to RunInstances", 1, "", p50, Measured.percentile(nanos, 99), "", ""));
        goals.launch(name, p50);
        launching.awaitEnds();
        while (machines.size() > FEW) {
            lab.marketplace().delete("vm/" + machines.remove(0));
        }
        lab.await("the other instances are gone", () -> lab.instances().size() <= FEW);
    }

    /** @param first whether this is the process that the ratios of {@code vm/<uuid>} are reported of */
    private void serve(int listed, boolean first) throws IOException, InterruptedException {
        String one = "vm/" + machines.get(0);
        List<String> calls = List.of(FLOOR, LIST, one);
        for (int i = 0; i < WARM_UPS; i++) {
            for (String call : calls) {
                clients.measure(WARM_UP_CLIENTS, WARM_UP, get(call));
            }
        }
        for (int count : CLIENTS) {
            clients.awaitRest(REST);
            Map<String, Sample> samples = new HashMap<>();
            for (int round = 0; round < ROUNDS; round++) {
                for (String call : calls) {
                    samples.merge(call, clients.measure(count, ROUND, get(call)), Sample::plus);
                }
            }
            floor.put(count, Measured.of(samples.get(FLOOR)));
            row(FLOOR + " (floor)", count, floor.get(count));
            Measured list = row("vm/list of %,d".formatted(listed), count, Measured.of(samples.get(LIST)));
            Measured machine = row("vm/<uuid> of %,d".formatted(listed), count, Measured.of(samples.get(one)));
            if (first) {
                goals.oneMachine(name, count, machine.rate() / floor.get(count).rate());
            } else if (count == 1) {
                goals.longList(name, list.p99());
            }
        }
    }

    /** Orders wait for an import that is under way: what is measured is the order and the start of its process. */
    private void order() throws IOException, InterruptedException {
        String slow = lab.shelve(Lab.SAMPLE);
        lab.sandbox().order(Trigger.packages(slow), Fault.slow(BYTES_PER_SECOND));
        Supplier<byte[]> order = () -> Connection.request(
                "PUT",
                PREFIX + "vm",
                signed.form(Map.of("name", UUID.randomUUID().toString(), "package", slow, "hardware", hardware)));
        clients.measure(WARM_UP_CLIENTS, WARM_UP, order);
        for (int count : CLIENTS) {
            clients.awaitRest(REST);
            row("PUT vm", count, Measured.of(clients.measure(count, ROUND.multipliedBy(ROUNDS), order)));
        }
    }

    private Measured row(String call, int count, Measured measured) {
        figures.row(name, call, count, measured, floor.get(count));
        return measured;
    }

    private Supplier<byte[]> get(String call) {
        byte[] request = Connection.request("GET", PREFIX + call + "?" + signed.query(), "");
        return () -> request;
    }
}

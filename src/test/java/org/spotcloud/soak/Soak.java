package org.spotcloud.soak;

import java.io.IOException;
import java.io.PrintStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.spotcloud.lab.Lab;

/**
 * Runs a thousand orders through the service, deletes mixed in, and looks at several points what stays of them: nothing
 * in the run-time tables, no heap, thread, file, connection or workspace. Exit status 1 when something does.
 */
public final class Soak {
    private static final Duration REST = Duration.ofMinutes(2);
    private static final int WARM_UP_ROUNDS = 2;
    private static final int CLIENTS = 24;
    private static final int ORDERS = 1000;
    private static final int ROUNDS = 10;
    private static final String COUNT_STATEMENTS = "--statements";

    private final Lab lab;
    private final Path dir;
    private final Tables tables;
    private final PrintStream out;
    private final List<Footprint> looks = new ArrayList<>();
    private int orders;

    private Soak(Lab lab, Path dir, Connection connection, PrintStream out) {
        this.lab = lab;
        this.dir = dir;
        this.tables = new Tables(connection);
        this.out = out;
    }

    /** @param args {@code [--statements] [orders [rounds [folder for data and logs]]]} */
    public static void main(String[] args) throws Exception {
        boolean counting = args.length > 0 && args[0].equals(COUNT_STATEMENTS);
        List<String> rest = List.of(args).subList(counting ? 1 : 0, args.length);
        int orders = rest.isEmpty() ? ORDERS : Integer.parseInt(rest.get(0));
        int rounds = rest.size() > 1 ? Integer.parseInt(rest.get(1)) : ROUNDS;
        Path dir = rest.size() > 2 ? Files.createDirectories(Path.of(rest.get(2))) : Files.createTempDirectory("soak");
        List<String> grown = run(dir, orders, rounds, counting, System.out);
        grown.forEach(System.out::println);
        System.out.println(grown.isEmpty() ? "nothing grows" : grown.size() + " things grow; logs are in " + dir);
        System.exit(grown.isEmpty() ? 0 : 1);
    }

    /**
     * Runs it on an H2 file.
     *
     * @param rounds at least two more than the warm-up has
     * @param counting whether H2 counts the statements
     * @return what has grown or gone wrong, each in a sentence
     */
    static List<String> run(Path dir, int orders, int rounds, boolean counting, PrintStream out) throws Exception {
        // a server beside the file lets us look; a small cache is full before the first look
        String url = "jdbc:h2:file:" + dir.toAbsolutePath().resolve("data/spotcloud")
                + ";WRITE_DELAY=0;LOCK_TIMEOUT=10000;AUTO_SERVER=TRUE;CACHE_SIZE=2048";
        try (Lab lab = Lab.start(dir)) {
            lab.with("SPRING_DATASOURCE_URL", url)
                    .with("JAVA_TOOL_OPTIONS", "-Dh2.bindAddress=127.0.0.1")
                    .with("SPRING_DATASOURCE_HIKARI_LEAKDETECTIONTHRESHOLD", "20000")
                    .startService();
            try (Connection connection = DriverManager.getConnection(url, "sa", "")) {
                Statements statements = new Statements(connection);
                if (counting) {
                    statements.count();
                }
                List<String> grown = new Soak(lab, dir, connection, out).serve(orders, rounds);
                if (counting) {
                    statements.print(orders, out);
                }
                return grown;
            }
        }
    }

    private List<String> serve(int wanted, int rounds) throws Exception {
        Footprint start = look();
        print("", start);
        String shared = lab.shelve(Lab.SAMPLE);
        List<String> wrong = new ArrayList<>();
        Duration busy = Duration.ZERO;
        try (Load load = new Load(lab, wanted, CLIENTS)) {
            for (int round = 1; round <= rounds; round++) {
                int share = wanted * round / rounds - orders;
                Instant began = Instant.now();
                wrong.addAll(load.run(share, List.of(shared, shared, lab.shelve(Lab.SAMPLE)), lab.shelve(garbage())));
                Duration took = Duration.between(began, Instant.now());
                busy = busy.plus(took);
                orders += share;
                awaitRest(round == rounds);
                looks.add(look());
                print("%.1f".formatted(share * 1000.0 / took.toMillis()), looks.get(looks.size() - 1));
            }
        }
        out.printf("%d orders in %d s, %.1f/s%n", wanted, busy.toSeconds(), wanted * 1000.0 / busy.toMillis());
        lab.secretsInLog().forEach(line -> wrong.add("a secret is in the log: " + line));
        wrong.addAll(Growth.found(start, looks.subList(WARM_UP_ROUNDS - 1, looks.size())));
        return wrong;
    }

    /** Waits until nothing goes on; before the last look also for what is swept away once a minute only. */
    private void awaitRest(boolean last) throws IOException, InterruptedException, SQLException {
        Instant limit = Instant.now().plus(REST);
        while (!(tables.atRest(last)
                && lab.instances().isEmpty()
                && lab.workspaces().isEmpty())) {
            if (Instant.now().isAfter(limit)) {
                out.println("the service does not come to rest");
                return;
            }
            Thread.sleep(200);
        }
    }

    private Footprint look() throws IOException, InterruptedException, SQLException {
        return Footprint.of(
                orders,
                lab.service().pid(),
                dir.resolve("service.log"),
                lab.workspaces().size(),
                tables.rows());
    }

    private void print(String rate, Footprint look) {
        if (look.orders() == 0) {
            out.printf(
                    "%7s %8s %10s %8s %6s %6s %11s %s%n",
                    "orders", "orders/s", "heap/KiB", "threads", "files", "leaks", "workspaces", "rows of run time");
        }
        long rows = look.running().values().stream().mapToLong(Long::longValue).sum();
        out.printf(
                "%7d %8s %10d %8d %6d %6d %11d %d%n",
                look.orders(),
                rate,
                look.heap() >> 10,
                look.threads(),
                look.files(),
                look.leaks(),
                look.workspaces(),
                rows);
    }

    private Path garbage() throws IOException {
        return Files.writeString(dir.resolve("garbage"), "this is no package\n".repeat(1000));
    }
}

package org.spotcloud.harness;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.regex.Pattern;
import org.spotcloud.lab.Database;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** The command line: strikes the service as often as it is told, prints what came of it, and fails on any loss. */
@Command(
        name = "harness",
        mixinStandardHelpOptions = true,
        sortOptions = false,
        description =
                "Kills and disturbs the real service while orders are in flight, and checks that every order ends as"
                        + " exactly one running machine or as an error with its cause, and that nothing is left behind."
                        + " Exit status 1 when the promise is broken.")
public final class Harness implements Callable<Integer> {
    private static final int LONG_FAULTS = 2000;
    private static final int LONG_ROUNDS = 1;

    @Option(names = "--seed", description = "Repeats a run; printed with each (default: of the clock)")
    private Long seed;

    @Option(names = "--faults", defaultValue = "500", description = "Faults of all kinds (default: ${DEFAULT-VALUE})")
    private int faults;

    @Option(names = "--kills", defaultValue = "40", description = "Of them kill -9 (default: ${DEFAULT-VALUE})")
    private int kills;

    @Option(
            names = "--orders",
            defaultValue = "20",
            description = "Orders in flight at each fault (default: ${DEFAULT-VALUE})")
    private int orders;

    @Option(names = "--database", defaultValue = "h2", description = "h2 or mariadb (default: ${DEFAULT-VALUE})")
    private String database;

    @Option(
            names = "--nodes",
            defaultValue = "1",
            description = "More than one need mariadb (default: ${DEFAULT-VALUE})")
    private int nodes;

    @Option(
            names = "--minutes",
            description = "Begin no more rounds after so many minutes, and fail if not all is done (default: no limit)")
    private int minutes = Integer.MAX_VALUE;

    @Option(names = "--case", description = "Only kills in whose name this pattern is found")
    private Pattern only = Pattern.compile("");

    @Option(names = "--list", description = "List the kills and end")
    private boolean list;

    @Option(names = "--long", description = "Every kill of the table, and 2,000 faults at least")
    private boolean all;

    @Option(names = "--dir", description = "For logs and files (default: ${DEFAULT-VALUE})")
    private Path dir = Path.of("target", "harness");

    public static void main(String[] args) {
        System.exit(new CommandLine(new Harness()).execute(args));
    }

    @Override
    public Integer call() throws Exception {
        List<KillCase> table = KillCases.all().stream()
                .filter(point -> only.matcher(point.toString()).find())
                .toList();
        if (list) {
            table.forEach(System.out::println);
            return 0;
        }
        long chosen = seed == null ? Instant.now().getEpochSecond() : seed;
        int wantedKills = all ? table.size() * LONG_ROUNDS : kills;
        int wantedFaults = all ? Math.max(LONG_FAULTS, faults) : faults;
        Path home = Files.createDirectories(dir.resolve(Long.toString(chosen)));
        System.out.printf("Seed %d, logs in %s%n", chosen, home);
        Instant began = Instant.now();
        Campaign.Plan plan =
                new Campaign.Plan(chosen, wantedFaults, wantedKills, orders, nodes, Duration.ofMinutes(minutes), table);
        try (Campaign campaign = new Campaign(home, database(home), plan)) {
            // what was started is ended when the harness is
            Runtime.getRuntime().addShutdownHook(new Thread(campaign::close, "end"));
            List<Finding> findings = campaign.run();
            String title = "%s, %d node(s), seed %d".formatted(database, nodes, chosen);
            new Report(title, campaign, findings, Duration.between(began, Instant.now())).print(System.out);
            boolean complete = campaign.isDone() && (!all || campaign.missed().isEmpty());
            return findings.isEmpty() && complete ? 0 : 1;
        }
    }

    private Database database(Path home) throws IOException, InterruptedException {
        return database.equals("mariadb") ? Database.mariaDb(home) : Database.h2(home.resolve("data"));
    }
}

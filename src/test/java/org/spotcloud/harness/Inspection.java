package org.spotcloud.harness;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.spotcloud.harness.Finding.Kind;
import org.spotcloud.lab.Lab;
import org.spotcloud.sandbox.ec2.ImageTruth;
import org.spotcloud.sandbox.ec2.InstanceTruth;

/** Compares orders, cloud, store, disk and database once nothing moves any more. */
final class Inspection {
    /** How the cause begins when the package is at fault. */
    private static final String BAD_PACKAGE = "Package ";

    private static final String LIST_OF_IMPORTS = "imports";
    private static final String READY_GENERATION = "SELECT a.key_prefix FROM publication_attempt a LEFT JOIN image i"
            + " ON i.package_id = a.package_id AND i.generation = a.generation AND i.state = 'READY'"
            + " WHERE i.package_id IS NULL";
    private static final String ROW_OF_ATTEMPT = "row of step_attempt";
    /** What tells that somebody is not paid, or paid for nothing. */
    private static final Map<String, String> USAGE = Map.of(
            "machine that runs and has no open record of usage",
            """
            SELECT m.launch_id FROM machine m LEFT JOIN usage_record u ON u.open_launch_id = m.launch_id
             WHERE m.live_machine_id IS NOT NULL AND m.state = 'RUNNING' AND u.id IS NULL""",
            "open record of usage of a machine that is not live",
            """
            SELECT u.id FROM usage_record u
              LEFT JOIN machine m ON m.launch_id = u.open_launch_id AND m.live_machine_id IS NOT NULL
             WHERE u.open_launch_id IS NOT NULL AND m.launch_id IS NULL""",
            "open record of usage of a machine that is off",
            """
            SELECT u.id FROM usage_record u JOIN machine m ON m.launch_id = u.open_launch_id
             WHERE m.state <> 'RUNNING'""",
            "record of usage that overlaps another of the machine",
            """
            SELECT a.id FROM usage_record a JOIN usage_record b ON a.launch_id = b.launch_id AND a.id < b.id
             WHERE (b.ended IS NULL OR a.started < b.ended) AND (a.ended IS NULL OR b.started < a.ended)""");
    /** What of the engine and of ours has to be empty when nothing runs. */
    private static final Map<String, String> EMPTY = Map.ofEntries(
            Map.entry("execution", "SELECT ID_ FROM ACT_RU_EXECUTION"),
            Map.entry("external task", "SELECT ID_ FROM ACT_RU_EXT_TASK"),
            Map.entry("job", "SELECT ID_ FROM ACT_RU_JOB WHERE HANDLER_TYPE_ <> 'history-cleanup'"),
            Map.entry("subscription", "SELECT ID_ FROM ACT_RU_EVENT_SUBSCR"),
            Map.entry("incident", "SELECT INCIDENT_MSG_ FROM ACT_RU_INCIDENT"),
            Map.entry("variable", "SELECT NAME_ FROM ACT_RU_VARIABLE"),
            Map.entry(ROW_OF_ATTEMPT, "SELECT task_id FROM step_attempt"),
            Map.entry("row of publication_attempt", READY_GENERATION),
            Map.entry("import in state importing", "SELECT package_id FROM image WHERE state = 'IMPORTING'"),
            Map.entry(
                    "machine whose power is still to be changed",
                    "SELECT machine_id FROM machine WHERE closed_at IS NULL AND live_machine_id IS NOT NULL"
                            + " AND (power_asked IS NOT NULL OR power_process_id IS NOT NULL)"),
            Map.entry("reconciliation that has not ended", "SELECT id FROM reconcile_run WHERE running = 1"),
            Map.entry("row of reconcile_listing", "SELECT id FROM reconcile_listing"));

    private final Lab lab;
    private final Path dir;
    private final Books books;
    private final Map<String, String> contents;
    private final List<Finding> findings = new ArrayList<>();

    /** @param contents what images of a type have to hold, as SHA-256 in hex */
    Inspection(Lab lab, Path dir, Books books, Map<String, String> contents) {
        this.contents = contents;
        this.lab = lab;
        this.dir = dir;
        this.books = books;
    }

    /** All that breaks the promise. */
    List<Finding> run(List<Sent> orders) throws IOException, SQLException {
        ends(orders);
        machines(orders);
        addresses();
        images();
        for (Map.Entry<String, String> empty : EMPTY.entrySet()) {
            books.column(empty.getValue()).forEach(row -> found(Kind.LEFT_OVER, empty.getKey() + " " + row));
        }
        for (Map.Entry<String, String> wrong : USAGE.entrySet()) {
            books.column(wrong.getValue()).forEach(row -> found(Kind.WRONG, wrong.getKey() + " " + row));
        }
        disk();
        return findings;
    }

    /** Whether the service's own sweep, once a minute, would have removed that. */
    static boolean isSwept(Finding finding) {
        return finding.what().startsWith(ROW_OF_ATTEMPT);
    }

    private void ends(List<Sent> orders) throws SQLException {
        Set<String> known = new HashSet<>(books.column("SELECT id FROM order_transaction"));
        books.column("SELECT id FROM order_transaction WHERE ended IS NULL")
                .forEach(id -> found(Kind.LOST, "transaction " + id + " has not ended"));
        for (Sent sent : orders) {
            if (!known.contains(sent.transaction())) {
                found(Kind.LOST, sent + ": its transaction is not in the database");
            }
            if (sent.hasEnded() && !sent.hasFailed() && !sent.parcel().good()) {
                found(Kind.WRONG, sent + ": a bad package cannot run");
            }
            if (sent.hasFailed() && sent.parcel().good() && sent.message().startsWith(BAD_PACKAGE)) {
                found(Kind.WRONG, sent + ": there is nothing wrong with its package");
            }
            if (sent.hasFailed() && !isCause(sent.message())) {
                found(Kind.WRONG, sent + ": that is no cause that a buyer can read");
            }
        }
    }

    private static boolean isCause(String message) {
        return message.contains(" ") && !message.contains("Exception") && !message.contains("127.0.0.1");
    }

    private void machines(List<Sent> orders) throws SQLException {
        Map<String, List<InstanceTruth>> alive =
                lab.instances().stream().collect(Collectors.groupingBy(instance -> String.valueOf(instance.token())));
        List<Books.Row> rows = books.machines();
        Set<String> live = new HashSet<>();
        Set<String> off = orders.stream()
                .filter(sent -> sent.isOff() && !sent.hasFailed() && !sent.isDeleted())
                .map(Sent::machine)
                .collect(Collectors.toSet());
        for (Books.Row row : rows) {
            List<InstanceTruth> own = alive.getOrDefault(row.token(), List.of());
            alive.remove(row.token());
            check(row, own, off.contains(row.machine()));
            if (row.live() != null) {
                live.add(row.live());
            }
        }
        alive.values().forEach(unknown -> found(Kind.LEFT_OVER, "instances of no machine: " + unknown));
        Set<String> wanted = orders.stream()
                .filter(sent -> !sent.isDeleted())
                .map(Sent::machine)
                .collect(Collectors.toSet());
        live.stream()
                .filter(machine -> !wanted.contains(machine))
                .forEach(machine -> found(Kind.LEFT_OVER, "live machine that nobody wants: " + machine));
        for (Sent sent : orders) {
            if (sent.hasEnded() && !sent.hasFailed() && !sent.isDeleted() && !live.contains(sent.machine())) {
                found(Kind.LOST, sent + ": no machine is live");
            }
        }
    }

    private void check(Books.Row row, List<InstanceTruth> own, boolean off) {
        if (own.size() > 1) {
            found(Kind.DOUBLED, own.size() + " instances of " + row + ": " + own);
        }
        if (row.live() == null && !own.isEmpty()) {
            found(Kind.LEFT_OVER, "instance of a machine that nobody has: " + row + ": " + own);
        }
        if (row.live() == null && !row.closed()) {
            found(Kind.LEFT_OVER, "machine that was not closed: " + row);
        }
        if (row.live() != null
                && (own.size() != 1
                        || !own.get(0).state().equals(off ? "stopped" : "running")
                        || !own.get(0).id().equals(row.instance())
                        || !row.state().equals(off ? "OFF" : "RUNNING"))) {
            found(Kind.LOST, "live machine without its instance as it was asked to be: " + row + ": " + own);
        }
    }

    private void addresses() {
        Set<String> alive = lab.instances().stream().map(InstanceTruth::id).collect(Collectors.toSet());
        lab.sandbox().addresses().stream()
                .filter(address -> address.instanceId() == null || !alive.contains(address.instanceId()))
                .forEach(address -> found(Kind.LEFT_OVER, "address that no machine has: " + address));
    }

    private void images() throws SQLException {
        List<ImageTruth> registered = lab.sandbox().images().stream()
                .filter(image -> !image.deregistered())
                .toList();
        registered.stream().collect(Collectors.groupingBy(ImageTruth::name)).values().stream()
                .filter(same -> same.size() > 1)
                .forEach(same -> found(Kind.DOUBLED, "images of one name: " + same));
        Set<String> named = books.readyImages().stream()
                .flatMap(ready -> ready.ids().stream())
                .collect(Collectors.toCollection(HashSet::new));
        registered.stream()
                .filter(image -> !named.contains(image.id()) || image.state().equals("failed"))
                .forEach(image -> found(Kind.LEFT_OVER, "image that no package has: " + image));
        registered.stream()
                .filter(image -> image.sha256() != null && !image.sha256().equals(contents.get(image.type())))
                .forEach(image -> found(Kind.WRONG, "image that does not hold what its package does: " + image));
        Set<String> keys = Set.copyOf(lab.objects());
        registered.stream()
                .filter(image -> !keys.contains(key(image)))
                .forEach(image -> found(Kind.LOST, "image whose manifest is gone: " + image));
        lab.sandbox().images().stream()
                .filter(image -> image.deregistered() && named.contains(image.id()))
                .forEach(image -> found(Kind.LOST, "image of a package that was taken away: " + image));
        Set<String> prefixes =
                registered.stream().map(image -> prefix(key(image))).collect(Collectors.toSet());
        lab.objects().stream()
                .filter(key -> !prefixes.contains(prefix(key)))
                .forEach(key -> found(Kind.LEFT_OVER, "object of no image: " + key));
    }

    /** The key of its manifest. */
    private static String key(ImageTruth image) {
        return image.location().substring(image.location().indexOf('/') + 1);
    }

    private static String prefix(String key) {
        return key.replaceAll("\\.(part\\..*|manifest\\.xml)$", "");
    }

    private void disk() throws IOException {
        try (Stream<Path> files = Files.walk(dir)) {
            files.filter(file -> file.getParent().endsWith(LIST_OF_IMPORTS)
                            || file.toString().endsWith(".part"))
                    .forEach(file -> found(Kind.LEFT_OVER, "in the workspace: " + dir.relativize(file)));
        }
    }

    private void found(Kind kind, String what) {
        findings.add(new Finding(kind, what));
    }
}

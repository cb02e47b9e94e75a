package org.spotcloud.harness;

import java.io.PrintStream;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.function.Predicate;
import java.util.regex.Pattern;

/** The table at the end of a run. */
final class Report {
    private static final int WIDEST = 200;
    private static final Pattern NAMES =
            Pattern.compile("[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}|i-[0-9a-f]{8,}|[0-9]+ of [0-9]+");

    private final String title;
    private final Campaign campaign;
    private final List<Finding> findings;
    private final Duration took;

    Report(String title, Campaign campaign, List<Finding> findings, Duration took) {
        this.title = title;
        this.campaign = campaign;
        this.findings = findings;
        this.took = took;
    }

    void print(PrintStream out) {
        out.printf("%n%s%n%nFaults%n", title);
        campaign.faults().counts().forEach((kind, count) -> line(out, kind, count));
        line(out, "in all", campaign.faults().total());
        if (!campaign.incidents().counts().isEmpty()) {
            out.printf("%nIncidents that the operator retried%n");
            campaign.incidents().counts().forEach((cause, count) -> line(out, cause, count));
        }
        campaign.missed().forEach(point -> out.println("Not reached: " + point));
        List<Sent> orders = campaign.orders();
        out.printf("%n%-34s%n", "Orders, at least " + campaign.leastInFlight() + " in flight at each fault");
        line(out, "accepted", orders.size());
        line(out, "running", count(orders, sent -> sent.hasEnded() && !sent.hasFailed() && !sent.isDeleted()));
        line(out, "deleted", count(orders, sent -> sent.hasEnded() && sent.isDeleted()));
        line(out, "refused with a cause", count(orders, sent -> sent.hasFailed() && !sent.isDeleted()));
        causes(orders).forEach((cause, count) -> line(out, "  " + cause, count));
        line(out, "lost", count(Finding.Kind.LOST));
        line(out, "doubled", count(Finding.Kind.DOUBLED));
        line(out, "left over", count(Finding.Kind.LEFT_OVER));
        line(out, "ended wrongly", count(Finding.Kind.WRONG));
        out.printf("%n%d s%n", took.toSeconds());
        findings.forEach(finding -> out.println(finding));
    }

    /** The causes of refused orders, without the names of what was refused. */
    private static Map<String, Integer> causes(List<Sent> orders) {
        Tally causes = new Tally();
        orders.stream()
                .filter(sent -> sent.hasFailed() && !sent.isDeleted())
                .forEach(sent -> causes.add((sent.parcel().good() ? "" : "bad package: ")
                        + NAMES.matcher(sent.message()).replaceAll("…")));
        return causes.counts();
    }

    private static int count(List<Sent> orders, Predicate<Sent> which) {
        return (int) orders.stream().filter(which).count();
    }

    private int count(Finding.Kind kind) {
        return (int) findings.stream().filter(finding -> finding.kind() == kind).count();
    }

    private static void line(PrintStream out, String name, int count) {
        out.printf("  %-60s %6d%n", name.length() > WIDEST ? name.substring(0, WIDEST) : name, count);
    }
}

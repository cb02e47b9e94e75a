package org.spotcloud.bench;

import java.util.ArrayList;
import java.util.List;

/** What the service is meant to reach, and what it has reached; nothing fails by it. */
final class Goals {
    private static final double ONE_MACHINE_OF_FLOOR = 0.5;
    private static final double LONG_LIST_P99 = 25;
    private static final double LAUNCH_P50 = 300;
    private static final double PER_CENT = 100;

    private final List<String> lines = new ArrayList<>();

    /** @param ofFloor the rate of {@code vm/<uuid>} over that of the floor */
    void oneMachine(String database, int clients, double ofFloor) {
        add(
                ofFloor >= ONE_MACHINE_OF_FLOOR,
                "%s: vm/<uuid>, clients: %d, at %.0f %% of the floor; goal: %.0f %% or more"
                        .formatted(database, clients, PER_CENT * ofFloor, PER_CENT * ONE_MACHINE_OF_FLOOR));
    }

    /** @param p99 milliseconds, with one client */
    void longList(String database, double p99) {
        add(
                p99 <= LONG_LIST_P99,
                "%s: vm/list of 10,000 machines, one client, p99 %.1f ms; goal: %.0f ms or less"
                        .formatted(database, p99, LONG_LIST_P99));
    }

    /** @param p50 milliseconds from the order to RunInstances */
    void launch(String database, double p50) {
        add(
                p50 <= LAUNCH_P50,
                "%s: from PUT vm to RunInstances, image ready, service idle, p50 %.0f ms; goal: %.0f ms or less"
                        .formatted(database, p50, LAUNCH_P50));
    }

    void printTo(Figures figures) {
        figures.print("");
        lines.forEach(figures::print);
    }

    private void add(boolean met, String what) {
        lines.add("- " + (met ? "met" : "missed") + " — " + what);
    }
}

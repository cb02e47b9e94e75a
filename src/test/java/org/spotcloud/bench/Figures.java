package org.spotcloud.bench;

import java.time.Clock;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;

/** What was measured, as a table in Markdown, line by line as it comes. */
final class Figures {
    private static final String HEAD = "| %-8s | %-24s | %7s | %10s | %8s | %8s | %14s | %9s |";
    private static final String ROW = "| %-8s | %-24s | %7d | %10.0f | %8.2f | %8.2f | %14.3f | %9s |";

    private final List<String> lines = new ArrayList<>();

    Figures() {
        print("# How fast the service answers");
        print("");
        print("%s, Java %s (%s), %d cores, %s %s."
                .formatted(
                        Clock.systemUTC().instant().truncatedTo(ChronoUnit.SECONDS),
                        Runtime.version(),
                        System.getProperty("java.vm.name"),
                        Runtime.getRuntime().availableProcessors(),
                        System.getProperty("os.name"),
                        System.getProperty("os.arch")));
        print("");
        print(
                "The clients, the stand-in cloud and MariaDB share these cores with the service, so the ratios tell more than");
        print(
                "the rates. CPU is that of the service's process alone. The floor is a signed `GET network/list`, a constant,");
        print("sent by as many clients to the same process.");
        print("");
        print(HEAD.formatted(
                "database", "call", "clients", "requests/s", "p50/ms", "p99/ms", "CPU/request/ms", "of floor"));
        print("| --- | --- | ---: | ---: | ---: | ---: | ---: | ---: |");
    }

    void row(String database, String call, int clients, Measured measured, Measured floor) {
        String ratio = "%.0f %%".formatted(100 * measured.rate() / floor.rate());
        print(ROW.formatted(
                database, call, clients, measured.rate(), measured.p50(), measured.p99(), measured.cpu(), ratio));
    }

    void print(String line) {
        lines.add(line);
        System.out.println(line);
    }

    String text() {
        return String.join("\n", lines) + "\n";
    }
}

package org.spotcloud.soak;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * What a resting service holds.
 *
 * @param orders how many it has served by then
 * @param heap bytes that are alive after a full collection
 * @param instances live instances by class
 * @param files open file handles, sockets included
 * @param leaks connections that were not given back to the pool in time and have not been since
 * @param rows by table
 */
record Footprint(
        int orders,
        long heap,
        Map<String, Long> instances,
        int threads,
        int files,
        int leaks,
        int workspaces,
        Map<String, Long> rows) {
    private static final String LEAKED = "Apparent connection leak detected";
    private static final String RETURNED = "was returned to the pool (unleaked)";
    /** A line of jcmd's class histogram: rank, instances, bytes, class, and perhaps its module. */
    private static final int COLUMNS = 4;

    static Footprint of(int orders, long pid, Path log, int workspaces, Map<String, Long> rows)
            throws IOException, InterruptedException {
        Map<String, Long> instances = new HashMap<>();
        long heap = 0;
        for (String line : histogram(pid)) {
            String[] column = line.strip().split("\\s+");
            if (column.length >= COLUMNS && column[0].endsWith(":")) {
                instances.merge(column[3], Long.parseLong(column[1]), Long::sum);
                heap += Long.parseLong(column[2]);
            }
        }
        List<String> lines = Files.readAllLines(log);
        int leaks = (int) (count(lines, LEAKED) - count(lines, RETURNED));
        return new Footprint(
                orders,
                heap,
                instances,
                entries("/proc/" + pid + "/task"),
                entries("/proc/" + pid + "/fd"),
                leaks,
                workspaces,
                new TreeMap<>(rows));
    }

    /** The rows of the tables that hold what goes on: nothing of an order may stay there. */
    Map<String, Long> running() {
        return rows.entrySet().stream()
                .filter(table -> Tables.isOfRunTime(table.getKey()))
                .collect(Collectors.toMap(Map.Entry::getKey, Map.Entry::getValue, Long::sum, TreeMap::new));
    }

    /** A full collection comes with it. */
    private static List<String> histogram(long pid) throws IOException, InterruptedException {
        String jcmd = Path.of(System.getProperty("java.home"), "bin", "jcmd").toString();
        Process process = new ProcessBuilder(jcmd, Long.toString(pid), "GC.class_histogram")
                .redirectErrorStream(true)
                .start();
        String answer = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        if (process.waitFor() != 0) {
            throw new IOException("jcmd could not ask the service for its heap: " + answer);
        }
        return answer.lines().toList();
    }

    private static int entries(String folder) throws IOException {
        try (Stream<Path> entries = Files.list(Path.of(folder))) {
            return (int) entries.count();
        }
    }

    private static long count(List<String> lines, String text) {
        return lines.stream().filter(line -> line.contains(text)).count();
    }
}

package org.spotcloud.harness;

import java.util.Map;
import java.util.TreeMap;

/** Counts by name; safe for many threads. */
final class Tally {
    private final Map<String, Integer> counts = new TreeMap<>();

    synchronized void add(String name) {
        add(name, 1);
    }

    synchronized void add(String name, int more) {
        if (more > 0) {
            counts.merge(name, more, Integer::sum);
        }
    }

    synchronized Map<String, Integer> counts() {
        return new TreeMap<>(counts);
    }

    synchronized int total() {
        return counts.values().stream().mapToInt(Integer::intValue).sum();
    }
}

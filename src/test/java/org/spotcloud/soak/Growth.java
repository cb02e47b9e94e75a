package org.spotcloud.soak;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.ToLongFunction;

/** Compares footprints: what may grow while caches and pools fill, and what may never. */
final class Growth {
    /** Live heap moves by some hundred KiB from one collection to the next. */
    private static final long HEAP = 3L << 20;
    /** Pools grow on demand, a thread or a socket now and then. */
    private static final int THREADS = 6;

    private static final int FILES = 8;
    /** A lease is a row for each thing that one node does at a time, made when it is first done. */
    private static final int LEASES = 8;
    /** A class that gains so many instances an order, from each look to the next, holds on to orders. */
    private static final double INSTANCES_PER_ORDER = 0.1;
    /** Fewer than these can be a cache that has a bound. */
    private static final int INSTANCES = 200;
    /** H2's cache and chunks are not bounded in entries; text and collections come with what they belong to. */
    private static final List<String> NOT_HOLDERS = List.of("[", "java.", "org.h2.");

    private Growth() {}

    /**
     * What has grown, each in a sentence.
     *
     * @param start before the first order
     * @param warm the looks after the warm-up, in their order
     */
    static List<String> found(Footprint start, List<Footprint> warm) {
        Footprint last = warm.get(warm.size() - 1);
        List<String> grown = new ArrayList<>();
        last.running().forEach((table, rows) -> {
            long most = table.equals("lease") ? LEASES : start.running().getOrDefault(table, 0L);
            over(grown, "rows of " + table, most, rows, 0);
        });
        over(grown, "bytes of live heap", warm, Footprint::heap, HEAP);
        over(grown, "threads", warm, Footprint::threads, THREADS);
        over(grown, "open files", warm, Footprint::files, FILES);
        over(grown, "connections not given back", 0, last.leaks(), 0);
        over(grown, "workspaces", 0, last.workspaces(), 0);
        holders(warm)
                .forEach((name, rate) -> grown.add("%.2f instances of %s stay of each order".formatted(rate, name)));
        return grown;
    }

    /** The classes that have gained instances from every look to the next, with the gain of an order. */
    static Map<String, Double> holders(List<Footprint> warm) {
        Map<String, Double> holders = new TreeMap<>();
        Footprint first = warm.get(0);
        Footprint last = warm.get(warm.size() - 1);
        for (String name : last.instances().keySet()) {
            long gained = of(last, name) - of(first, name);
            double rate = (double) gained / (last.orders() - first.orders());
            boolean holder = NOT_HOLDERS.stream().noneMatch(name::startsWith);
            if (holder && gained >= INSTANCES && rate >= INSTANCES_PER_ORDER && alwaysMore(name, warm)) {
                holders.put(name, rate);
            }
        }
        return holders;
    }

    private static boolean alwaysMore(String name, List<Footprint> warm) {
        for (int i = 1; i < warm.size(); i++) {
            if (of(warm.get(i), name) <= of(warm.get(i - 1), name)) {
                return false;
            }
        }
        return true;
    }

    private static long of(Footprint look, String name) {
        return look.instances().getOrDefault(name, 0L);
    }

    /** Compares the middle of the earlier looks with that of the later ones: pools breathe, leaks do not. */
    private static void over(
            List<String> grown, String what, List<Footprint> warm, ToLongFunction<Footprint> of, long most) {
        int half = warm.size() / 2;
        long before = median(warm.subList(0, warm.size() - half), of);
        long after = median(warm.subList(half, warm.size()), of);
        over(grown, what, before, after, most);
    }

    private static long median(List<Footprint> looks, ToLongFunction<Footprint> of) {
        return looks.stream()
                .mapToLong(of)
                .sorted()
                .skip(looks.size() / 2)
                .findFirst()
                .orElseThrow();
    }

    private static void over(List<String> grown, String what, long before, long after, long most) {
        if (after > before + most) {
            grown.add("%s: %,d, from %,d".formatted(what, after, before));
        }
    }
}

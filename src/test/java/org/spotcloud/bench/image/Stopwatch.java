package org.spotcloud.bench.image;

import java.util.Locale;

/** Time within a process, without that of its start. */
public final class Stopwatch {
    private static final double NANOS = 1e9;

    private final long begun = System.nanoTime();

    /** Tells the time that has passed to whoever has started the process. */
    public void print() {
        System.out.printf(Locale.ROOT, "inside %.3f%n", (System.nanoTime() - begun) / NANOS);
    }
}

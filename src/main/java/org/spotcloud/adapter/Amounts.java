package org.spotcloud.adapter;

import java.util.Locale;

/** Bytes and rates as people read them, in powers of ten. */
final class Amounts {
    private static final double KILO = 1e3;
    private static final double MEGA = 1e6;
    private static final double GIGA = 1e9;

    private Amounts() {}

    static String bytes(long bytes) {
        if (bytes < KILO) {
            return bytes + " bytes";
        }
        if (bytes < MEGA) {
            return String.format(Locale.ROOT, "%.1f kB", bytes / KILO);
        }
        return bytes < GIGA
                ? String.format(Locale.ROOT, "%.1f MB", bytes / MEGA)
                : String.format(Locale.ROOT, "%.2f GB", bytes / GIGA);
    }

    static String rate(long bytes, double seconds) {
        return String.format(Locale.ROOT, "%.0f MB/s", bytes / MEGA / Math.max(seconds, 1e-3));
    }
}

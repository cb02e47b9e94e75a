package org.spotcloud.adapter.machines;

import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import org.spotcloud.adapter.catalog.Capacity.Loads;

/** The load averages of the host that this runs on. */
final class HostLoads {
    private static final int FIGURES = 3;

    private HostLoads() {}

    /** From that file, which Linux keeps as {@code /proc/loadavg}; where it is not there, the JVM's one figure. */
    static Loads read(Path file) {
        try {
            String[] figures = Files.readString(file).strip().split(" ");
            if (figures.length >= FIGURES) {
                return new Loads(
                        Double.parseDouble(figures[0]), Double.parseDouble(figures[1]), Double.parseDouble(figures[2]));
            }
        } catch (IOException | NumberFormatException e) {
            // another system than Linux
        }
        double last = Math.max(0, ManagementFactory.getOperatingSystemMXBean().getSystemLoadAverage());
        return new Loads(last, last, last);
    }
}

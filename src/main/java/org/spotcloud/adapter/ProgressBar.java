package org.spotcloud.adapter;

import java.io.IOException;
import java.io.PrintStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Locale;
import org.spotcloud.adapter.catalog.TransferProgress;

/** A line on the terminal that says how far a conversion is: bar, percent, bytes, rate, time left. */
final class ProgressBar implements TransferProgress, AutoCloseable {
    private static final long REDRAW_NANOS = 100_000_000;
    private static final double NANOS = 1e9;
    private static final int WIDTH = 30;
    private static final String ERASE_TO_END_OF_LINE = "\u001b[K";

    private final PrintStream terminal;
    private final long total;
    private final long begin = System.nanoTime();
    private long drawn = begin;
    private boolean shown;

    /** @param total bytes; negative when unknown */
    private ProgressBar(PrintStream terminal, long total) {
        this.terminal = terminal;
        this.total = total;
    }

    /** Draws on the standard error stream, where that is a terminal. */
    static ProgressBar onTerminal(boolean quiet, long total) {
        return new ProgressBar(quiet || !isTerminal() ? null : System.err, total);
    }

    @Override
    public void moved(long done, long unknown) {
        if (terminal == null) {
            return;
        }
        long now = System.nanoTime();
        if (now - drawn >= REDRAW_NANOS) {
            drawn = now;
            shown = true;
            terminal.print("\r" + line(done, (now - begin) / NANOS) + ERASE_TO_END_OF_LINE);
            terminal.flush();
        }
    }

    /** Takes the line away. */
    @Override
    public void close() {
        if (shown) {
            terminal.print("\r" + ERASE_TO_END_OF_LINE);
            terminal.flush();
        }
    }

    private String line(long done, double seconds) {
        String amount = Amounts.bytes(done) + ", " + Amounts.rate(done, seconds);
        if (total <= 0) {
            return amount;
        }
        double part = Math.min(1, (double) done / total);
        int filled = (int) (part * WIDTH);
        double left = part > 0 ? seconds / part - seconds : 0;
        return String.format(
                Locale.ROOT,
                "[%s%s] %3d %%  %s, %.0f s left",
                "#".repeat(filled),
                ".".repeat(WIDTH - filled),
                (int) (part * 100),
                amount,
                left);
    }

    /** Java does not tell of the standard error stream; Linux does. */
    private static boolean isTerminal() {
        try {
            String device = Files.readSymbolicLink(Path.of("/proc/self/fd/2")).toString();
            return device.startsWith("/dev/pts/") || device.startsWith("/dev/tty") || device.equals("/dev/console");
        } catch (IOException e) {
            return false; // not Linux
        }
    }
}

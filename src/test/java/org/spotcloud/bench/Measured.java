package org.spotcloud.bench;

import java.util.Arrays;

/**
 * What clients have measured. Where not one request was answered in time, the rate is 0 and the rest no number.
 *
 * @param rate requests a second
 * @param p50 milliseconds
 * @param p99 milliseconds
 * @param cpu milliseconds of the service's processor time for each request
 */
record Measured(double rate, double p50, double p99, double cpu) {
    private static final double NANOS_PER_MILLI = 1e6;
    private static final double NANOS_PER_SECOND = 1e9;

    static Measured of(Sample sample) {
        long[] sorted = sample.nanos().clone();
        Arrays.sort(sorted);
        return new Measured(
                sorted.length * NANOS_PER_SECOND / sample.time().toNanos(),
                percentile(sorted, 50),
                percentile(sorted, 99),
                sorted.length == 0 ? Double.NaN : sample.cpu().toNanos() / NANOS_PER_MILLI / sorted.length);
    }

    /** The smallest of the sorted values that so many per cent of them do not exceed, in milliseconds; NaN of none. */
    static double percentile(long[] sorted, int percent) {
        if (sorted.length == 0) {
            return Double.NaN;
        }
        int rank = (int) Math.ceil(sorted.length * percent / 100.0);
        return sorted[rank - 1] / NANOS_PER_MILLI;
    }
}

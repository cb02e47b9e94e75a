package org.spotcloud.bench;

import java.time.Duration;
import java.util.stream.LongStream;

/**
 * What clients saw for a time.
 *
 * @param nanos how long each request took
 * @param cpu processor time of the service
 */
@SuppressWarnings("ArrayRecordComponent") // never compared
record Sample(long[] nanos, Duration time, Duration cpu) {
    static final Sample NONE = new Sample(new long[0], Duration.ZERO, Duration.ZERO);

    Sample plus(Sample more) {
        return new Sample(
                LongStream.concat(LongStream.of(nanos), LongStream.of(more.nanos))
                        .toArray(),
                time.plus(more.time),
                cpu.plus(more.cpu));
    }
}

package org.spotcloud.adapter.catalog;

import java.security.SecureRandom;

/** Numbers that rows get with each write, from 0 to 2^53. Whoever adds up those of all rows knows whether one was written. */
public final class Stamp {
    private static final int UNUSED_BITS = Long.SIZE - 53;
    private static final SecureRandom RANDOM = new SecureRandom();

    private Stamp() {}

    /** Another one than all before, as far as that matters: on all nodes, and in sums. */
    public static long fresh() {
        return RANDOM.nextLong() >>> UNUSED_BITS;
    }
}

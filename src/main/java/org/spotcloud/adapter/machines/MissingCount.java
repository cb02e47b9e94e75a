package org.spotcloud.adapter.machines;

/**
 * How many machines are missing of how many that should be there.
 *
 * @param missing those that the operator has not confirmed to be gone
 * @param held those of them that went missing together, and are not forgotten until the operator confirms it
 * @param all the wanted machines that have an instance, missing ones included
 */
public record MissingCount(int missing, int held, int all) {
    /** More than one in so many at the same time are the cloud's fault rather than their own. */
    private static final int ONE_IN = 5;

    /** Whether so many are missing at this time that none of them is to be forgotten by itself. */
    public boolean together() {
        return missing > 1 && (long) missing * ONE_IN > all;
    }
}

package org.spotcloud.adapter.machines;

/** Port: the operator's terms of sale, as they are now. */
@FunctionalInterface
public interface Selling {
    SellingTerms terms();
}

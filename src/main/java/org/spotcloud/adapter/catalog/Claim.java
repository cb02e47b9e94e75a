package org.spotcloud.adapter.catalog;

/**
 * Whether an attempt still has the step that it works at. A node that stood still for minutes goes on where it was, with
 * another attempt in its place. So who takes something away looks first, then requires the claim, and then takes only what
 * it had seen: what came after the claim was lost is not touched.
 */
@FunctionalInterface
public interface Claim {
    /** Of what no other attempt can take the place of. */
    Claim UNDISPUTED = () -> {};

    /** @throws Fault one to try again, when another attempt has the step by now */
    void require();
}

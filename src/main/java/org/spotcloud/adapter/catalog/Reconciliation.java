package org.spotcloud.adapter.catalog;

import java.util.Optional;
import java.util.UUID;

/**
 * Port: compares cloud, store and disk with the database. One runs at a time in the whole cluster; whoever wants another one
 * meanwhile has the steps of that one tried again that stand as incidents.
 */
public interface Reconciliation {
    /**
     * Starts a run that only lists what belongs to nobody.
     *
     * @return its id; empty while another one runs
     */
    Optional<UUID> start();

    /**
     * Starts a run that lists again and then removes what an earlier run found, the operator wants removed, and still
     * belongs to nobody.
     *
     * @param seen the run whose findings the operator has seen; what later runs found is not removed
     * @return its id; empty while another one runs
     */
    Optional<UUID> remove(UUID seen);
}

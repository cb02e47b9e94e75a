package org.spotcloud.adapter.provisioning;

import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.springframework.stereotype.Component;

/** What this node may do now, as its last heartbeat found. Before the first one: nothing. */
@Component
class NodeDuty {
    private volatile Finding last = new Finding(Optional.of("the node has just started"), List.of(), Instant.EPOCH);

    /**
     * @param idle why the node takes no work; empty when it does
     * @param silent the nodes whose work others have to do
     * @param silentBefore who was not heard of since, by the database's clock, counts as dead
     */
    record Finding(Optional<String> idle, List<String> silent, Instant silentBefore) {
        Finding {
            silent = List.copyOf(silent);
        }

        Finding idleBecause(String why) {
            return new Finding(Optional.of(why), List.of(), silentBefore);
        }
    }

    void found(Finding finding) {
        last = finding;
    }

    Finding last() {
        return last;
    }

    boolean mayWork() {
        return last.idle().isEmpty();
    }
}

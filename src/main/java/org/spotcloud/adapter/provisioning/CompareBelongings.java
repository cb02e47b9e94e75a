package org.spotcloud.adapter.provisioning;

import java.util.Map;
import java.util.Set;
import org.spotcloud.adapter.catalog.Reconciler;
import org.springframework.stereotype.Component;

/** Finds what belongs to nobody among what was listed. */
@Component
class CompareBelongings implements StepHandler {
    private final Reconciler reconciler;

    CompareBelongings(Reconciler reconciler) {
        this.reconciler = reconciler;
    }

    @Override
    public Set<String> activities() {
        return Set.of("Task_CompareBelongings");
    }

    @Override
    public Outcome handle(Step step) {
        return new Outcome.Done(Map.of(), reconciler.compare(step.run()));
    }
}

package org.spotcloud.adapter.provisioning;

import java.util.Set;
import org.spotcloud.adapter.catalog.Reconciler;
import org.springframework.stereotype.Component;

/** Removes what belongs to nobody and what the operator wants removed. */
@Component
class RemoveLeftovers implements StepHandler {
    private final Reconciler reconciler;

    RemoveLeftovers(Reconciler reconciler) {
        this.reconciler = reconciler;
    }

    @Override
    public Set<String> activities() {
        return Set.of("Task_RemoveLeftovers");
    }

    @Override
    public Outcome handle(Step step) {
        reconciler.remove(step.run(), step.progressed());
        return Outcome.done();
    }
}

package org.spotcloud.adapter.provisioning;

import java.util.Set;
import org.springframework.stereotype.Component;

/** Wakes the launches that waited for an import. */
@Component
class WakeLaunches implements StepHandler {
    private final ImageSweep sweep;

    WakeLaunches(ImageSweep sweep) {
        this.sweep = sweep;
    }

    @Override
    public Set<String> activities() {
        return Set.of("Task_WakeLaunches");
    }

    @Override
    public Outcome handle(Step step) {
        sweep.wake(step.image());
        return Outcome.done();
    }
}

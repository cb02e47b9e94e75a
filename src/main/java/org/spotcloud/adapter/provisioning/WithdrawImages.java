package org.spotcloud.adapter.provisioning;

import java.util.List;
import java.util.Map;
import java.util.Set;
import org.camunda.bpm.engine.RuntimeService;
import org.spotcloud.adapter.catalog.Fault;
import org.spotcloud.adapter.catalog.Publisher;
import org.spotcloud.adapter.provisioning.Processes.Variables;
import org.springframework.stereotype.Component;

/** Takes back what an import has published and nobody can use. */
@Component
class WithdrawImages implements StepHandler {
    private static final String FAILED = "Task_WithdrawFailed";
    private static final String SUPERSEDED = "Task_WithdrawSuperseded";
    private static final String LOST = "Task_WithdrawLost";
    private static final List<String> PUBLISHED =
            List.of(Variables.KERNEL_ID, Variables.RAMDISK_ID, Variables.IMAGE_ID);

    private final Publisher publisher;
    private final RuntimeService runtime;

    WithdrawImages(Publisher publisher, RuntimeService runtime) {
        this.publisher = publisher;
        this.runtime = runtime;
    }

    @Override
    public Set<String> activities() {
        return Set.of(FAILED, SUPERSEDED, LOST);
    }

    /** Images that failed are the operator's to look at: the step stands as an incident first, and a retry goes on. */
    @Override
    public Outcome handle(Step step) {
        boolean withdrawn = publisher.withdraw(step.image(), step.generation(), step.claim());
        if (withdrawn && step.activity().equals(FAILED)) {
            throw Fault.operator(
                    step.text(Variables.CAUSE) + "; they were withdrawn, and a retry publishes them again", null);
        }
        return new Outcome.Done(Map.of(), () -> runtime.removeVariables(step.process(), PUBLISHED));
    }
}

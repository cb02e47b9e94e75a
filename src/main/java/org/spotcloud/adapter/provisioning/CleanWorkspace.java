package org.spotcloud.adapter.provisioning;

import java.util.Set;
import org.spotcloud.adapter.imports.ImportSteps;
import org.springframework.stereotype.Component;

/** Deletes the folder of an import that has ended. */
@Component
class CleanWorkspace implements StepHandler {
    private final ImportSteps imports;

    CleanWorkspace(ImportSteps imports) {
        this.imports = imports;
    }

    @Override
    public Set<String> activities() {
        return Set.of("Task_CleanWorkspace");
    }

    @Override
    public Outcome handle(Step step) {
        imports.clean(step.process());
        return Outcome.done();
    }
}

package org.spotcloud.adapter.provisioning;

import java.util.Map;
import java.util.Set;
import org.spotcloud.adapter.imports.ImportSteps;
import org.spotcloud.adapter.imports.NodeId;
import org.spotcloud.adapter.provisioning.Processes.Variables;
import org.springframework.stereotype.Component;

/** Makes the folder of an import on this node, which the steps that need it are bound to from then on. */
@Component
class ReserveWorkspace implements StepHandler {
    static final String ACTIVITY = "Task_ReserveWorkspace";

    private final ImportSteps imports;
    private final NodeId node;

    ReserveWorkspace(ImportSteps imports, NodeId node) {
        this.imports = imports;
        this.node = node;
    }

    @Override
    public Set<String> activities() {
        return Set.of(ACTIVITY);
    }

    @Override
    public Outcome handle(Step step) {
        imports.reserve(step.process());
        return Outcome.done(Map.of(Variables.NODE, node.id()));
    }
}

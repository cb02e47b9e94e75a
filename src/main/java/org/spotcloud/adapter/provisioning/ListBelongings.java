package org.spotcloud.adapter.provisioning;

import java.util.Map;
import java.util.Set;
import org.spotcloud.adapter.catalog.Belonging.Kind;
import org.spotcloud.adapter.catalog.Reconciler;
import org.spotcloud.adapter.imports.NodeId;
import org.spotcloud.adapter.provisioning.Processes.Variables;
import org.springframework.stereotype.Component;

/** Lists what bears the mark of this installation. The node that lists its workspaces does the rest of the run. */
@Component
class ListBelongings implements StepHandler {
    private static final String WORKSPACES = "Task_ListWorkspaces";
    private static final Map<String, Set<Kind>> KINDS = Map.of(
            WORKSPACES,
            Set.of(Kind.WORKSPACE),
            "Task_ListCloud",
            Set.of(Kind.INSTANCE, Kind.IMAGE),
            "Task_ListStore",
            Set.of(Kind.OBJECT));

    private final Reconciler reconciler;
    private final NodeId node;

    ListBelongings(Reconciler reconciler, NodeId node) {
        this.reconciler = reconciler;
        this.node = node;
    }

    @Override
    public Set<String> activities() {
        return KINDS.keySet();
    }

    @Override
    public Outcome handle(Step step) {
        Runnable results = reconciler.list(step.run(), KINDS.get(step.activity()));
        Map<String, Object> variables =
                step.activity().equals(WORKSPACES) ? Map.of(Variables.NODE, node.id()) : Map.of();
        return new Outcome.Done(variables, results);
    }
}

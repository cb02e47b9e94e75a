package org.spotcloud.adapter.provisioning;

import org.camunda.bpm.engine.ExternalTaskService;
import org.camunda.bpm.engine.RuntimeService;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.spotcloud.adapter.imports.ImportSteps;
import org.spotcloud.adapter.imports.NodeId;
import org.spotcloud.adapter.imports.Workspaces;
import org.spotcloud.adapter.provisioning.Processes.Variables;
import org.spotcloud.adapter.settings.WorkspaceSettings;
import org.springframework.scheduling.annotation.Scheduled;
import org.springframework.stereotype.Component;

/**
 * Deletes the folders of imports that have ended, or that another node has taken over while this one was away: at the
 * start, and now and then.
 */
@Component
class WorkspaceSweep {
    private static final Logger log = LoggerFactory.getLogger(WorkspaceSweep.class);

    private final Workspaces workspaces;
    private final ImportSteps imports;
    private final RuntimeService runtime;
    private final ExternalTaskService tasks;
    private final String node;
    private final boolean shared;

    WorkspaceSweep(
            Workspaces workspaces,
            ImportSteps imports,
            RuntimeService runtime,
            ExternalTaskService tasks,
            NodeId node,
            WorkspaceSettings settings) {
        this.workspaces = workspaces;
        this.imports = imports;
        this.runtime = runtime;
        this.tasks = tasks;
        this.node = node.id();
        this.shared = settings.shared();
    }

    @Scheduled(fixedDelayString = "${spotcloud.workspace.sweep:10m}")
    void sweep() {
        try {
            workspaces.list().stream().filter(this::isOrphan).forEach(this::delete);
        } catch (RuntimeException e) {
            log.warn("Workspaces that nobody needs could not be looked for: {}", e.getMessage());
        }
    }

    /** A folder that is about to be reserved (again) is no orphan, whoever it was bound to before. */
    private boolean isOrphan(String process) {
        if (runtime.createProcessInstanceQuery().processInstanceId(process).count() == 0) {
            return true;
        }
        return !shared && !isReserved(process) && isBoundElsewhere(process);
    }

    private boolean isReserved(String process) {
        return tasks.createExternalTaskQuery()
                        .processInstanceId(process)
                        .activityId(ReserveWorkspace.ACTIVITY)
                        .count()
                > 0;
    }

    private boolean isBoundElsewhere(String process) {
        return runtime
                .createVariableInstanceQuery()
                .processInstanceIdIn(process)
                .variableName(Variables.NODE)
                .list()
                .stream()
                .anyMatch(bound -> !node.equals(bound.getValue()));
    }

    private void delete(String process) {
        log.info("The workspace of import {} is not needed here any more and is deleted", process);
        imports.clean(process);
    }
}

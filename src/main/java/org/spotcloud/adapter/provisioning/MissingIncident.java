package org.spotcloud.adapter.provisioning;

import java.util.List;
import org.camunda.bpm.engine.ExternalTaskService;
import org.camunda.bpm.engine.RuntimeService;
import org.camunda.bpm.engine.externaltask.ExternalTask;
import org.spotcloud.adapter.machines.MissingCount;
import org.springframework.stereotype.Component;

/** The one process that stands as an incident while machines are held because many went missing together. */
@Component
class MissingIncident {
    private final RuntimeService runtime;
    private final ExternalTaskService tasks;

    MissingIncident(RuntimeService runtime, ExternalTaskService tasks) {
        this.runtime = runtime;
        this.tasks = tasks;
    }

    /** Starts the process when it has to stand and does not, and lets it look again when it need not stand any more. */
    void stands(MissingCount count) {
        if (count.held() > 0) {
            if (runtime.createProcessInstanceQuery()
                            .processDefinitionKey(Processes.MISSING_MACHINES)
                            .count()
                    == 0) {
                runtime.startProcessInstanceByKey(Processes.MISSING_MACHINES, Processes.MISSING_MACHINES);
            }
        } else {
            standing().forEach(task -> tasks.setRetries(task.getId(), 1));
        }
    }

    private List<ExternalTask> standing() {
        return tasks.createExternalTaskQuery()
                .topicName(Processes.Topics.CONFIRM_MISSING)
                .noRetriesLeft()
                .list();
    }
}

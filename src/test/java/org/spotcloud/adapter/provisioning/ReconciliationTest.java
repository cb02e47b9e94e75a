package org.spotcloud.adapter.provisioning;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.camunda.bpm.engine.ExternalTaskService;
import org.camunda.bpm.engine.RuntimeService;
import org.camunda.bpm.engine.externaltask.ExternalTask;
import org.camunda.bpm.engine.externaltask.LockedExternalTask;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.spotcloud.adapter.catalog.ReconcileRuns;
import org.spotcloud.adapter.catalog.Reconciliation;
import org.springframework.beans.factory.annotation.Autowired;

/** What becomes of a reconciliation that stands as an incident, or was cancelled. */
class ReconciliationTest extends ByHandTest {
    private static final long LOCK = 60_000;

    @Autowired
    Reconciliation reconciliation;

    @Autowired
    ReconcileRuns runs;

    @Autowired
    RuntimeService runtime;

    @Autowired
    ExternalTaskService tasks;

    @AfterEach
    void cancelWhatRuns() {
        runs.running().ifPresent(run -> {
            runtime.deleteProcessInstanceIfExists(run.processId(), "another test", true, true, true, false);
            runs.cancelled(run.id());
        });
    }

    @Test
    void isTriedAgainWhereItStandsAsAnIncident() {
        assertThat(reconciliation.start()).isPresent();
        String process = process();
        byHand.runJob(process);
        fail(process);
        assertThat(incidents(process)).isPositive();

        assertThat(reconciliation.start()).isEmpty();

        assertThat(incidents(process)).isZero();
        assertThat(steps(process)).isNotEmpty().allMatch(step -> step.getRetries() == 1);
    }

    @Test
    void isNoLookAtAllWhenItWasCancelled() {
        assertThat(reconciliation.start()).isPresent();
        runtime.deleteProcessInstance(process(), "cancelled in Cockpit");

        assertThat(reconciliation.start()).isPresent();

        assertThat(runs.lastEnded()).isEmpty();
        assertThat(runs.lastLooked()).isEmpty();
    }

    private String process() {
        return runs.running().orElseThrow().processId();
    }

    private void fail(String process) {
        for (ExternalTask step : steps(process)) {
            List<LockedExternalTask> locked = tasks.fetchAndLock(10, "test")
                    .topic(step.getTopicName(), LOCK)
                    .execute();
            locked.forEach(task -> tasks.handleFailure(task.getId(), "test", "the cloud is not set up", 0, 0));
        }
    }

    private List<ExternalTask> steps(String process) {
        return tasks.createExternalTaskQuery().processInstanceId(process).list();
    }

    private long incidents(String process) {
        return runtime.createIncidentQuery().processInstanceId(process).count();
    }
}

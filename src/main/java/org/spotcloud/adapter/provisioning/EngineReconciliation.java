package org.spotcloud.adapter.provisioning;

import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.function.Supplier;
import org.camunda.bpm.engine.ExternalTaskService;
import org.camunda.bpm.engine.RuntimeService;
import org.spotcloud.adapter.catalog.Findings;
import org.spotcloud.adapter.catalog.ReconcileRuns;
import org.spotcloud.adapter.catalog.Reconciliation;
import org.spotcloud.adapter.provisioning.Processes.Variables;
import org.springframework.dao.DuplicateKeyException;
import org.springframework.stereotype.Component;
import org.springframework.transaction.PlatformTransactionManager;
import org.springframework.transaction.support.TransactionTemplate;

/** Starts reconciliations, each in one transaction with its row; while one stands as an incident, that one goes on. */
@Component
class EngineReconciliation implements Reconciliation {
    private final ReconcileRuns runs;
    private final Findings findings;
    private final RuntimeService runtime;
    private final ExternalTaskService tasks;
    private final Waits waits;
    private final Supplier<UUID> ids;
    private final TransactionTemplate transaction;

    EngineReconciliation(
            ReconcileRuns runs,
            Findings findings,
            RuntimeService runtime,
            ExternalTaskService tasks,
            Waits waits,
            Supplier<UUID> ids,
            PlatformTransactionManager transactions) {
        this.runs = runs;
        this.findings = findings;
        this.runtime = runtime;
        this.tasks = tasks;
        this.waits = waits;
        this.ids = ids;
        transaction = new TransactionTemplate(transactions);
    }

    @Override
    public Optional<UUID> start() {
        return begin(Optional.empty());
    }

    @Override
    public Optional<UUID> remove(UUID seen) {
        return begin(Optional.of(seen));
    }

    private Optional<UUID> begin(Optional<UUID> seen) {
        try {
            return transaction.execute(status -> {
                endCancelled();
                Optional<ReconcileRuns.Running> running = runs.running();
                running.ifPresent(this::tryAgain);
                return running.isPresent() ? Optional.empty() : Optional.of(started(seen));
            });
        } catch (DuplicateKeyException raced) {
            return Optional.empty();
        }
    }

    private UUID started(Optional<UUID> seen) {
        UUID run = ids.get();
        runs.begin(run, seen.isPresent());
        seen.ifPresent(findings::tell);
        String process = runtime.startProcessInstanceByKey(
                        Processes.RECONCILE,
                        run.toString(),
                        Map.of(Variables.RUN, run.toString(), Variables.REMOVE, seen.isPresent()))
                .getId();
        runs.startedBy(run, process);
        return run;
    }

    /** A run whose process was cancelled in Cockpit runs no more. */
    private void endCancelled() {
        runs.running().filter(run -> !waits.runs(run.processId())).ifPresent(run -> runs.cancelled(run.id()));
    }

    /** What it could not do, as before the cloud was set up, it may be able to do by now. */
    private void tryAgain(ReconcileRuns.Running run) {
        tasks.createExternalTaskQuery()
                .processInstanceId(run.processId())
                .noRetriesLeft()
                .list()
                .forEach(task -> tasks.setRetries(task.getId(), 1));
    }
}

package org.spotcloud.adapter.provisioning;

import java.io.PrintWriter;
import java.io.StringWriter;
import java.sql.SQLException;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.regex.Pattern;
import org.camunda.bpm.engine.BadUserRequestException;
import org.camunda.bpm.engine.ExternalTaskService;
import org.camunda.bpm.engine.OptimisticLockingException;
import org.camunda.bpm.engine.externaltask.LockedExternalTask;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.spotcloud.adapter.catalog.Endpoints;
import org.spotcloud.adapter.catalog.Fault;
import org.spotcloud.adapter.catalog.Refusals;
import org.spotcloud.adapter.imports.WorkspaceLost;
import org.spotcloud.adapter.provisioning.Processes.Variables;
import org.springframework.transaction.TransactionException;
import org.springframework.transaction.support.TransactionTemplate;

/** Tells the engine how steps ended: the one place that turns faults into BPMN errors, retries and incidents. */
final class StepReports {
    private static final Logger log = LoggerFactory.getLogger(StepReports.class);

    private static final int TRY_AGAIN = 1;
    private static final int INCIDENT = 0;
    /** More often an import loses no workspace by bad luck. */
    private static final int MOST_WORKSPACES_LOST = 3;

    /** What a message may have as a process variable; the engine's column takes 4,000. */
    private static final int LONGEST_MESSAGE = 2000;
    /** MySQL gives it no state of its own. */
    private static final int MYSQL_INCORRECT_STRING = 1366;
    /** The engine's tables on MySQL take three bytes a character. */
    private static final Pattern UNSTORABLE = Pattern.compile("[^\\u0000-\\uFFFF]");
    /** SQL states of values that a column does not take, whenever they are stored. */
    private static final String DATA_EXCEPTION = "22";

    private static final String CONSTRAINT = "23";

    private final ExternalTaskService tasks;
    private final StepAttempts attempts;
    private final RetryDelay delay;
    private final Endpoints endpoints;
    private final Clock clock;
    private final TransactionTemplate transaction;

    StepReports(
            ExternalTaskService tasks,
            StepAttempts attempts,
            RetryDelay delay,
            Endpoints endpoints,
            Clock clock,
            TransactionTemplate transaction) {
        this.tasks = tasks;
        this.attempts = attempts;
        this.delay = delay;
        this.endpoints = endpoints;
        this.clock = clock;
        this.transaction = transaction;
    }

    /** How often the process has died in this step, or in another one meanwhile. */
    int deaths(LockedExternalTask task) {
        return attempts.starts(task.getId());
    }

    /** Counts a start, before anything is done; returns how many there were without an outcome. */
    int started(LockedExternalTask task) {
        return attempts.started(task.getId());
    }

    Instant now() {
        return clock.instant();
    }

    /** A step that began then has met a fault. */
    void met(Fault fault, Instant begun) {
        endpoints.failed(fault, begun);
    }

    void ended(LockedExternalTask task, Outcome outcome) {
        if (outcome instanceof Outcome.Done done) {
            inOne(() -> {
                done.results().run();
                tasks.complete(task.getId(), task.getWorkerId(), done.variables());
                attempts.ended(task.getId());
            });
        } else if (outcome instanceof Outcome.Later later) {
            inOne(() -> {
                attempts.paused(task.getId());
                fail(task, later.why(), null, TRY_AGAIN, later.delay());
            });
        }
    }

    void failed(LockedExternalTask task, Exception e, boolean progressed) {
        if (e instanceof Fault fault && fault.kind() == Fault.Kind.REFUSED) {
            log.info("{} is refused: {}", task.getActivityId(), fault.getMessage());
            inOne(() -> {
                tasks.handleBpmnError(
                        task.getId(), task.getWorkerId(), fault.code(), storable(fault.getMessage()), Map.of());
                attempts.ended(task.getId());
            });
        } else if (e instanceof WorkspaceLost lost) {
            workspaceLost(task, lost);
        } else if (e instanceof Fault fault && fault.kind() == Fault.Kind.OPERATOR) {
            log.error("{} needs the operator: {}", task.getActivityId(), fault.getMessage());
            incident(task, fault.getMessage(), e);
        } else if (e instanceof Fault fault
                && fault.endpoint().filter(endpoints::isAway).isPresent()) {
            log.debug(
                    "{} waits until {} answers: {}",
                    task.getActivityId(),
                    fault.endpoint().get(),
                    e.getMessage());
            inOne(() -> {
                attempts.paused(task.getId());
                fail(task, fault.getMessage(), e, TRY_AGAIN, Endpoints.PROBE_EVERY);
            });
        } else {
            inOne(() -> {
                Duration pause = delay.after(attempts.failed(task.getId(), progressed));
                log.warn(
                        "{} failed and is tried again in {} s: {}",
                        task.getActivityId(),
                        pause.toSeconds(),
                        StepRun.words(e),
                        e instanceof Fault ? null : e);
                fail(task, StepRun.words(e), e, TRY_AGAIN, pause);
            });
        }
    }

    /** Back to another workspace; after the third an operator has to look, whose retry counts from the beginning. */
    private void workspaceLost(LockedExternalTask task, WorkspaceLost lost) {
        int before = (Integer) task.getVariables().getOrDefault(Variables.WORKSPACES_LOST, 0);
        if (before >= MOST_WORKSPACES_LOST) {
            String message = "the workspace was lost " + before + " times before; " + lost.getMessage();
            log.error("{} needs the operator: {}", task.getActivityId(), message);
            inOne(() -> {
                attempts.paused(task.getId());
                tasks.handleFailure(
                        task.getId(),
                        task.getWorkerId(),
                        message,
                        details(lost),
                        INCIDENT,
                        0,
                        Map.of(Variables.WORKSPACES_LOST, 0),
                        Map.of());
            });
            return;
        }
        log.warn("{} begins again with another workspace: {}", task.getActivityId(), lost.getMessage());
        inOne(() -> {
            tasks.handleBpmnError(
                    task.getId(),
                    task.getWorkerId(),
                    Refusals.WORKSPACE_LOST,
                    lost.getMessage(),
                    Map.of(Variables.WORKSPACES_LOST, before + 1));
            attempts.ended(task.getId());
        });
    }

    void diedTooOften(LockedExternalTask task, int starts) {
        String message = "the process died in this step " + (starts == 3 ? "three" : starts) + " times";
        log.error("{}: {}", task.getActivityId(), message);
        incident(task, message, null);
    }

    /** The engine would not take the outcome: a fault of the process or of ours, which trying again cannot mend. */
    void broken(LockedExternalTask task, Exception e) {
        incident(task, "the outcome of this step was not accepted: " + StepRun.words(e), e);
    }

    /** Whether storing again can help: the database was away, or two transactions met. */
    static boolean mayPass(Exception e) {
        for (Throwable cause = e; cause != null; cause = cause.getCause()) {
            if (cause instanceof SQLException sql) {
                return sql.getErrorCode() != MYSQL_INCORRECT_STRING
                        && (sql.getSQLState() == null || !sql.getSQLState().startsWith(DATA_EXCEPTION));
            }
            if (cause instanceof TransactionException || cause instanceof OptimisticLockingException) {
                return true;
            }
        }
        return false;
    }

    /** Whether the database refused what was to be stored, because of what it holds: most often that does not pass. */
    static boolean isRefused(Exception e) {
        for (Throwable cause = e; cause != null; cause = cause.getCause()) {
            if (cause instanceof SQLException sql) {
                return sql.getSQLState() != null && sql.getSQLState().startsWith(CONSTRAINT);
            }
        }
        return false;
    }

    /** The service ends: whoever comes next can have the step at once. */
    void handedBack(LockedExternalTask task) {
        inOne(() -> {
            unlock(task.getId(), task.getWorkerId());
            attempts.paused(task.getId());
        });
    }

    /**
     * Frees a step that an attempt has locked which is known to be dead.
     *
     * @throws StepLostException when another attempt has it by now
     */
    void takenBack(String task, String worker) {
        inOne(() -> unlock(task, worker));
    }

    /** The engine compares no worker when it unlocks; extending the lock compares it, and holds the row until the commit. */
    private void unlock(String task, String worker) {
        tasks.extendLock(task, worker, 1);
        tasks.unlock(task);
    }

    /** The attempt has lost its step and lives: its start is not to be taken for one that ended the process. */
    void survived(LockedExternalTask task) {
        attempts.survived(task.getId());
    }

    private void incident(LockedExternalTask task, String message, Exception e) {
        inOne(() -> {
            attempts.paused(task.getId());
            // a timeout of 0, or Cockpit's Retry would do nothing until the old lock expires
            fail(task, message, e, INCIDENT, Duration.ZERO);
        });
    }

    private void fail(LockedExternalTask task, String message, Exception e, int retries, Duration pause) {
        tasks.handleFailure(task.getId(), task.getWorkerId(), storable(message), details(e), retries, pause.toMillis());
    }

    private void inOne(Runnable report) {
        try {
            transaction.executeWithoutResult(status -> report.run());
        } catch (BadUserRequestException e) {
            throw new StepLostException(e);
        }
    }

    /** Messages quote packages and clouds, and what those say is stored however they say it. */
    private static String storable(String message) {
        String cut = message.substring(0, Math.min(message.length(), LONGEST_MESSAGE));
        return UNSTORABLE.matcher(cut).replaceAll("?");
    }

    private static String details(Exception e) {
        if (e == null) {
            return null;
        }
        StringWriter text = new StringWriter();
        e.printStackTrace(new PrintWriter(text, true));
        return text.toString();
    }
}

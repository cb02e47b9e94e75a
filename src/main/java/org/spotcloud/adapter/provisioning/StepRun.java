package org.spotcloud.adapter.provisioning;

import java.time.Duration;
import java.time.Instant;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.Semaphore;
import java.util.concurrent.atomic.AtomicBoolean;
import org.camunda.bpm.engine.externaltask.LockedExternalTask;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.slf4j.MDC;
import org.spotcloud.adapter.catalog.Fault;

/**
 * One attempt at a fetched step: counts it, keeps its lock, runs its handler, reports its outcome. An attempt that has
 * lost its lock is cancelled and reports nothing, since another one is in its place.
 */
final class StepRun implements Runnable {
    private static final Logger log = LoggerFactory.getLogger(StepRun.class);

    /** After so many starts without an outcome the step is taken to be what ends the process. */
    private static final int MOST_STARTS = 3;
    /** Before a step that the process has died in more than once. */
    private static final Duration PAUSE_FOR_EACH_DEATH = Duration.ofMillis(500);
    /** Pause before an outcome that could not be stored is stored again. */
    private static final Duration STORE_AGAIN = Duration.ofSeconds(1);
    /** A quarter of an hour or, where each try takes its time, more. */
    private static final int MOST_TRIES = 900;
    /** A row that another transaction was about to write may go by; not for ever. */
    private static final int MOST_REFUSED = 20;

    private final LockedExternalTask task;
    private final StepHandler handler;
    private final StepReports reports;
    private final StepLocks locks;
    private final Semaphore suspects;
    private final Runnable over;
    private final AtomicBoolean progressed = new AtomicBoolean();
    private volatile Thread runner;
    private volatile boolean lost;
    private volatile boolean handedBack;
    private boolean counted;

    /**
     * @param suspects held while a step runs that was under way when the process died
     * @param over what to do when the attempt is over, whatever became of it
     */
    StepRun(
            LockedExternalTask task,
            StepHandler handler,
            StepReports reports,
            StepLocks locks,
            Semaphore suspects,
            Runnable over) {
        this.task = task;
        this.handler = handler;
        this.reports = reports;
        this.locks = locks;
        this.suspects = suspects;
        this.over = over;
    }

    /** The service ends: cancels the attempt, which then frees its step for others. */
    void handBack() {
        handedBack = true;
        interrupt();
    }

    @Override
    public void run() {
        runner = Thread.currentThread();
        MDC.put("process", task.getProcessInstanceId());
        MDC.put("key", task.getBusinessKey());
        ScheduledFuture<?> extension = locks.keep(task, this::cancel);
        try {
            boolean stored = attempt();
            extension.cancel(false);
            runner = null;
            if (lost && !stored && counted) {
                survived();
                leave();
            }
        } finally {
            extension.cancel(false);
            runner = null;
            over.run();
            Thread.interrupted();
            MDC.clear();
        }
    }

    private void cancel() {
        lost = true;
        if (!handler.isLeftToItsEnd()) {
            interrupt();
        }
    }

    private void interrupt() {
        Thread thread = runner;
        if (thread != null) {
            thread.interrupt();
        }
    }

    /** Whether its outcome was stored. */
    private boolean attempt() {
        boolean alone = false;
        try {
            int deaths = handedBack ? 0 : reports.deaths(task);
            alone = deaths > 0 && isAlone(deaths);
            return !lost && store(begun());
        } catch (RuntimeException e) {
            log.warn("{} could not be counted and is left to its lock: {}", task.getActivityId(), e.getMessage());
            return false;
        } finally {
            if (alone) {
                suspects.release();
            }
        }
    }

    /**
     * Steps that were under way when the process died go on one after the other, and last those that it happened to most
     * often: a step in which it dies each time is soon found to be the one, and the others are not.
     */
    private boolean isAlone(int deaths) {
        try {
            Thread.sleep(PAUSE_FOR_EACH_DEATH.multipliedBy(deaths - 1L).toMillis());
            suspects.acquire();
            return true;
        } catch (InterruptedException e) {
            // it has lost its lock, or the service ends: either is seen where it matters
            Thread.currentThread().interrupt();
            return false;
        }
    }

    private Runnable begun() {
        int starts = handedBack ? 1 : reports.started(task);
        counted = !handedBack;
        return starts > MOST_STARTS ? () -> reports.diedTooOften(task, MOST_STARTS) : reportOf(starts);
    }

    private Runnable reportOf(int starts) {
        Instant begun = reports.now();
        try {
            if (handedBack) {
                throw new InterruptedException("the service ends");
            }
            Outcome outcome = handler.handle(step(starts));
            return () -> reports.ended(task, outcome);
        } catch (Exception e) {
            if (handedBack) {
                return () -> reports.handedBack(task);
            }
            if (!lost && e instanceof Fault fault) {
                reports.met(fault, begun);
            }
            return () -> reports.failed(task, e, progressed.get());
        }
    }

    private Step step(int starts) {
        return new Step(
                task.getActivityId(),
                task.getProcessInstanceId(),
                task.getWorkerId(),
                () -> locks.require(task),
                starts,
                task.getVariables(),
                () -> progressed.set(true));
    }

    /** Stores an outcome, again and again while the database is away and the lock is still held. */
    private boolean store(Runnable report) {
        Thread.interrupted();
        Runnable next = report;
        int refused = 0;
        while (!lost) {
            try {
                next.run();
                return true;
            } catch (StepLostException e) {
                log.info("{} has another attempt in its place: {}", task.getActivityId(), e.getMessage());
                lost = true;
                return false;
            } catch (RuntimeException e) {
                log.warn("The outcome of {} could not be stored yet: {}", task.getActivityId(), e.getMessage());
                refused += StepReports.isRefused(e) ? 1 : 0;
                if (!StepReports.mayPass(e) || refused > MOST_REFUSED) {
                    next = () -> reports.broken(task, e);
                }
            }
            if (handedBack || !pause()) {
                return false;
            }
        }
        log.info("{} lost its lock; its outcome is not reported", task.getActivityId());
        return false;
    }

    /** Takes the start back that has no outcome, as soon as the database is there. */
    private void survived() {
        Thread.interrupted();
        for (int tries = 0; tries < MOST_TRIES; tries++) {
            try {
                reports.survived(task);
                return;
            } catch (RuntimeException e) {
                if (handedBack || !pause()) {
                    return;
                }
            }
        }
    }

    /** Takes away what is of no use to the attempt in its place. */
    private void leave() {
        try {
            handler.lost(step(0));
        } catch (RuntimeException e) {
            log.info("What {} has left could not be taken away: {}", task.getActivityId(), e.getMessage());
        }
    }

    private static boolean pause() {
        try {
            Thread.sleep(STORE_AGAIN.toMillis());
            return true;
        } catch (InterruptedException e) {
            return false;
        }
    }

    /** The words that operators and buyers read. */
    static String words(Exception e) {
        if (e instanceof Fault || e.getMessage() != null) {
            return e.getMessage();
        }
        return e.getClass().getSimpleName();
    }
}

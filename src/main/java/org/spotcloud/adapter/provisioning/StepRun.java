package org.spotcloud.adapter.provisioning;

import java.time.Duration;
import java.util.concurrent.ScheduledFuture;
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
    /** Pause before an outcome that could not be stored is stored again. */
    private static final Duration STORE_AGAIN = Duration.ofSeconds(1);

    private final LockedExternalTask task;
    private final StepHandler handler;
    private final StepReports reports;
    private final StepLocks locks;
    private final AtomicBoolean progressed = new AtomicBoolean();
    private volatile Thread runner;
    private volatile boolean lost;
    private volatile boolean handedBack;

    StepRun(LockedExternalTask task, StepHandler handler, StepReports reports, StepLocks locks) {
        this.task = task;
        this.handler = handler;
        this.reports = reports;
        this.locks = locks;
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
            attempt();
        } finally {
            extension.cancel(false);
            runner = null;
            Thread.interrupted();
            MDC.clear();
        }
    }

    private void cancel() {
        lost = true;
        interrupt();
    }

    private void interrupt() {
        Thread thread = runner;
        if (thread != null) {
            thread.interrupt();
        }
    }

    private void attempt() {
        Runnable report;
        try {
            int starts = handedBack ? 1 : reports.started(task);
            if (starts > MOST_STARTS) {
                report = () -> reports.diedTooOften(task, MOST_STARTS);
            } else {
                report = reportOf(starts);
            }
        } catch (RuntimeException e) {
            log.warn("{} could not be counted and is left to its lock: {}", task.getActivityId(), e.getMessage());
            return;
        }
        store(report);
    }

    private Runnable reportOf(int starts) {
        try {
            if (handedBack) {
                throw new InterruptedException("the service ends");
            }
            Step step = new Step(
                    task.getActivityId(),
                    task.getProcessInstanceId(),
                    task.getWorkerId(),
                    starts,
                    task.getVariables(),
                    () -> progressed.set(true));
            Outcome outcome = handler.handle(step);
            return () -> reports.ended(task, outcome);
        } catch (Exception e) {
            if (handedBack) {
                return () -> reports.handedBack(task);
            }
            return () -> reports.failed(task, e, progressed.get());
        }
    }

    /** Stores an outcome, again and again while the database is away and the lock is still held. */
    private void store(Runnable report) {
        Thread.interrupted();
        Runnable next = report;
        while (!lost) {
            try {
                next.run();
                return;
            } catch (StepLostException e) {
                log.info("{} has another attempt in its place: {}", task.getActivityId(), e.getMessage());
                return;
            } catch (RuntimeException e) {
                log.warn("The outcome of {} could not be stored yet: {}", task.getActivityId(), e.getMessage());
                if (!StepReports.mayPass(e)) {
                    next = () -> reports.broken(task, e);
                }
            }
            if (handedBack || !pause()) {
                return;
            }
        }
        log.info("{} lost its lock; its outcome is not reported", task.getActivityId());
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

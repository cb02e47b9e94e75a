package org.spotcloud.adapter.provisioning;

import java.time.Duration;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.TimeUnit;
import org.camunda.bpm.engine.BadUserRequestException;
import org.camunda.bpm.engine.ExternalTaskService;
import org.camunda.bpm.engine.OptimisticLockingException;
import org.camunda.bpm.engine.externaltask.LockedExternalTask;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.spotcloud.adapter.catalog.Fault;

/** Extends the locks of running steps. */
final class StepLocks implements AutoCloseable {
    private static final Logger log = LoggerFactory.getLogger(StepLocks.class);

    private static final int THREADS = 2;
    /** A lock is extended this often in the time it lasts. */
    private static final int EXTENSIONS_PER_LOCK = 3;

    private final ExternalTaskService tasks;
    private final Duration lock;
    private final ScheduledExecutorService timer =
            Executors.newScheduledThreadPool(THREADS, task -> new Thread(task, "step-locks"));

    StepLocks(ExternalTaskService tasks, Duration lock) {
        this.tasks = tasks;
        this.lock = lock;
    }

    Duration duration() {
        return lock;
    }

    /**
     * Keeps the lock of a task until the returned future is cancelled.
     *
     * @param lost called when the lock is another's, or could not be extended for as long as it lasts
     */
    ScheduledFuture<?> keep(LockedExternalTask task, Runnable lost) {
        long period = lock.toMillis() / EXTENSIONS_PER_LOCK;
        Extension extension = new Extension(task, lost);
        return timer.scheduleWithFixedDelay(extension, period, period, TimeUnit.MILLISECONDS);
    }

    /**
     * Extends the lock of a task at once.
     *
     * @throws Fault one to try again, when another attempt has the task
     */
    void require(LockedExternalTask task) {
        for (int tries = 1; ; tries++) {
            try {
                tasks.extendLock(task.getId(), task.getWorkerId(), lock.toMillis());
                return;
            } catch (BadUserRequestException e) {
                throw Fault.tryAgain("another attempt has this step by now", e);
            } catch (OptimisticLockingException e) {
                // most likely the timer's extension
                if (tries == EXTENSIONS_PER_LOCK) {
                    throw e;
                }
            }
        }
    }

    @Override
    public void close() {
        timer.shutdownNow();
    }

    private final class Extension implements Runnable {
        private final LockedExternalTask task;
        private final Runnable lost;
        private long heldUntil = System.nanoTime() + lock.toNanos();

        Extension(LockedExternalTask task, Runnable lost) {
            this.task = task;
            this.lost = lost;
        }

        @Override
        public void run() {
            long asked = System.nanoTime();
            try {
                tasks.extendLock(task.getId(), task.getWorkerId(), lock.toMillis());
                heldUntil = asked + lock.toNanos();
            } catch (BadUserRequestException e) {
                lost.run();
            } catch (RuntimeException e) {
                log.warn("The lock of {} could not be extended: {}", task.getActivityId(), e.getMessage());
                if (System.nanoTime() - heldUntil > 0) {
                    lost.run();
                }
            }
        }
    }
}

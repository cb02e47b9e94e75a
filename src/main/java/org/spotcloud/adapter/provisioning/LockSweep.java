package org.spotcloud.adapter.provisioning;

import java.time.Duration;
import java.time.Instant;
import java.util.Date;
import java.util.function.Supplier;
import org.camunda.bpm.engine.BadUserRequestException;
import org.camunda.bpm.engine.ExternalTaskService;
import org.camunda.bpm.engine.OptimisticLockingException;
import org.camunda.bpm.engine.externaltask.ExternalTask;
import org.camunda.bpm.engine.impl.util.ClockUtil;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.spotcloud.adapter.settings.EngineSettings;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.scheduling.annotation.Scheduled;
import org.springframework.stereotype.Component;

/**
 * Shortens locks that end later than any lock or pause of a step can: a node whose clock had jumped ahead made them, and
 * nobody could take its steps over until that time comes.
 */
@Component
class LockSweep {
    private static final Logger log = LoggerFactory.getLogger(LockSweep.class);

    /** Twice the longest pause before a step is tried again; the engine keeps pauses as locks. */
    private static final Duration LONGEST = RetryDelay.LONGEST.multipliedBy(2);

    private final ExternalTaskService tasks;
    private final NodeDuty duty;
    private final Supplier<NodeClock.Reading> clock;
    private final Duration lock;

    @Autowired
    LockSweep(ExternalTaskService tasks, NodeDuty duty, NodeRows rows, EngineSettings settings) {
        this(
                tasks,
                duty,
                () -> new NodeClock(() -> ClockUtil.getCurrentTime().toInstant(), rows::databaseTime).read(),
                settings);
    }

    /** @param clock compares this node's clock with the database's */
    LockSweep(ExternalTaskService tasks, NodeDuty duty, Supplier<NodeClock.Reading> clock, EngineSettings settings) {
        this.tasks = tasks;
        this.duty = duty;
        this.clock = clock;
        this.lock = settings.lock();
    }

    @Scheduled(fixedDelayString = "${spotcloud.engine.lock:30s}")
    void sweep() {
        if (duty.mayWork()) {
            try {
                shortenAll();
            } catch (RuntimeException e) {
                log.warn("Locks that last too long could not be looked for: {}", e.getMessage());
            }
        }
    }

    /** A node whose clock has just fallen behind would take all locks for too long, and end them. */
    private void shortenAll() {
        NodeClock.Reading now = clock.get();
        if (now.isOff()) {
            return;
        }
        Instant longest = now.databaseTime().plus(lock).plus(LONGEST);
        for (ExternalTask task : tasks.createExternalTaskQuery()
                .lockExpirationAfter(Date.from(longest))
                .list()) {
            try {
                tasks.extendLock(task.getId(), task.getWorkerId(), lock.toMillis());
                log.warn(
                        "{} was locked by {} until {}; the lock ends in {} s unless that node extends it",
                        task.getActivityId(),
                        task.getWorkerId(),
                        task.getLockExpirationTime().toInstant(),
                        lock.toSeconds());
            } catch (BadUserRequestException | OptimisticLockingException e) {
                log.debug("{} is another's by now: {}", task.getActivityId(), e.getMessage());
            }
        }
    }
}

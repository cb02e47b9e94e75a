package org.spotcloud.adapter.provisioning;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Date;
import org.camunda.bpm.engine.ManagementService;
import org.camunda.bpm.engine.runtime.Job;
import org.camunda.bpm.engine.runtime.JobQuery;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The deadline of all waits for something that only the cloud can tell. Time in which the cloud gives no answer is not
 * counted: once a look has found it silent, the timers are moved on by as much.
 */
final class WaitDeadline {
    private static final Logger log = LoggerFactory.getLogger(WaitDeadline.class);

    /** A silence is made up for in steps of this length, and at its end. */
    private static final Duration STEP = Duration.ofMinutes(1);
    /** While the cloud is silent no wait ends within this time and a few looks. */
    private static final Duration MARGIN = Duration.ofMinutes(2);
    /** Who has not looked for this time and a few looks does not know whether another node has. */
    private static final Duration LAPSE = Duration.ofMinutes(5);

    private static final int FEW = 3;

    private final ManagementService management;
    private final String timer;
    private final Duration margin;
    private final Duration lapse;
    private final Clock clock;
    private Instant lastLook = Instant.MIN;
    private Instant countedTo = Instant.MIN;
    private boolean silent;

    /**
     * @param timer the id of the boundary event
     * @param watch how often the cloud is asked
     */
    WaitDeadline(ManagementService management, String timer, Duration watch, Clock clock) {
        this.management = management;
        this.timer = timer;
        this.margin = MARGIN.plus(watch.multipliedBy(FEW));
        this.lapse = LAPSE.plus(watch.multipliedBy(FEW));
        this.clock = clock;
    }

    /** The cloud has just been asked, and has answered. */
    void answered() {
        Instant now = begin();
        if (silent) {
            move(query(), Duration.between(countedTo, now), Instant.EPOCH);
            log.info("The cloud answers again; deadlines at {} have waited for it", timer);
        }
        silent = false;
        countedTo = now;
    }

    /** The cloud has just been asked, and has not answered. */
    void unanswered() {
        Instant now = begin();
        silent = true;
        Instant earliest = now.plus(margin);
        Duration since = Duration.between(countedTo, now);
        if (since.compareTo(STEP) >= 0) {
            countedTo = now;
            move(query(), since, earliest);
        } else {
            move(query().duedateLowerThan(Date.from(earliest)), Duration.ZERO, earliest);
        }
    }

    private Instant begin() {
        Instant now = clock.instant();
        if (lastLook.isBefore(now.minus(lapse))) {
            countedTo = now;
            silent = false;
        }
        lastLook = now;
        return now;
    }

    private JobQuery query() {
        return management.createJobQuery().timers().activityId(timer);
    }

    private void move(JobQuery which, Duration by, Instant earliest) {
        for (Job job : which.list()) {
            Instant later = job.getDuedate().toInstant().plus(by);
            try {
                management.setJobDuedate(job.getId(), Date.from(later.isBefore(earliest) ? earliest : later));
            } catch (RuntimeException e) {
                // most likely the wait has ended meanwhile, or ends now
                log.debug("The deadline of {} was not moved: {}", job.getProcessInstanceId(), e.getMessage());
            }
        }
    }
}

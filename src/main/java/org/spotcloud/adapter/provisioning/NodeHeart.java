package org.spotcloud.adapter.provisioning;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import org.camunda.bpm.engine.impl.jobexecutor.JobExecutor;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.spotcloud.adapter.provisioning.NodeDuty.Finding;
import org.springframework.context.SmartLifecycle;

/**
 * Says again and again that this node lives, and finds out whether it may take work and whose. A node that cannot reach
 * the database finds nothing new; it cannot take work either.
 */
final class NodeHeart implements SmartLifecycle {
    private static final Logger log = LoggerFactory.getLogger(NodeHeart.class);

    /** Beats in the time after which a node's work has been taken over. */
    private static final int BEATS = 9;
    /** So many missed beats, and one more until another node looks, and its work is taken over in time. */
    private static final int MISSED = 7;
    /** Beats that are further apart than this many do not add up to listening. */
    private static final int MOST_APART = 3;

    private final String node;
    private final String boot;
    private final Release release;
    private final Duration takeOver;
    private final NodeRows rows;
    private final NodeClock clock;
    private final Releases releases;
    private final NodeDuty duty;
    private final Leases leases;
    private final JobExecutor jobs;
    private ScheduledExecutorService timer;
    private boolean jobsHeld;
    private Instant lastBeat = Instant.EPOCH;
    private Instant listeningSince = Instant.EPOCH;

    /**
     * @param boot names this run of the process
     * @param jobs null where the engine's jobs are not executed
     */
    NodeHeart(
            String node,
            String boot,
            Release release,
            Duration takeOver,
            NodeRows rows,
            NodeClock clock,
            Releases releases,
            NodeDuty duty,
            Leases leases,
            JobExecutor jobs) {
        this.node = node;
        this.boot = boot;
        this.release = release;
        this.takeOver = takeOver;
        this.rows = rows;
        this.clock = clock;
        this.releases = releases;
        this.duty = duty;
        this.leases = leases;
        this.jobs = jobs;
    }

    @Override
    public void start() {
        beat();
        long pause = takeOver.dividedBy(BEATS).toMillis();
        timer = Executors.newSingleThreadScheduledExecutor(task -> new Thread(task, "heartbeat"));
        timer.scheduleWithFixedDelay(this::beat, pause, pause, TimeUnit.MILLISECONDS);
    }

    /** The steps have been handed back by now; what only one node does is free for others, too. */
    @Override
    public void stop() {
        timer.shutdownNow();
        timer = null;
        try {
            leases.giveBack();
        } catch (RuntimeException e) {
            log.warn("Leases could not be given back and will expire: {}", e.getMessage());
        }
    }

    @Override
    public boolean isRunning() {
        return timer != null;
    }

    /** Before the poller, which is told here what it may fetch; stopped after it. */
    @Override
    public int getPhase() {
        return StepPoller.LATE - 1;
    }

    private void beat() {
        try {
            NodeClock.Reading reading = clock.read();
            rows.beat(node, boot, reading.offset(), release.version());
            conclude(finding(reading));
        } catch (RuntimeException | Error e) {
            // whatever it is: a beat that throws would be the last one
            log.warn("The heartbeat could not be stored: {}", e.getMessage());
        }
    }

    private Finding finding(NodeClock.Reading reading) {
        Finding finding = heard(reading.databaseTime());
        if (reading.isOff()) {
            return finding.idleBecause("this node's clock is %d ms off the database's"
                    .formatted(reading.offset().toMillis()));
        }
        return releases.deployed()
                .filter(release::isOlderThan)
                .map(newer -> finding.idleBecause("release %s, newer than this node's %s, is deployed"
                        .formatted(newer.version(), release.version())))
                .orElse(finding);
    }

    /** Others are silent when this node has listened for all that time: in an outage of the database none can beat. */
    private Finding heard(Instant now) {
        Duration silence = takeOver.multipliedBy(MISSED).dividedBy(BEATS);
        if (lastBeat.plus(takeOver.multipliedBy(MOST_APART).dividedBy(BEATS)).isBefore(now)) {
            listeningSince = now;
        }
        lastBeat = now;
        Instant silentBefore = now.minus(silence);
        return listeningSince.isAfter(silentBefore)
                ? new Finding(Optional.empty(), List.of(), Instant.EPOCH)
                : new Finding(Optional.empty(), rows.silentSince(silentBefore, node), silentBefore);
    }

    private void conclude(Finding finding) {
        Finding before = duty.last();
        duty.found(finding);
        if (finding.idle().isPresent()) {
            holdJobs();
            // again with each beat: one that was being taken just now would keep the others from it until it expires
            leases.giveBack();
        } else if (jobsHeld) {
            jobsHeld = false;
            jobs.start();
        }
        tell(before, finding);
    }

    private void holdJobs() {
        if (jobs != null && jobs.isActive()) {
            jobs.shutdown();
            jobsHeld = true;
        }
    }

    private void tell(Finding before, Finding now) {
        if (now.idle().isPresent() && (before.idle().isEmpty() || !isRunning())) {
            log.error("This node takes no work: {}", now.idle().get());
        } else if (now.idle().isEmpty() && before.idle().isPresent() && isRunning()) {
            log.info("This node takes work again");
        }
        now.silent().stream()
                .filter(dead -> !before.silent().contains(dead))
                .forEach(dead -> log.warn("Node {} is silent; its work can be taken over here", dead));
    }
}

package org.spotcloud.adapter.provisioning;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Semaphore;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Supplier;
import java.util.stream.Stream;
import org.camunda.bpm.engine.ExternalTaskService;
import org.camunda.bpm.engine.externaltask.FetchAndLockBuilder;
import org.camunda.bpm.engine.externaltask.LockedExternalTask;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.spotcloud.adapter.provisioning.Processes.Topics;
import org.spotcloud.adapter.provisioning.TopicGate.Passage;
import org.springframework.context.SmartLifecycle;

/**
 * Serves the external tasks in this process. Imports have a lane of their own, so that a hundred of them delay no launch.
 * The worker id is new for each fetched task, since the engine compares only that when a result comes back.
 */
final class StepPoller implements SmartLifecycle {
    private static final Logger log = LoggerFactory.getLogger(StepPoller.class);

    /** Stopped before the engine and the database, started after them. */
    static final int LATE = Integer.MAX_VALUE - 100;

    private final ExternalTaskService tasks;
    private final Map<String, StepHandler> handlers = new HashMap<>();
    private final StepReports reports;
    private final StepLocks locks;
    private final TopicGate gate;
    private final String workerPrefix;
    private final AtomicLong serial = new AtomicLong();
    private final List<StepLane> lanes;
    private final String node;
    private final NodeDuty duty;
    private volatile boolean running;

    /**
     * @param node the id of this node
     * @param boot names this run of the process and no other
     */
    StepPoller(
            ExternalTaskService tasks,
            List<StepHandler> handlers,
            StepReports reports,
            StepLocks locks,
            NodeDuty duty,
            TopicGate gate,
            String node,
            String boot,
            int imports,
            int cloudCalls) {
        this.tasks = tasks;
        this.reports = reports;
        this.locks = locks;
        this.duty = duty;
        this.gate = gate;
        this.node = node;
        workerPrefix = node + "/" + boot + "/";
        handlers.forEach(handler -> handler.activities().forEach(activity -> this.handlers.put(activity, handler)));
        lanes = List.of(lane("imports", this::importTopics, imports), lane("cloud", () -> Topics.ANY_NODE, cloudCalls));
    }

    private StepLane lane(String name, Supplier<List<String>> topics, int most) {
        Semaphore suspects = new Semaphore(1);
        return new StepLane(name, () -> fetch(topics.get(), suspects), most);
    }

    /** There may be a step to fetch. */
    void wake() {
        lanes.forEach(StepLane::wake);
    }

    @Override
    public void start() {
        takeBack();
        lanes.forEach(StepLane::start);
        running = true;
    }

    @Override
    public void stop() {
        running = false;
        lanes.forEach(StepLane::stop);
        lanes.forEach(StepLane::awaitEnd);
        locks.close();
    }

    @Override
    public boolean isRunning() {
        return running;
    }

    @Override
    public int getPhase() {
        return LATE;
    }

    /** What a former run of this node had locked is free at once: the node's id is held by a file lock, so it is dead. */
    private void takeBack() {
        tasks.createExternalTaskQuery().locked().list().stream()
                .filter(task -> task.getWorkerId() != null && task.getWorkerId().startsWith(node + "/"))
                .forEach(task -> takeBack(task.getId(), task.getWorkerId()));
    }

    private void takeBack(String task, String worker) {
        try {
            reports.takenBack(task, worker);
        } catch (StepLostException e) {
            log.info("A step of this node was taken over before it could be taken back: {}", e.getMessage());
        }
    }

    /** Those of this node, and of the nodes that are silent: whoever is first locks a step, and the rest go without. */
    private List<String> importTopics() {
        return Stream.concat(Stream.of(node), duty.last().silent().stream())
                .flatMap(owner -> Topics.onNode(owner).stream())
                .toList();
    }

    private Optional<StepRun> fetch(List<String> topics, Semaphore suspects) {
        if (!duty.mayWork()) {
            return Optional.empty();
        }
        for (Passage paused : gate.paused(topics)) {
            Optional<StepRun> probe = gate.enter(paused) ? fetchProbe(paused, suspects) : Optional.empty();
            if (probe.isPresent()) {
                return probe;
            }
        }
        return fetch(gate.open(topics)).map(task -> run(task, suspects, () -> {}));
    }

    private Optional<StepRun> fetchProbe(Passage probe, Semaphore suspects) {
        Optional<StepRun> run = Optional.empty();
        try {
            run = fetch(probe).map(task -> run(task, suspects, () -> gate.leave(probe)));
            return run;
        } finally {
            if (run.isEmpty()) {
                gate.leave(probe);
            }
        }
    }

    private Optional<LockedExternalTask> fetch(Passage passage) {
        if (passage.topics().isEmpty()) {
            return Optional.empty();
        }
        FetchAndLockBuilder request = tasks.fetchAndLock()
                .workerId(workerPrefix + serial.incrementAndGet())
                .maxTasks(1)
                .orderByCreateTime();
        var subscription = (gate.newestFirst(passage) ? request.desc() : request.asc()).subscribe();
        passage.topics()
                .forEach(topic -> subscription.topic(topic, locks.duration().toMillis()));
        return subscription.execute().stream().findFirst();
    }

    private StepRun run(LockedExternalTask task, Semaphore suspects, Runnable over) {
        StepHandler handler = handlers.get(task.getActivityId());
        if (handler == null) {
            throw new IllegalStateException("no handler for " + task.getActivityId());
        }
        return new StepRun(task, handler, reports, locks, suspects, over);
    }
}

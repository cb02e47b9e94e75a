package org.spotcloud.adapter.provisioning;

import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Fetches steps one at a time and runs a bounded number of them at once. */
final class StepLane {
    private static final Logger log = LoggerFactory.getLogger(StepLane.class);

    /** How long an idle lane sleeps when nobody wakes it. */
    private static final Duration IDLE = Duration.ofSeconds(1);
    /** How long it sleeps when the database does not answer. */
    private static final Duration AFTER_FAULT = Duration.ofSeconds(5);

    private static final long STOP_SECONDS = 20;

    private final String name;
    private final Supplier<Optional<StepRun>> fetch;
    private final Semaphore slots;
    private final ExecutorService runners;
    private final Thread fetcher;
    private final Set<StepRun> running = ConcurrentHashMap.newKeySet();
    private final Object bell = new Object();
    private boolean rung;
    private volatile boolean stopping;

    /**
     * @param fetch locks the oldest step that is due and hands it over
     * @param most how many steps run at once
     */
    StepLane(String name, Supplier<Optional<StepRun>> fetch, int most) {
        this.name = name;
        this.fetch = fetch;
        slots = new Semaphore(most);
        runners = Executors.newFixedThreadPool(most, task -> new Thread(task, "step-" + name));
        fetcher = new Thread(this::fetchUntilStopped, "fetch-" + name);
    }

    void start() {
        fetcher.start();
    }

    /** There may be a step to fetch. */
    void wake() {
        synchronized (bell) {
            rung = true;
            bell.notifyAll();
        }
    }

    /** Fetches no more, cancels what runs, and lets it hand its work back. */
    void stop() {
        stopping = true;
        fetcher.interrupt();
        List.copyOf(running).forEach(StepRun::handBack);
        runners.shutdown();
    }

    /** Waits a little for what {@link #stop} has handed back. */
    void awaitEnd() {
        try {
            if (!runners.awaitTermination(STOP_SECONDS, TimeUnit.SECONDS)) {
                log.warn("Steps of {} do not end; their locks will expire", name);
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private void fetchUntilStopped() {
        while (!stopping) {
            try {
                slots.acquire();
                fetchOne();
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                return;
            }
        }
    }

    private void fetchOne() throws InterruptedException {
        Optional<StepRun> fetched = Optional.empty();
        Duration pause = IDLE;
        try {
            fetched = fetch.get();
        } catch (RuntimeException | Error e) {
            // whatever it is: without its fetcher the lane would stand still while the node seems to be well
            log.warn("Steps of {} could not be fetched: {}", name, e.toString());
            pause = AFTER_FAULT;
        }
        if (fetched.isPresent()) {
            run(fetched.get());
        } else {
            slots.release();
            sleep(pause);
        }
    }

    private void run(StepRun step) {
        running.add(step);
        try {
            runners.execute(() -> runToEnd(step));
        } catch (RejectedExecutionException | OutOfMemoryError e) {
            // the lane is being stopped, or there is no thread to be had: the step goes back at once
            step.handBack();
            runToEnd(step);
        }
    }

    private void runToEnd(StepRun step) {
        try {
            if (stopping) {
                step.handBack();
            }
            step.run();
        } finally {
            running.remove(step);
            slots.release();
        }
    }

    private void sleep(Duration longest) throws InterruptedException {
        synchronized (bell) {
            if (!rung) {
                bell.wait(longest.toMillis());
            }
            rung = false;
        }
    }
}

package org.spotcloud.harness;

import java.io.IOException;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashSet;
import java.util.LinkedList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Queue;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicInteger;
import org.spotcloud.lab.Database;
import org.spotcloud.lab.Lab;
import org.spotcloud.lab.Node;
import org.spotcloud.sandbox.faults.Outcome;

/** One run: orders in flight, faults, kills in the order of a shuffled table, and at the end the inspection. */
final class Campaign implements AutoCloseable {
    /** What the lab gives the administrator. */
    private static final String PASSWORD = "s3cret";
    /** How long a process may take to the point where it is to be killed. */
    private static final Duration STRIKE = Duration.ofSeconds(60);

    /** What is older and belongs to nobody does so for good; short, so that a leftover counts as one soon. */
    private static final Duration GRACE = Duration.ofSeconds(3);

    /** With the time that a call may take, longer than the sandbox takes to store a token late. */
    private static final Duration RUN_SETTLE = Duration.ofSeconds(10);

    private static final Duration ENDS = Duration.ofMinutes(8);
    /** Two looks of the watcher at the cloud, and some time. */
    private static final Duration LOOKS = Duration.ofSeconds(12);

    private static final Duration POLL = Duration.ofMillis(250);
    private static final Duration ROUND = Duration.ofSeconds(5);
    /** How long after a start the sweep of the service has passed. */
    private static final Duration SWEPT = Duration.ofSeconds(14);

    /** Ordered together when kills are through. */
    private static final int MOST_AT_ONCE = 16;

    /** No fewer than one in so many orders of good packages have to run, whatever cause the others name. */
    private static final int MOST_OF = 2;

    private static final int SHARE_OF_MISCHIEF = 8;

    /** Until a kill that was not reached is tried again. */
    private static final int ROUNDS_BETWEEN = 3;

    private final Path dir;
    private final Plan plan;
    private final Lab lab;
    private final Cluster cluster;
    private final Random random;
    private final Traffic traffic;
    private final Operator operator;
    private final Scenes scenes;
    private final SmallFaults small;
    private final Tally faults = new Tally();
    private final Tally incidents = new Tally();
    private final List<String> missed = new ArrayList<>();
    private final AtomicInteger leastInFlight = new AtomicInteger(Integer.MAX_VALUE);
    private final Map<String, String> contents;
    private final Queue<Finding> unplayed = new ConcurrentLinkedQueue<>();
    private Instant end = Instant.MAX;
    private int kills;

    /**
     * What is to be done.
     *
     * @param time after which no more rounds are begun
     * @param cases kills, in their order; begun again when they are through
     */
    record Plan(long seed, int faults, int kills, int inFlight, int nodes, Duration time, List<KillCase> cases) {
        /** The table in an order of its own for each seed. */
        Plan {
            cases = new ArrayList<>(cases);
            Collections.shuffle(cases, new Random(seed));
        }

        /** Some are not reached at the first try. */
        private int mostRounds() {
            return 2 * kills + ROUNDS_BETWEEN;
        }
    }

    Campaign(Path dir, Database database, Plan plan) throws IOException, InterruptedException {
        this.dir = dir;
        this.plan = plan;
        random = new Random(plan.seed());
        contents = Contents.expected(dir.resolve("contents"));
        lab = Lab.start(dir, database);
        cluster = new Cluster(lab, dir, plan.nodes());
        lab.with("SPOTCLOUD_CLOUD_ADDRESS", "pool");
        lab.with("SPOTCLOUD_RECONCILE_GRACE", GRACE.toSeconds() + "s");
        lab.with("SPOTCLOUD_CLOUD_RUNSETTLE", RUN_SETTLE.toSeconds() + "s");
        lab.sandbox().set("bootDelay", Duration.ofSeconds(10));
        lab.sandbox().set("imageDelay", Duration.ofSeconds(1));
        Parcels parcels = new Parcels(lab, dir.resolve("parcels"), new Random(random.nextLong()));
        traffic = new Traffic(cluster::marketplace, parcels, new Random(random.nextLong()), plan.inFlight());
        operator = new Operator(() -> cluster.first().service().url(), PASSWORD);
        scenes = new Scenes(lab, cluster, traffic, parcels, operator, new Random(random.nextLong()), faults);
        small = new SmallFaults(lab.sandbox(), new Random(random.nextLong()));
    }

    /** Runs it all; what breaks the promise. */
    List<Finding> run() throws Exception {
        cluster.startAll();
        traffic.start();
        traffic.awaitFull();
        int perRound = plan.kills() == 0 ? plan.faults() : (plan.faults() - plan.kills()) / plan.kills();
        end = Instant.now().plus(plan.time());
        List<KillCase> left = new LinkedList<>();
        Set<KillCase> triedAgain = new HashSet<>();
        for (int round = 0; kills < plan.kills() && round < plan.mostRounds() && isTime(); round++) {
            if (left.isEmpty()) {
                left.addAll(plan.cases());
            }
            KillCase next = left.remove(0);
            long began = System.nanoTime();
            disturb(perRound);
            boolean struck = kill(next);
            collect();
            if (!struck && triedAgain.add(next)) {
                left.add(Math.min(ROUNDS_BETWEEN, left.size()), next);
            } else if (!struck) {
                missed.add(next.toString());
            }
            System.out.printf(
                    "%3d/%d %-80s %s, %d faults so far, %d in flight, %.0f s%n",
                    round + 1,
                    plan.kills(),
                    next,
                    struck ? "killed" : "not reached",
                    faults.total(),
                    traffic.open().size(),
                    (System.nanoTime() - began) / 1e9);
        }
        while (faults.total() < plan.faults() && isTime()) {
            disturb(MOST_AT_ONCE);
            collect();
        }
        return settle();
    }

    private boolean isTime() {
        return Instant.now().isBefore(end);
    }

    /** Whether all was done that was planned. */
    boolean isDone() {
        return kills >= plan.kills() && faults.total() >= plan.faults() && leastInFlight.get() >= plan.inFlight();
    }

    /** Lets so many faults strike while orders go on. */
    private void disturb(int count) throws IOException, InterruptedException {
        traffic.awaitFull();
        leastInFlight.accumulateAndGet(traffic.open().size(), Math::min);
        int mischiefs = Math.max(1, count / SHARE_OF_MISCHIEF);
        small.order(count - mischiefs);
        for (int index = 0; index < mischiefs; index++) {
            scenes.mischief();
        }
    }

    /** Counts what has struck, after a while that was long enough for most. */
    private void collect() throws InterruptedException {
        Instant limit = Instant.now().plus(ROUND);
        while (small.waiting() > 0 && Instant.now().isBefore(limit)) {
            Thread.sleep(POLL.toMillis());
        }
        small.collect(faults);
        retryIncidents();
    }

    private void retryIncidents() throws InterruptedException {
        try {
            operator.retryIncidents().forEach(incidents::add);
        } catch (IOException e) {
            // the next look finds them too
        }
    }

    /** Kills the service where the case says and starts it again. */
    private boolean kill(KillCase point) throws Exception {
        traffic.awaitFull();
        Optional<Node> victim;
        CompletableFuture<Void> scene;
        if (point.strike() instanceof Strike.Held held) {
            String fault = lab.sandbox().order(held.trigger(), held.fault());
            scene = play(point.scenario(), () -> {});
            victim = awaitHeld(held, fault, point.task());
        } else {
            CompletableFuture<Node> stopped = new CompletableFuture<>();
            scene = play(point.scenario(), () -> cluster.stopAt((Strike.Stopped) point.strike())
                    .thenAccept(stopped::complete));
            victim = awaitStopped(stopped);
        }
        leastInFlight.accumulateAndGet(traffic.open().size(), Math::min);
        if (victim.isPresent()) {
            kills++;
            faults.add("kill -9");
            cluster.strike(victim.get(), () -> lab.sandbox().releaseAll(Outcome.DROP));
        }
        cluster.forget();
        scene.join();
        retryIncidents();
        return victim.isPresent();
    }

    /** The node that is at the task; a call that is held and was another task's goes on, and the next one is held. */
    private Optional<Node> awaitHeld(Strike.Held strike, String first, ServiceTask task)
            throws IOException, InterruptedException {
        Instant limit = Instant.now().plus(STRIKE);
        String fault = first;
        try {
            while (true) {
                lab.sandbox().awaitHeld(fault, Duration.between(Instant.now(), limit));
                Optional<Node> holder = holder(task);
                lab.sandbox().withdraw(fault);
                if (holder.isPresent()) {
                    return holder;
                }
                lab.sandbox().releaseAll(Outcome.ANSWER);
                fault = lab.sandbox().order(strike.trigger(), strike.fault());
            }
        } catch (IllegalStateException e) {
            lab.sandbox().withdraw(fault);
            lab.sandbox().releaseAll(Outcome.ANSWER);
            return Optional.empty();
        }
    }

    private Optional<Node> holder(ServiceTask task) throws IOException, InterruptedException {
        Set<String> holders = operator.holders(task.id());
        for (Node node : cluster.nodes()) {
            if (holders.contains(node.id())) {
                return Optional.of(node);
            }
        }
        return Optional.empty();
    }

    /** Some tasks come to their end only when the operator has retried them. */
    private Optional<Node> awaitStopped(CompletableFuture<Node> stopped)
            throws InterruptedException, ExecutionException {
        Instant limit = Instant.now().plus(STRIKE);
        while (Instant.now().isBefore(limit)) {
            try {
                return Optional.of(stopped.get(ROUND.toSeconds(), TimeUnit.SECONDS));
            } catch (TimeoutException e) {
                retryIncidents();
            }
        }
        return Optional.empty();
    }

    private CompletableFuture<Void> play(Scenario scenario, Runnable decisive) {
        return CompletableFuture.runAsync(() -> {
            try {
                scenes.play(scenario, decisive);
            } catch (IOException e) {
                // the service was killed meanwhile: the point was reached, or the next try reaches it
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            } catch (IllegalStateException e) {
                unplayed.add(new Finding(Finding.Kind.WRONG, scenario + ": " + e.getMessage()));
            }
        });
    }

    /** Lets all come to its end, and inspects what there is then. */
    private List<Finding> settle() throws Exception {
        traffic.stopFeeding();
        small.collect(faults);
        lab.sandbox().withdrawAll();
        lab.sandbox().releaseAll(Outcome.DROP);
        Instant limit = Instant.now().plus(ENDS);
        while (!isIdle() && Instant.now().isBefore(limit)) {
            retryIncidents();
            Thread.sleep(POLL.toMillis() * 4);
        }
        List<String> standing = operator.standing();
        cluster.stopAll();
        List<Finding> findings = inspect();
        if (!findings.isEmpty() && findings.stream().allMatch(Inspection::isSwept)) {
            cluster.startAll();
            Thread.sleep(SWEPT.toMillis());
            cluster.stopAll();
            findings = inspect();
        }
        List<Finding> all = new ArrayList<>(findings);
        all.addAll(unplayed);
        long good =
                traffic.accepted().stream().filter(sent -> sent.parcel().good()).count();
        long served = traffic.accepted().stream()
                .filter(sent -> sent.parcel().good() && !sent.hasFailed())
                .count();
        if (served * MOST_OF < good) {
            all.add(new Finding(
                    Finding.Kind.WRONG, "only %d of %d orders of good packages ran".formatted(served, good)));
        }
        // no step is to blame: the harness kills, and each step seldom
        incidents.counts().keySet().stream()
                .filter(cause -> cause.contains("the process died in this step"))
                .forEach(cause -> all.add(new Finding(Finding.Kind.WRONG, cause)));
        traffic.broken().ifPresent(why -> all.add(new Finding(Finding.Kind.LOST, why.getMessage())));
        traffic.open().forEach(sent -> all.add(new Finding(Finding.Kind.LOST, sent + ": its end was not seen")));
        standing.forEach(where -> all.add(new Finding(Finding.Kind.LOST, "process stands: " + where)));
        return all;
    }

    /** What is kept on the rows of machines begins with a look of the watcher: idle is who is so for longer. */
    private boolean isIdle() throws InterruptedException {
        Instant since = Instant.now();
        while (!isBusy() && traffic.open().isEmpty()) {
            if (Instant.now().isAfter(since.plus(LOOKS))) {
                return true;
            }
            Thread.sleep(POLL.toMillis());
        }
        return false;
    }

    private boolean isBusy() throws InterruptedException {
        try {
            return operator.running() > 0;
        } catch (IOException e) {
            return true;
        }
    }

    private List<Finding> inspect() throws IOException, SQLException {
        try (Connection connection = lab.database().connect()) {
            return new Inspection(lab, dir, new Books(connection), contents).run(traffic.accepted());
        }
    }

    Tally faults() {
        return faults;
    }

    Tally incidents() {
        return incidents;
    }

    List<String> missed() {
        return missed;
    }

    List<Sent> orders() {
        return traffic.accepted();
    }

    int kills() {
        return kills;
    }

    int leastInFlight() {
        return leastInFlight.get();
    }

    @Override
    public void close() {
        traffic.close();
        cluster.close();
        lab.close();
    }
}

package org.spotcloud.harness;

import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.function.Predicate;
import java.util.function.Supplier;
import java.util.stream.Stream;
import org.spotcloud.lab.Lab;
import org.spotcloud.lab.Node;
import org.spotcloud.sandbox.ec2.ImageTruth;
import org.spotcloud.sandbox.faults.Fault;
import org.spotcloud.sandbox.faults.Fault.When;
import org.spotcloud.sandbox.faults.HeldCall;
import org.spotcloud.sandbox.faults.Outcome;
import org.spotcloud.sandbox.faults.Trigger;
import org.springframework.util.FileSystemUtils;

/** Does what brings a process to a certain task, and the faults that are more than one call's. */
final class Scenes {
    private static final Duration PATIENCE = Duration.ofSeconds(45);
    private static final long POLL_MILLIS = 50;
    private static final Duration OUTAGE = Duration.ofMillis(700);
    /** Longer than the service waits for an answer and pauses before its next try. */
    private static final Duration TOKEN_DELAY = Duration.ofSeconds(12);

    private static final Duration BEYOND = Duration.ofSeconds(2);
    private static final String MACHINE = "machine";
    /** Shorter than the service waits for an answer. */
    private static final Duration UNANSWERED = Duration.ofSeconds(3);

    private static final int SEVERAL = 6;
    private static final long SOME_BYTES = 256;
    private static final Predicate<ImageTruth> IS_AVAILABLE =
            image -> image.state().equals("available");

    private final Lab lab;
    private final Cluster cluster;
    private final Traffic traffic;
    private final Parcels parcels;
    private final Operator operator;
    private final Stories stories;
    private final Random random;
    private final Tally faults;

    /** A fault that lasts, or that a client or the cloud's operator makes. */
    private interface Mischief {
        boolean happen() throws IOException, InterruptedException;
    }

    private record Named(String name, Mischief mischief) {}

    private final List<Named> mischiefs = List.of(
            new Named("client: machine deleted in flight", this::deleteInFlight),
            new Named("client: machine deleted", this::deleteRunning),
            new Named("client: machine deleted while unanswered", () -> deleteUnanswered(() -> {})),
            new Named("client: machine deleted twice", this::deleteTwice),
            new Named("client: machine deleted while it stops", this::deleteStopping),
            new Named("client: machine deleted that has vanished", this::deleteVanished),
            new Named("client: machine stopped before it runs", this::stopInFlight),
            new Named("client: machine stopped and started in haste", this::powerInHaste),
            new Named("client: same order again", this::orderAgain),
            new Named("client: same order from two", this::orderTwice),
            new Named("cloud: builds fail", () -> during("buildsFail", true, false)),
            new Named("cloud: quota refuses", () -> during("instanceQuota", 0, -1)),
            new Named("cloud: token stored late", this::storeTokenLate),
            new Named("cloud: image turns failed", this::failImage),
            new Named("cloud: image lost", this::loseImage),
            new Named("packages: changed while fetched", this::changePackage),
            new Named("node: frozen for longer than its locks last", this::freeze));

    Scenes(Lab lab, Cluster cluster, Traffic traffic, Parcels parcels, Operator operator, Random random, Tally faults) {
        this.lab = lab;
        this.cluster = cluster;
        this.traffic = traffic;
        this.parcels = parcels;
        this.operator = operator;
        stories = new Stories(lab, cluster, traffic, operator);
        this.random = random;
        this.faults = faults;
    }

    /**
     * Makes a process come where the scenario leads.
     *
     * @param decisive run before the act that leads there
     */
    void play(Scenario scenario, Runnable decisive) throws IOException, InterruptedException {
        if (scenario == Scenario.DELETE_UNANSWERED) {
            deleteUnanswered(decisive);
            return;
        }
        decisive.run();
        switch (scenario) {
            case LAUNCH -> traffic.order(parcels.known());
            case IMPORT -> traffic.order(parcels.fresh());
            case BAD_PACKAGE -> traffic.order(parcels.bad());
            case FAILING_IMAGE -> failImage();
            case SUPERSEDED_IMPORT -> supersede();
            case LOST_IMAGE -> loseImage();
            case LOST_WORKSPACE -> loseWorkspace();
            case LATE_ORDER -> operator.passDeadline();
            case MISSING_MACHINES -> stories.missingMachines();
            case LEFTOVERS -> stories.leftovers();
            case DELETE -> deleteRunning();
            case POWER -> stories.power();
            case POWER_REFUSED -> stories.powerRefused();
            default -> throw new IllegalStateException("not played here: " + scenario);
        }
    }

    /** Makes one of the faults that are more than one call's; whether there was anything to strike. */
    boolean mischief() throws IOException, InterruptedException {
        Named chosen = mischiefs.get(random.nextInt(mischiefs.size()));
        boolean happened = chosen.mischief().happen();
        if (happened) {
            faults.add(chosen.name());
        }
        return happened;
    }

    private boolean deleteInFlight() throws InterruptedException {
        return traffic.deleteInFlight();
    }

    private boolean deleteRunning() throws InterruptedException {
        return traffic.delete();
    }

    private boolean deleteTwice() throws InterruptedException {
        List<Sent> running = traffic.keep(1);
        for (Sent sent : running) {
            traffic.delete(sent);
            traffic.delete(sent);
        }
        return !running.isEmpty();
    }

    private boolean deleteStopping() throws InterruptedException {
        List<Sent> running = traffic.keep(1);
        for (Sent sent : running) {
            traffic.power(sent, "stop");
            traffic.delete(sent);
        }
        return !running.isEmpty();
    }

    private boolean deleteVanished() throws InterruptedException {
        List<Sent> running = traffic.keep(1);
        for (Sent sent : running) {
            lab.sandbox().instanceState(traffic.instanceOf(sent), "vanish");
            traffic.delete(sent);
        }
        return !running.isEmpty();
    }

    private boolean powerInHaste() throws InterruptedException {
        List<Sent> running = traffic.keep(1);
        for (Sent sent : running) {
            stories.powerInHaste(sent);
        }
        return !running.isEmpty();
    }

    /** Kept until it runs, and then done; where its launch fails, it fails all the same. */
    private boolean stopInFlight() throws InterruptedException {
        Optional<Sent> sent = traffic.order(parcels.known());
        if (sent.isPresent() && traffic.power(sent.get(), "stop").equals("refused")) {
            throw new IllegalStateException("a stop was refused that this cloud can do: " + sent.get());
        }
        return sent.isPresent();
    }

    /** The instance is made, and neither its id nor its end is known: what to terminate has to be looked for. */
    private boolean deleteUnanswered(Runnable decisive) throws IOException, InterruptedException {
        for (int tries = 0; tries < SEVERAL; tries++) {
            Optional<Parcels.Parcel> parcel = imported();
            if (parcel.isPresent() && deleteUnanswered(parcel.get(), decisive)) {
                return true;
            }
        }
        return false;
    }

    private boolean deleteUnanswered(Parcels.Parcel parcel, Runnable decisive)
            throws IOException, InterruptedException {
        Trigger run = Trigger.ec2("RunInstances");
        // others are on their way at the same time
        List<String> holds = Stream.generate(() -> lab.sandbox().order(run, Fault.hold(When.AFTER)))
                .limit(SEVERAL)
                .toList();
        try {
            Optional<Sent> sent = traffic.order(parcel);
            if (sent.isEmpty() || !isHeld(sent.get(), holds)) {
                return false;
            }
            decisive.run();
            traffic.delete(sent.get());
            return true;
        } finally {
            holds.forEach(lab.sandbox()::withdraw);
            lab.sandbox().held().stream()
                    .filter(held -> holds.contains(held.fault()))
                    .forEach(held -> lab.sandbox().release(held, Outcome.DROP));
        }
    }

    /** Whether its RunInstances is held before the service gives others of them up. */
    private boolean isHeld(Sent sent, List<String> holds) throws IOException, InterruptedException {
        Optional<String> launch = operator.launchOf(sent.machine());
        Instant limit = Instant.now().plus(UNANSWERED);
        while (launch.isPresent() && Instant.now().isBefore(limit)) {
            if (lab.sandbox().held().stream()
                    .filter(held -> holds.contains(held.fault()))
                    .anyMatch(held -> String.valueOf(held.call().parameters().get("ClientToken"))
                            .endsWith(launch.get()))) {
                return true;
            }
            Thread.sleep(POLL_MILLIS);
        }
        return false;
    }

    private boolean orderAgain() throws InterruptedException {
        traffic.orderAgain();
        return true;
    }

    private boolean orderTwice() throws InterruptedException {
        traffic.orderTwice(parcels.known());
        return true;
    }

    private boolean during(String setting, Object value, Object usual) throws InterruptedException {
        lab.sandbox().set(setting, value);
        try {
            traffic.order(parcels.known());
            Thread.sleep(OUTAGE.toMillis());
        } finally {
            lab.sandbox().set(setting, usual);
        }
        return true;
    }

    /** An instance stands before its token can be found, and longer than the service waits for the answer. */
    private boolean storeTokenLate() throws InterruptedException {
        lab.sandbox().set("tokenDelay", TOKEN_DELAY);
        try {
            int before = lab.instances().size();
            traffic.order(parcels.known());
            return await(() -> lab.instances().size() > before ? Optional.of(before) : Optional.empty())
                    .isPresent();
        } finally {
            lab.sandbox().set("tokenDelay", Duration.ZERO);
        }
    }

    private boolean failImage() throws InterruptedException {
        Parcels.Parcel parcel = parcels.fresh();
        traffic.order(parcel);
        Optional<ImageTruth> pending = awaitImage(parcel, image -> image.state().equals("pending"));
        pending.ifPresent(image -> lab.sandbox().imageState(image.id(), "failed"));
        return pending.isPresent();
    }

    private boolean loseImage() throws InterruptedException {
        Optional<Parcels.Parcel> parcel = imported();
        if (parcel.isPresent()) {
            awaitImage(parcel.get(), IS_AVAILABLE)
                    .ifPresent(known -> lab.sandbox().imageState(known.id(), "gone"));
            traffic.order(parcel.get());
        }
        return parcel.isPresent();
    }

    /** While its last image is uploaded, so that the others have to be taken back. */
    private void loseWorkspace() throws IOException, InterruptedException {
        Parcels.Parcel parcel = parcels.fresh();
        Trigger upload = Trigger.s3("PUT", ".*" + parcel.uuid() + ".*-machine-.*part.*");
        String fault = lab.sandbox().order(upload, Fault.holdAfterBytes(SOME_BYTES));
        traffic.order(parcel);
        try {
            HeldCall held = lab.sandbox().awaitHeld(fault, PATIENCE);
            Optional<String> process = operator.importOf(parcel.uuid());
            for (Node node : process.isPresent() ? cluster.nodes() : List.<Node>of()) {
                FileSystemUtils.deleteRecursively(node.imports().resolve(process.get()));
            }
            lab.sandbox().release(held, Outcome.DROP);
        } catch (IllegalStateException e) {
            // the import did not come that far in time: the kill is reported as not reached
        } finally {
            lab.sandbox().withdraw(fault);
        }
    }

    private boolean changePackage() throws InterruptedException {
        Parcels.Parcel parcel = parcels.fresh();
        lab.sandbox().order(Trigger.packages(parcel.uuid()), Fault.dropAfterBytes(20_000));
        traffic.order(parcel);
        parcels.change(parcel);
        return true;
    }

    /** What it was doing is fetched anew by others, or by itself, and its own late results must do no harm. */
    private boolean freeze() throws IOException, InterruptedException {
        Node node = cluster.nodes().get(random.nextInt(cluster.nodes().size()));
        node.freeze();
        try {
            Thread.sleep(Cluster.LOCK.plus(BEYOND).toMillis());
        } finally {
            node.thaw();
        }
        return true;
    }

    private void supersede() throws IOException, InterruptedException {
        Optional<Parcels.Parcel> parcel = imported();
        if (parcel.isPresent()) {
            operator.startOldImport(parcel.get().uuid());
        }
    }

    /** Any good package whose image stands in the cloud, once there is one. */
    private Optional<Parcels.Parcel> imported() throws InterruptedException {
        return await(() -> {
            List<Parcels.Parcel> found = parcels.good().stream()
                    .filter(parcel -> lab.images(MACHINE).stream()
                            .anyMatch(image -> image.name().contains(parcel.uuid()) && IS_AVAILABLE.test(image)))
                    .toList();
            return found.isEmpty() ? Optional.empty() : Optional.of(found.get(random.nextInt(found.size())));
        });
    }

    /** The machine image of a package, once it stands so. */
    private Optional<ImageTruth> awaitImage(Parcels.Parcel parcel, Predicate<ImageTruth> wanted)
            throws InterruptedException {
        return await(() -> lab.images(MACHINE).stream()
                .filter(image -> image.name().contains(parcel.uuid()))
                .filter(wanted)
                .findFirst());
    }

    private static <T> Optional<T> await(Supplier<Optional<T>> look) throws InterruptedException {
        Instant limit = Instant.now().plus(PATIENCE);
        while (Instant.now().isBefore(limit)) {
            Optional<T> found = look.get();
            if (found.isPresent()) {
                return found;
            }
            Thread.sleep(POLL_MILLIS);
        }
        return Optional.empty();
    }
}

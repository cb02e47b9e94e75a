package org.spotcloud.harness;

import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.function.Predicate;
import org.spotcloud.lab.Lab;
import org.spotcloud.lab.Node;
import org.spotcloud.sandbox.ec2.ImageTruth;
import org.spotcloud.sandbox.faults.Fault;
import org.spotcloud.sandbox.faults.HeldCall;
import org.spotcloud.sandbox.faults.Outcome;
import org.spotcloud.sandbox.faults.Trigger;
import org.springframework.util.FileSystemUtils;

/** Does what brings a process to a certain task, and the faults that are more than one call's. */
final class Scenes {
    private static final Duration PATIENCE = Duration.ofSeconds(20);
    private static final long POLL_MILLIS = 50;
    private static final Duration OUTAGE = Duration.ofMillis(700);
    private static final Duration BEYOND = Duration.ofSeconds(2);
    private static final String MACHINE = "machine";
    private static final long SOME_BYTES = 256;

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
            new Named("client: same order again", this::orderAgain),
            new Named("client: same order from two", this::orderTwice),
            new Named("cloud: builds fail", () -> during("buildsFail", true, false)),
            new Named("cloud: quota refuses", () -> during("instanceQuota", 0, -1)),
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

    /** Makes a process come where the scenario leads. */
    void play(Scenario scenario) throws IOException, InterruptedException {
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

    private boolean failImage() throws InterruptedException {
        Parcels.Parcel parcel = parcels.fresh();
        traffic.order(parcel);
        Optional<ImageTruth> pending = awaitImage(parcel, image -> image.state().equals("pending"));
        pending.ifPresent(image -> lab.sandbox().imageState(image.id(), "failed"));
        return pending.isPresent();
    }

    private boolean loseImage() throws InterruptedException {
        Parcels.Parcel parcel = parcels.known();
        Optional<ImageTruth> image = awaitImage(parcel, known -> known.state().equals("available"));
        image.ifPresent(known -> lab.sandbox().imageState(known.id(), "gone"));
        traffic.order(parcel);
        return image.isPresent();
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
        Parcels.Parcel parcel = parcels.known();
        if (awaitImage(parcel, image -> image.state().equals("available")).isPresent()) {
            operator.startOldImport(parcel.uuid());
        }
    }

    /** The machine image of a package, once it stands so. */
    private Optional<ImageTruth> awaitImage(Parcels.Parcel parcel, Predicate<ImageTruth> wanted)
            throws InterruptedException {
        Instant limit = Instant.now().plus(PATIENCE);
        while (Instant.now().isBefore(limit)) {
            Optional<ImageTruth> found = lab.images(MACHINE).stream()
                    .filter(image -> image.name().contains(parcel.uuid()))
                    .filter(wanted)
                    .findFirst();
            if (found.isPresent()) {
                return found;
            }
            Thread.sleep(POLL_MILLIS);
        }
        return Optional.empty();
    }
}

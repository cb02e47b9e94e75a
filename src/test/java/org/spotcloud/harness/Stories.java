package org.spotcloud.harness;

import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.spotcloud.lab.Lab;
import org.spotcloud.sandbox.ec2.ImageTruth;

/** Scenes of several acts, which go on when the service was killed in one of them. */
final class Stories {
    private static final Duration PATIENCE = Duration.ofMinutes(3);
    private static final Duration POLL = Duration.ofMillis(300);
    private static final String MISSING = "missing-machines";
    private static final String RECONCILE = "reconcile";
    /** More than the fifth from which on machines count as missing together. */
    private static final int ONE_IN = 4;

    private static final int SOME = 2;

    private final Lab lab;
    private final Cluster cluster;
    private final Traffic traffic;
    private final Operator operator;

    Stories(Lab lab, Cluster cluster, Traffic traffic, Operator operator) {
        this.lab = lab;
        this.cluster = cluster;
        this.traffic = traffic;
        this.operator = operator;
    }

    /** Something of an act; false while it is not so yet. */
    private interface Act {
        boolean succeeds() throws IOException, InterruptedException;
    }

    /** The operator has leftovers looked for and removes what is found, until nothing is left. */
    void leftovers() throws IOException, InterruptedException {
        until(() -> runnable().isPresent());
        Leftovers leftovers = new Leftovers(lab, cluster.first(), runnable().orElseThrow());
        until(() -> {
            // which one stands may change meanwhile
            Optional<ImageTruth> like = runnable();
            if (like.isPresent()) {
                leftovers.plant(like.get());
            }
            return like.isPresent();
        });
        until(() -> {
            pressAndWait("/leftovers/look");
            pressAndWait("/leftovers/remove");
            return !leftovers.stand();
        });
    }

    private Optional<ImageTruth> runnable() {
        return lab.images("machine").stream()
                .filter(image -> image.state().equals("available"))
                .findFirst();
    }

    private void pressAndWait(String button) throws IOException, InterruptedException {
        if (operator.page().press(button)) {
            until(() -> !operator.runs(RECONCILE));
        }
    }

    /** Many machines vanish together; the operator confirms that they are gone, and their owners delete them. */
    void missingMachines() throws InterruptedException {
        int many = lab.instances().size() / ONE_IN + SOME;
        until(() -> traffic.running().size() >= many);
        List<Sent> gone = traffic.keep(many);
        for (Sent sent : gone) {
            lab.sandbox().instanceState(traffic.instanceOf(sent), "vanish");
        }
        until(() -> operator.runs(MISSING));
        until(() -> {
            operator.page().press("/missing/gone");
            return !operator.runs(MISSING);
        });
        for (Sent sent : gone) {
            traffic.delete(sent);
        }
    }

    /** Again and again, whether the service answers or not. */
    private static void until(Act act) throws InterruptedException {
        Instant limit = Instant.now().plus(PATIENCE);
        while (Instant.now().isBefore(limit)) {
            try {
                if (act.succeeds()) {
                    return;
                }
            } catch (IOException e) {
                // it was killed and comes back
            }
            Thread.sleep(POLL.toMillis());
        }
        throw new IllegalStateException("a scene did not come to its end in " + PATIENCE);
    }
}

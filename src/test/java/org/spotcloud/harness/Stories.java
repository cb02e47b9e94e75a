package org.spotcloud.harness;

import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.spotcloud.lab.Lab;
import org.spotcloud.sandbox.ec2.ImageTruth;
import org.spotcloud.sandbox.faults.Fault;
import org.spotcloud.sandbox.faults.Trigger;

/** Scenes of several acts, which go on when the service was killed in one of them. */
final class Stories {
    private static final Duration PATIENCE = Duration.ofMinutes(3);
    private static final Duration POLL = Duration.ofMillis(300);
    private static final String MISSING = "missing-machines";
    private static final String RECONCILE = "reconcile";
    /** More than the fifth from which on machines count as missing together. */
    private static final int ONE_IN = 4;

    private static final int SOME = 2;
    private static final int MANY = 100;

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
        List<Sent> gone = new ArrayList<>();
        until(() -> {
            // of those that run by then, and not of those that ran when it began
            int lacking = (lab.instances().size() + gone.size()) / ONE_IN + SOME - gone.size();
            for (Sent sent : traffic.keep(Math.max(0, lacking))) {
                lab.sandbox().instanceState(traffic.instanceOf(sent), "vanish");
                gone.add(sent);
            }
            return operator.runs(MISSING);
        });
        until(() -> {
            operator.page().press("/missing/gone");
            return !operator.runs(MISSING);
        });
        for (Sent sent : gone) {
            traffic.delete(sent);
        }
    }

    /** A machine that runs is stopped, started again and rebooted. */
    void power() throws InterruptedException {
        Sent sent = kept();
        traffic.power(sent, "stop");
        until(() -> traffic.state(sent).equals("off"));
        traffic.power(sent, "start");
        until(() -> traffic.state(sent).equals("running"));
        String instance = traffic.instanceOf(sent);
        traffic.power(sent, "reboot");
        until(() -> lab.sandbox().calls("RebootInstances").stream()
                .anyMatch(call -> instance.equals(call.call().parameters().get("InstanceId.1"))));
        sent.letGo();
    }

    /** Its owner changes his mind before each change is done; the last word counts. */
    void powerInHaste(Sent sent) throws InterruptedException {
        traffic.power(sent, "stop");
        traffic.power(sent, "start");
        traffic.power(sent, "stop");
        traffic.power(sent, "start");
        traffic.power(sent, "reboot");
        sent.letGo();
    }

    /** The cloud does not stop the instance of a machine, which goes on running. */
    void powerRefused() throws InterruptedException {
        Sent sent = kept();
        String fault = lab.sandbox()
                .order(
                        Trigger.ec2("StopInstances")
                                .with("InstanceId.1", traffic.instanceOf(sent))
                                .times(MANY),
                        Fault.error(400, "UnsupportedOperation", "instances of this kind cannot be stopped"));
        traffic.power(sent, "stop");
        until(() -> traffic.power(sent, "stop").equals("refused"));
        sent.off(false);
        until(() -> traffic.state(sent).equals("running"));
        lab.sandbox().withdraw(fault);
        // nobody takes it for another scene: it is never stopped again
    }

    private Sent kept() throws InterruptedException {
        List<Sent> found = new ArrayList<>();
        until(() -> found.addAll(traffic.keep(1)));
        return found.get(0);
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

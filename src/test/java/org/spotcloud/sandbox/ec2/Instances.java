package org.spotcloud.sandbox.ec2;

import java.io.IOException;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Predicate;
import java.util.function.Supplier;
import org.spotcloud.sandbox.CloudKind;
import org.spotcloud.sandbox.faults.Pause;

/** All instances that ever were. */
public final class Instances {
    private static final int ADDRESSES_A_NET = 250;

    private final CloudKind kind;
    private final Clock clock;
    private final Supplier<Settings> settings;
    private final Map<String, Instance> all = new LinkedHashMap<>();
    private final Map<String, List<Instance>> createdByToken = new TreeMap<>();

    Instances(CloudKind kind, Clock clock, Supplier<Settings> settings) {
        this.kind = kind;
        this.clock = clock;
        this.settings = settings;
    }

    /** Runs a launch, or finds what an earlier one with its token has made. */
    List<Instance> run(Launch launch) throws Ec2Error, IOException {
        if (kind == CloudKind.AWS) {
            Pause.of(settings.get().runDuration().toMillis());
            return runOnce(launch);
        }
        List<Instance> known =
                living(instance -> launch.token() != null && launch.token().equals(instance.token()));
        if (!known.isEmpty()) {
            return known;
        }
        Pause.of(settings.get().runDuration().toMillis());
        List<Instance> made = create(launch);
        Pause.of(settings.get().tokenDelay().toMillis());
        synchronized (this) {
            made.forEach(instance -> instance.token(launch.token()));
        }
        return made;
    }

    private synchronized List<Instance> runOnce(Launch launch) throws Ec2Error {
        List<Instance> known =
                launch.token() == null ? List.of() : createdByToken.getOrDefault(launch.token(), List.of());
        if (known.isEmpty()) {
            List<Instance> made = create(launch);
            made.forEach(instance -> instance.token(launch.token()));
            return made;
        }
        settle();
        if (!known.get(0).launch().parameters().equals(launch.parameters())) {
            throw Ec2Error.badRequest(
                    "IdempotentParameterMismatch", "The client token was used before with other parameters");
        }
        if (known.stream().anyMatch(instance -> instance.state().isEnding())) {
            throw Ec2Error.badRequest(
                    "IdempotentInstanceTerminated", "The instance of this client token has been terminated");
        }
        return known;
    }

    private synchronized List<Instance> create(Launch launch) throws Ec2Error {
        checkQuota(launch.count());
        List<Instance> made = new ArrayList<>();
        String reservation = Ids.next("r");
        for (int i = 0; i < launch.count(); i++) {
            String address = "10.0." + all.size() / ADDRESSES_A_NET + "." + (all.size() % ADDRESSES_A_NET + 2);
            Instance instance = new Instance(Ids.next("i"), reservation, launch, i, clock.instant(), address);
            if (!settings.get().instancesStayPending()) {
                InstanceState then = settings.get().buildsFail() ? InstanceState.ERROR : InstanceState.RUNNING;
                instance.become(InstanceState.PENDING, then, in(settings.get().bootDelay()));
            }
            all.put(instance.id(), instance);
            made.add(instance);
        }
        if (launch.token() != null) {
            createdByToken
                    .computeIfAbsent(launch.token(), token -> new ArrayList<>())
                    .addAll(made);
        }
        return made;
    }

    private void checkQuota(int wanted) throws Ec2Error {
        int quota = settings.get().instanceQuota();
        int used = living(instance -> true).size();
        if (quota >= 0 && used + wanted > quota) {
            String message = "Quota exceeded for instances: Requested " + wanted + ", but already used " + used + " of "
                    + quota + " instances";
            throw kind == CloudKind.AWS
                    ? Ec2Error.badRequest("InstanceLimitExceeded", message)
                    : Ec2Error.forbidden(message);
        }
    }

    private Instant in(Duration delay) {
        return clock.instant().plus(delay);
    }

    private synchronized void settle() {
        Instant now = clock.instant();
        Duration visible = settings.get().terminatedVisible();
        all.values().forEach(instance -> instance.settle(now, visible));
    }

    /** The instances that the API still knows, in the order of their launch. */
    synchronized List<Instance> living(Predicate<Instance> which) {
        settle();
        return all.values().stream()
                .filter(instance -> instance.state() != InstanceState.GONE && which.test(instance))
                .toList();
    }

    /** As {@link #living}, without those that are too new to be listed. */
    List<Instance> listed(Predicate<Instance> which) {
        Instant newest = clock.instant().minus(settings.get().describeLag());
        return living(instance -> !instance.launched().isAfter(newest) && which.test(instance));
    }

    Instance required(String id) throws Ec2Error {
        Ids.check(id, "i", "InstanceId");
        return living(instance -> instance.id().equals(id)).stream()
                .findFirst()
                .orElseThrow(() -> Ec2Error.noSuch("InvalidInstanceID.NotFound", "instance", id));
    }

    synchronized void terminate(Instance instance) {
        if (!instance.state().isEnding()) {
            boolean listedAfter = !settings.get().terminatedVisible().isZero();
            instance.become(
                    InstanceState.SHUTTING_DOWN,
                    listedAfter ? InstanceState.TERMINATED : InstanceState.GONE,
                    in(settings.get().terminateDelay()));
            instance.publicAddress(null);
        }
    }

    synchronized void stop(Instance instance) throws Ec2Error {
        switch (instance.state()) {
            case STOPPED, STOPPING, PENDING -> throw incorrectState(instance, "stopped");
            case RUNNING -> {
                InstanceState meanwhile = kind == CloudKind.AWS ? InstanceState.STOPPING : InstanceState.RUNNING;
                instance.become(
                        meanwhile, InstanceState.STOPPED, in(settings.get().stopDelay()));
            }
            default ->
                throw Ec2Error.conflict("Cannot 'stop' instance while it is in "
                        + instance.state().text());
        }
    }

    synchronized void start(Instance instance) throws Ec2Error {
        if (instance.state() != InstanceState.STOPPED) {
            throw incorrectState(instance, "started");
        }
        InstanceState meanwhile = kind == CloudKind.AWS ? InstanceState.PENDING : InstanceState.STOPPED;
        instance.become(meanwhile, InstanceState.RUNNING, in(settings.get().bootDelay()));
    }

    synchronized void reboot(Instance instance) throws Ec2Error {
        if (instance.state() != InstanceState.RUNNING) {
            throw Ec2Error.conflict("Cannot 'reboot' instance while it is in "
                    + instance.state().text());
        }
    }

    private static Ec2Error incorrectState(Instance instance, String wanted) {
        return Ec2Error.badRequest(
                "IncorrectInstanceState",
                "The instance '" + instance.id() + "' is in the state "
                        + instance.state().text() + " and cannot be " + wanted);
    }

    synchronized void tag(Instance instance, Map<String, String> tags) {
        instance.tags().putAll(tags);
    }

    /** Puts an instance into a state at once, for good. */
    public synchronized void force(String id, InstanceState state) {
        Instance instance = all.get(id);
        if (instance == null) {
            throw new IllegalArgumentException("No instance " + id);
        }
        instance.become(state);
    }

    /** Every instance that ever was, in the order of launch. */
    public synchronized List<InstanceTruth> truth() {
        settle();
        return all.values().stream()
                .map(instance -> new InstanceTruth(
                        instance.id(),
                        instance.state().text(),
                        instance.launch().imageId(),
                        instance.launch().instanceType(),
                        instance.token(),
                        instance.launch().groups(),
                        Map.copyOf(instance.tags()),
                        instance.publicAddress(),
                        instance.launch().userData(),
                        instance.launched()))
                .toList();
    }

    /** How many instances were ever made for each token. */
    public synchronized Map<String, Integer> createdByToken() {
        Map<String, Integer> counts = new TreeMap<>();
        createdByToken.forEach((token, instances) -> counts.put(token, instances.size()));
        return counts;
    }
}

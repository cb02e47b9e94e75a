package org.spotcloud.adapter.provisioning;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.spotcloud.adapter.catalog.Fault;
import org.spotcloud.adapter.machines.CloudInstance;
import org.spotcloud.adapter.machines.Instances;
import org.spotcloud.adapter.machines.Instances.AfterUnknownOutcome;
import org.spotcloud.adapter.machines.Launches;
import org.spotcloud.adapter.machines.Machine;
import org.spotcloud.adapter.machines.RunPermit;
import org.spotcloud.adapter.machines.RunRequest;
import org.spotcloud.adapter.provisioning.Processes.Variables;
import org.springframework.stereotype.Component;

/**
 * Runs the instance of a launch, exactly one: that the call is sent is on record before it is sent, a call of unknown
 * outcome is followed up as the cloud allows, and what was run twice all the same is reduced to the earliest.
 */
@Component
class RunInstance implements StepHandler {
    private static final Logger log = LoggerFactory.getLogger(RunInstance.class);

    /** How long a launch that is being deleted leaves its process the time to be stopped. */
    private static final Duration STOPPING = Duration.ofSeconds(5);
    /** The longest pause between two looks for an instance. */
    private static final Duration LOOK_AGAIN = Duration.ofSeconds(15);

    private static final String NONE = "";

    private final Instances instances;
    private final Launches launches;
    private final Clock clock;

    RunInstance(Instances instances, Launches launches, Clock clock) {
        this.instances = instances;
        this.launches = launches;
        this.clock = clock;
    }

    @Override
    public Set<String> activities() {
        return Set.of("Task_RunInstance");
    }

    @Override
    public Outcome handle(Step step) {
        RunPermit permit = launches.mayRun(step.launch());
        Optional<Instant> followedUp = Optional.empty();
        if (permit instanceof RunPermit.Granted granted
                && granted.unknownSince().isPresent()) {
            followedUp = granted.unknownSince();
            Optional<Outcome> found = followUp(granted.machine(), followedUp.get());
            if (found.isPresent()) {
                return found.get();
            }
        }
        instances.prepareRun();
        step.claim().require();
        return run(step, launches.beginRun(step.launch(), followedUp));
    }

    /** A call that was sent is answered, or times out; only its answer tells at once that there is an instance too many. */
    @Override
    public boolean isLeftToItsEnd() {
        return true;
    }

    /**
     * A call that took effect after another attempt had put its instance on record, or when nobody wanted the machine any
     * more, has made one too many.
     */
    @Override
    public void lost(Step step) {
        RunPermit permit = launches.mayRun(step.launch());
        if (permit instanceof RunPermit.AlreadyRan ran) {
            endDoubles(ran.machine(), ran.instanceId());
        } else if (permit instanceof RunPermit.Unwanted unwanted) {
            endDoubles(unwanted.machine(), NONE);
        }
    }

    private Outcome run(Step step, RunPermit permit) {
        if (permit instanceof RunPermit.AlreadyRan ran) {
            // the attempt that put it on record may have died before it ended the doubles
            endDoubles(ran.machine(), ran.instanceId());
            return outcome(ran.instanceId());
        }
        if (!(permit instanceof RunPermit.Granted granted)) {
            return outcome(NONE);
        }
        Machine machine = granted.machine();
        CloudInstance ran = call(step, machine, granted.unknownSince().isPresent());
        boolean ours = launches.ran(machine.launchId(), ran);
        instances.tag(ran.id(), machine.launchId());
        return settle(machine, ran, ours);
    }

    private CloudInstance call(Step step, Machine machine, boolean earlierUnknown) {
        try {
            return instances.run(
                    new RunRequest(machine.clientToken(), step.text(Variables.IMAGE_ID), machine.instanceType()));
        } catch (Fault fault) {
            // a refusal is certain of this call alone: an earlier one may still have made an instance
            if (fault.kind() == Fault.Kind.REFUSED && !earlierUnknown) {
                launches.runRefused(machine.launchId(), machine.runSentAt().orElseThrow());
            }
            throw fault;
        }
    }

    /** What to do about a call whose answer nobody saw; empty when it may be sent again. */
    private Optional<Outcome> followUp(Machine machine, Instant sent) {
        if (instances.afterUnknownOutcome() == AfterUnknownOutcome.SEND_AGAIN) {
            return Optional.empty();
        }
        Optional<CloudInstance> found = earliest(instances.findByToken(machine.clientToken()).stream());
        if (found.isPresent()) {
            return Optional.of(settle(machine, found.get(), launches.ran(machine.launchId(), found.get())));
        }
        Duration left = Duration.between(
                clock.instant(), sent.plus(instances.callTimeout()).plus(instances.runSettle()));
        return left.isNegative()
                ? Optional.empty()
                : Optional.of(new Outcome.Later(
                        shorter(left, LOOK_AGAIN),
                        "an earlier RunInstances was not answered; looking for its instance"));
    }

    /**
     * Keeps the earliest of what was run for the launch and terminates the rest.
     *
     * @param ours whether {@code ran} is on record
     */
    private Outcome settle(Machine machine, CloudInstance ran, boolean ours) {
        List<CloudInstance> all = Stream.concat(
                        Stream.of(ran),
                        instances.findByToken(machine.clientToken()).stream()
                                .filter(other -> !other.id().equals(ran.id())))
                .toList();
        CloudInstance kept = earliest(all.stream()).orElse(ran);
        boolean keptOurs =
                ours && (kept.id().equals(ran.id()) || launches.ranEarlier(machine.launchId(), ran.id(), kept));
        String id = keptOurs ? kept.id() : keptBefore(machine);
        keepOnly(machine, id, all);
        return outcome(id);
    }

    private void endDoubles(Machine machine, String kept) {
        keepOnly(machine, kept, instances.findByToken(machine.clientToken()));
    }

    private void keepOnly(Machine machine, String kept, List<CloudInstance> all) {
        for (CloudInstance other : all) {
            if (!other.id().equals(kept) && !other.state().isEnding()) {
                log.warn("Instance {} is one too many for launch {} and is terminated", other.id(), machine.launchId());
                instances.terminate(other.id());
            }
        }
    }

    /** The instance that another attempt has put on record; none when nobody wants the machine any more. */
    private String keptBefore(Machine machine) {
        return launches.mayRun(machine.launchId()) instanceof RunPermit.AlreadyRan ran ? ran.instanceId() : NONE;
    }

    static Optional<CloudInstance> earliest(Stream<CloudInstance> instances) {
        return instances
                .filter(instance -> !instance.state().isEnding())
                .min(Comparator.comparing(CloudInstance::launchedAt).thenComparing(CloudInstance::id));
    }

    private static Duration shorter(Duration one, Duration other) {
        return one.compareTo(other) < 0 ? one : other;
    }

    private static Outcome outcome(String kept) {
        return kept.equals(NONE)
                ? new Outcome.Later(STOPPING, "the machine is not wanted any more; its launch is being stopped")
                : Outcome.done(Map.of(Variables.INSTANCE_ID, kept));
    }
}

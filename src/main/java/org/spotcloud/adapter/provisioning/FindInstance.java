package org.spotcloud.adapter.provisioning;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.spotcloud.adapter.machines.AddressClaims;
import org.spotcloud.adapter.machines.CloudInstance;
import org.spotcloud.adapter.machines.Instances;
import org.spotcloud.adapter.machines.Launches;
import org.spotcloud.adapter.machines.Machine;
import org.spotcloud.adapter.machines.Machines;
import org.spotcloud.adapter.provisioning.Processes.Variables;
import org.springframework.stereotype.Component;

/**
 * Finds what a machine that is not wanted any more may have in the cloud: by the id on record, else by token and mark.
 * While a call that was sent may still take effect, it looks again.
 */
@Component
class FindInstance implements StepHandler {
    private static final Duration LOOK_AGAIN = Duration.ofSeconds(5);

    private final Machines machines;
    private final Launches launches;
    private final Instances instances;
    private final AddressClaims claims;
    private final Clock clock;

    FindInstance(Machines machines, Launches launches, Instances instances, AddressClaims claims, Clock clock) {
        this.machines = machines;
        this.launches = launches;
        this.instances = instances;
        this.claims = claims;
        this.clock = clock;
    }

    @Override
    public Set<String> activities() {
        return Set.of("Task_FindInstance");
    }

    @Override
    public Outcome handle(Step step) {
        Machine machine = machines.find(step.launch()).orElseThrow();
        if (machine.instanceId().isPresent()) {
            return found(machine, true);
        }
        if (machine.runSentAt().isEmpty()) {
            return found(machine, false);
        }
        Optional<CloudInstance> instance = RunInstance.earliest(instances.findByToken(machine.clientToken()).stream());
        if (instance.isPresent()) {
            launches.ran(machine.launchId(), instance.get());
            return found(machine, true);
        }
        Instant certain =
                machine.runSentAt().get().plus(instances.callTimeout()).plus(instances.runSettle());
        return clock.instant().isBefore(certain)
                ? new Outcome.Later(
                        LOOK_AGAIN, "RunInstances was sent and may still take effect; looking for its instance")
                : found(machine, false);
    }

    private Outcome found(Machine machine, boolean found) {
        return Outcome.done(
                Map.of(Variables.INSTANCE_FOUND, found, Variables.ADDRESS_CLAIMED, claims.holds(machine.launchId())));
    }
}

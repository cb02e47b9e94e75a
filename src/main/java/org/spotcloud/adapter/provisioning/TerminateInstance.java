package org.spotcloud.adapter.provisioning;

import java.time.Clock;
import java.time.Duration;
import java.util.Set;
import org.spotcloud.adapter.machines.CloudInstance;
import org.spotcloud.adapter.machines.Instances;
import org.spotcloud.adapter.machines.Machine;
import org.spotcloud.adapter.machines.Machines;
import org.springframework.stereotype.Component;

/** Terminates the instance of a machine, and whatever else was run with its token. */
@Component
class TerminateInstance implements StepHandler {
    private static final Duration LOOK_AGAIN = Duration.ofSeconds(5);

    private final Machines machines;
    private final Instances instances;
    private final Clock clock;

    TerminateInstance(Machines machines, Instances instances, Clock clock) {
        this.clock = clock;
        this.machines = machines;
        this.instances = instances;
    }

    /** Whether the cloud's answers may still lag behind the run. */
    private boolean isYoung(Machine machine) {
        return machine.runSentAt()
                .map(sent -> sent.plus(instances.callTimeout()).plus(instances.runSettle()))
                .filter(settled -> clock.instant().isBefore(settled))
                .isPresent();
    }

    @Override
    public Set<String> activities() {
        return Set.of("Task_TerminateInstance");
    }

    @Override
    public Outcome handle(Step step) {
        Machine machine = machines.find(step.launch()).orElseThrow();
        String instance = machine.instanceId().orElseThrow();
        boolean known = instances.terminate(instance);
        instances.findByToken(machine.clientToken()).stream()
                .map(CloudInstance::id)
                .filter(id -> !id.equals(instance))
                .forEach(instances::terminate);
        return known || !isYoung(machine)
                ? Outcome.done()
                : new Outcome.Later(LOOK_AGAIN, "the cloud does not know instance " + instance + " yet, or any more");
    }
}

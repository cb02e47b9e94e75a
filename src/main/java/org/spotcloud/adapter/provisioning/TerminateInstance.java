package org.spotcloud.adapter.provisioning;

import java.util.Set;
import org.spotcloud.adapter.machines.CloudInstance;
import org.spotcloud.adapter.machines.Instances;
import org.spotcloud.adapter.machines.Machine;
import org.spotcloud.adapter.machines.Machines;
import org.springframework.stereotype.Component;

/** Terminates the instance of a machine, and whatever else was run with its token. */
@Component
class TerminateInstance implements StepHandler {
    private final Machines machines;
    private final Instances instances;

    TerminateInstance(Machines machines, Instances instances) {
        this.machines = machines;
        this.instances = instances;
    }

    @Override
    public Set<String> activities() {
        return Set.of("Task_TerminateInstance");
    }

    @Override
    public Outcome handle(Step step) {
        Machine machine = machines.find(step.launch()).orElseThrow();
        String instance = machine.instanceId().orElseThrow();
        instances.terminate(instance);
        instances.findByToken(machine.clientToken()).stream()
                .map(CloudInstance::id)
                .filter(id -> !id.equals(instance))
                .forEach(instances::terminate);
        return Outcome.done();
    }
}

package org.spotcloud.adapter.provisioning;

import java.util.Set;
import org.spotcloud.adapter.machines.Machine;
import org.spotcloud.adapter.machines.Machines;
import org.spotcloud.adapter.machines.PublicAddresses;
import org.springframework.stereotype.Component;

/** Gives a machine its public address once it runs, and takes it back before it is terminated. */
@Component
class PublicAddressStep implements StepHandler {
    private static final String ASSOCIATE = "Task_AssociateAddress";
    private static final String RELEASE = "Task_ReleaseAddress";

    private final PublicAddresses addresses;
    private final Machines machines;

    PublicAddressStep(PublicAddresses addresses, Machines machines) {
        this.addresses = addresses;
        this.machines = machines;
    }

    @Override
    public Set<String> activities() {
        return Set.of(ASSOCIATE, RELEASE);
    }

    @Override
    public Outcome handle(Step step) {
        Machine machine = machines.find(step.launch()).orElseThrow();
        if (step.activity().equals(ASSOCIATE)) {
            addresses.associate(machine.launchId(), machine.instanceId().orElseThrow());
        } else {
            addresses.release(machine.launchId(), machine.instanceId());
        }
        return Outcome.done();
    }
}

package org.spotcloud.adapter.provisioning;

import java.util.Set;
import org.spotcloud.adapter.catalog.Fault;
import org.spotcloud.adapter.machines.MissingCount;
import org.spotcloud.adapter.machines.MissingMachines;
import org.springframework.stereotype.Component;

/** Stands as an incident as long as machines that went missing together are neither back nor confirmed by the operator. */
@Component
class ConfirmMissing implements StepHandler {
    private final MissingMachines missing;

    ConfirmMissing(MissingMachines missing) {
        this.missing = missing;
    }

    @Override
    public Set<String> activities() {
        return Set.of("Task_ConfirmMissing");
    }

    @Override
    public Outcome handle(Step step) {
        MissingCount count = missing.count();
        if (count.held() > 0) {
            throw Fault.operator(
                    ("%d of %d machines went missing from the cloud together, so none of them is forgotten: check the"
                                    + " cloud, its endpoint and the project of the credentials; if they are gone for"
                                    + " good, say so on the start page")
                            .formatted(count.held(), count.all()),
                    null);
        }
        return Outcome.done();
    }
}

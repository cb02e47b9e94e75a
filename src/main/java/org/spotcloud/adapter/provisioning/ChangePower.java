package org.spotcloud.adapter.provisioning;

import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.spotcloud.adapter.catalog.Fault;
import org.spotcloud.adapter.catalog.Refusals;
import org.spotcloud.adapter.machines.CloudInstance;
import org.spotcloud.adapter.machines.Instances;
import org.spotcloud.adapter.machines.Launches;
import org.spotcloud.adapter.machines.Machine;
import org.spotcloud.adapter.machines.PowerAction;
import org.spotcloud.adapter.machines.Powers;
import org.spotcloud.adapter.provisioning.Processes.Variables;
import org.springframework.stereotype.Component;

/** Has the cloud stop, start or reboot an instance, once it looks as if that were to do. */
@Component
class ChangePower implements StepHandler {
    private static final Duration LOOK_AGAIN = Duration.ofSeconds(3);
    static final String NOTHING = "none";

    private final Powers powers;
    private final Launches launches;
    private final Instances instances;

    ChangePower(Powers powers, Launches launches, Instances instances) {
        this.powers = powers;
        this.launches = launches;
        this.instances = instances;
    }

    @Override
    public Set<String> activities() {
        return Set.of("Task_ChangePower");
    }

    @Override
    public Outcome handle(Step step) {
        Optional<Machine> machine = powers.changing(step.launch());
        if (machine.isEmpty() || isOverdue(step)) {
            return awaiting(NOTHING);
        }
        PowerAction action = step.power().action();
        String id = machine.get().instanceId().orElseThrow();
        Optional<CloudInstance> instance =
                instances.describe(Set.of(id)).stream().findFirst();
        if (instance.isEmpty()) {
            return new Outcome.Later(LOOK_AGAIN, "the cloud does not know instance " + id + " at present");
        }
        return switch (action.needIn(instance.get().state())) {
            case CALL -> call(step, id, action.callIn(instance.get().state()));
            case PATIENCE -> awaiting(action.reaches().ec2Name());
            case LATER ->
                new Outcome.Later(
                        LOOK_AGAIN,
                        "instance %s is %s".formatted(id, instance.get().state().ec2Name()));
            case NOTHING -> {
                launches.observed(step.launch(), instance.get());
                yield awaiting(NOTHING);
            }
            case IMPOSSIBLE -> {
                launches.observed(step.launch(), instance.get());
                throw Fault.refused(
                        Refusals.POWER_REFUSED,
                        "the state of instance %s is %s"
                                .formatted(id, instance.get().state().ec2Name()));
            }
        };
    }

    /** The cloud was told some time ago and has not done it, and something else is asked for by now. */
    private boolean isOverdue(Step step) {
        return !NOTHING.equals(step.variables().getOrDefault(Variables.AWAITED_STATE, NOTHING))
                && powers.isSuperseded(step.launch(), step.power().serial());
    }

    private Outcome call(Step step, String id, PowerAction action) {
        step.claim().require();
        instances.power(id, action);
        return awaiting(
                action == PowerAction.REBOOT ? NOTHING : action.reaches().ec2Name());
    }

    private static Outcome awaiting(String state) {
        return Outcome.done(Map.of(Variables.AWAITED_STATE, state));
    }
}

package org.spotcloud.adapter.provisioning;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.spotcloud.adapter.machines.CloudInstance;
import org.spotcloud.adapter.machines.InstanceState;
import org.spotcloud.adapter.machines.Instances;
import org.spotcloud.adapter.machines.Launches;
import org.spotcloud.adapter.machines.Machine;
import org.spotcloud.adapter.machines.MachineState;
import org.spotcloud.adapter.machines.Machines;
import org.spotcloud.adapter.machines.Wanted;
import org.spotcloud.adapter.provisioning.Processes.Messages;
import org.spotcloud.adapter.provisioning.Processes.Variables;
import org.springframework.stereotype.Component;

/** Compares the machines with what the cloud says of their instances, and wakes the waits that this settles. */
@Component
class InstanceWatch {
    private static final Logger log = LoggerFactory.getLogger(InstanceWatch.class);

    private final Instances instances;
    private final Machines machines;
    private final Launches launches;
    private final Waits waits;

    InstanceWatch(Instances instances, Machines machines, Launches launches, Waits waits) {
        this.instances = instances;
        this.machines = machines;
        this.launches = launches;
        this.waits = waits;
    }

    /** Looks once. */
    void look() {
        List<Machine> watched = machines.withInstance();
        if (watched.isEmpty()) {
            return;
        }
        Map<String, CloudInstance> seen = new HashMap<>();
        instances.forEachPage(page -> page.forEach(instance -> seen.put(instance.id(), instance)));
        List<Machine> unseen = new ArrayList<>();
        for (Machine machine : watched) {
            Optional<CloudInstance> instance =
                    Optional.ofNullable(seen.get(machine.instanceId().orElseThrow()));
            if (instance.isPresent()) {
                settle(machine, instance.get());
            } else {
                unseen.add(machine);
            }
        }
        lookClosely(unseen);
    }

    /** What the list leaves out counts as gone only when the cloud, asked by id, does not know it either. */
    private void lookClosely(List<Machine> unseen) {
        List<Machine> unwanted = unseen.stream()
                .filter(machine -> machine.wanted() == Wanted.TERMINATED)
                .toList();
        if (unwanted.isEmpty()) {
            return;
        }
        List<String> known =
                instances
                        .describe(unwanted.stream()
                                .map(machine -> machine.instanceId().orElseThrow())
                                .toList())
                        .stream()
                        .filter(instance -> instance.state() != InstanceState.TERMINATED)
                        .map(CloudInstance::id)
                        .toList();
        unwanted.stream()
                .filter(machine -> !known.contains(machine.instanceId().orElseThrow()))
                .forEach(this::gone);
    }

    private void settle(Machine machine, CloudInstance instance) {
        try {
            if (machine.wanted() == Wanted.TERMINATED) {
                if (instance.state() == InstanceState.TERMINATED) {
                    gone(machine);
                }
            } else if (isLaunching(machine)) {
                settleLaunch(machine, instance);
            } else if (!machine.agreesWith(instance)) {
                launches.observed(machine.launchId(), instance);
            }
        } catch (RuntimeException e) {
            log.warn("What the cloud says of {} could not be stored: {}", instance.id(), e.getMessage());
        }
    }

    private boolean isLaunching(Machine machine) {
        return (machine.state() == MachineState.LAUNCHING || machine.state() == MachineState.PENDING)
                && machine.launchProcessId().map(waits::runs).orElse(false);
    }

    private void settleLaunch(Machine machine, CloudInstance instance) {
        String process = machine.launchProcessId().orElseThrow();
        if (instance.state() == InstanceState.PENDING && !machine.agreesWith(instance)) {
            launches.observed(machine.launchId(), instance);
        } else if (instance.state() == InstanceState.RUNNING) {
            launches.addressed(machine.launchId(), instance);
            waits.wake(process, Messages.INSTANCE_SETTLED, Map.of(Variables.INSTANCE_RUNS, true));
        } else if (instance.state() == InstanceState.ERROR || instance.state().isEnding()) {
            waits.wake(
                    process,
                    Messages.INSTANCE_SETTLED,
                    Map.of(Variables.INSTANCE_RUNS, false, Variables.CAUSE, cause(machine, instance)));
        }
    }

    private void gone(Machine machine) {
        try {
            machine.terminateProcessId().ifPresent(id -> waits.wake(id, Messages.INSTANCE_GONE, Map.of()));
        } catch (RuntimeException e) {
            // one termination that is suspended keeps no other waiting
            log.warn("Launch {} could not be told that its instance is gone: {}", machine.launchId(), e.getMessage());
        }
    }

    private static String cause(Machine machine, CloudInstance instance) {
        return "the cloud could not run instance %s of package %s: its state is %s%s"
                .formatted(
                        instance.id(),
                        machine.packageId(),
                        instance.state().ec2Name(),
                        instance.reason().map(reason -> " (" + reason + ")").orElse(""));
    }
}

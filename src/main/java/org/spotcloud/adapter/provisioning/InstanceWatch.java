package org.spotcloud.adapter.provisioning;

import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.spotcloud.adapter.machines.CloudInstance;
import org.spotcloud.adapter.machines.InstanceState;
import org.spotcloud.adapter.machines.Instances;
import org.spotcloud.adapter.machines.Launches;
import org.spotcloud.adapter.machines.Machine;
import org.spotcloud.adapter.machines.MachineState;
import org.spotcloud.adapter.machines.Machines;
import org.spotcloud.adapter.machines.Powers;
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
    private final Powers powers;
    private final Waits waits;
    private final MissingWatch missing;

    InstanceWatch(
            Instances instances,
            Machines machines,
            Launches launches,
            Powers powers,
            Waits waits,
            MissingWatch missing) {
        this.instances = instances;
        this.machines = machines;
        this.launches = launches;
        this.powers = powers;
        this.waits = waits;
        this.missing = missing;
    }

    /** Looks once. */
    void look() {
        Instant begun = missing.begins();
        List<Machine> watched = machines.withInstance();
        Map<String, CloudInstance> seen = new HashMap<>();
        if (!watched.isEmpty()) {
            instances.forEachPage(page -> page.forEach(instance -> seen.put(instance.id(), instance)));
            describeUnseen(watched, seen);
        }
        List<Machine> absent = new ArrayList<>();
        for (Machine machine : watched) {
            CloudInstance instance = seen.get(machine.instanceId().orElseThrow());
            if (instance != null) {
                settle(machine, instance);
            }
            if (instance == null || instance.state() == InstanceState.TERMINATED) {
                absent.add(machine);
            }
        }
        settleAbsent(begun, absent);
    }

    /** What the list leaves out counts as gone only when the cloud, asked by id, does not know it either. */
    private void describeUnseen(List<Machine> watched, Map<String, CloudInstance> seen) {
        List<String> unseen = watched.stream()
                .map(machine -> machine.instanceId().orElseThrow())
                .filter(id -> !seen.containsKey(id))
                .toList();
        if (!unseen.isEmpty()) {
            instances.describe(unseen).forEach(instance -> seen.put(instance.id(), instance));
        }
    }

    private void settleAbsent(Instant begun, List<Machine> absent) {
        absent.stream().filter(machine -> machine.wanted() == Wanted.TERMINATED).forEach(this::gone);
        missing.look(
                begun,
                absent.stream()
                        .filter(machine -> machine.wanted() == Wanted.RUNNING && !isLaunching(machine))
                        .toList());
    }

    private void settle(Machine machine, CloudInstance instance) {
        try {
            if (machine.wanted() == Wanted.TERMINATED) {
                return;
            }
            if (isLaunching(machine)) {
                settleLaunch(machine, instance);
            } else if (instance.state() != InstanceState.TERMINATED && !machine.agreesWith(instance)) {
                launches.observed(machine.launchId(), instance);
            }
            settlePower(machine, instance);
        } catch (RuntimeException e) {
            log.warn("What the cloud says of {} could not be stored: {}", instance.id(), e.getMessage());
        }
    }

    private void settlePower(Machine machine, CloudInstance instance) {
        if (machine.power().asked().isPresent() && machine.power().processId().isEmpty()) {
            powers.resume(machine.launchId());
        }
        machine.power().processId().ifPresent(process -> settlePower(machine, process, instance));
    }

    private void settlePower(Machine machine, String process, CloudInstance instance) {
        if (!waits.runs(process)) {
            powers.abandoned(machine.launchId(), process);
        } else if (instance.state() == InstanceState.ERROR) {
            waits.wake(process, reached(InstanceState.STOPPED), Map.of());
            waits.wake(process, reached(InstanceState.RUNNING), Map.of());
        } else {
            waits.wake(process, reached(instance.state()), Map.of());
        }
    }

    private static String reached(InstanceState state) {
        return Messages.INSTANCE_REACHED + state.ec2Name();
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

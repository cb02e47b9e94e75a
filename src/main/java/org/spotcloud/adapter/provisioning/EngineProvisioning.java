package org.spotcloud.adapter.provisioning;

import java.time.Clock;
import java.time.Instant;
import java.util.Date;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import org.camunda.bpm.engine.RuntimeService;
import org.spotcloud.adapter.catalog.ImageKey;
import org.spotcloud.adapter.machines.Instances;
import org.spotcloud.adapter.machines.Machine;
import org.spotcloud.adapter.machines.Provisioning;
import org.spotcloud.adapter.provisioning.Processes.Variables;
import org.spotcloud.adapter.settings.AddressSettings;
import org.spotcloud.adapter.settings.LaunchSettings;
import org.spotcloud.adapter.settings.OrderSettings;
import org.springframework.stereotype.Component;
import org.springframework.transaction.annotation.Propagation;
import org.springframework.transaction.annotation.Transactional;

/** Starts the processes of a machine, in the transaction that stores what they are about. */
@Component
class EngineProvisioning implements Provisioning {
    private final RuntimeService runtime;
    private final Waits waits;
    private final Instances instances;
    private final ImportQueue queue;
    private final LaunchSettings launch;
    private final OrderSettings order;
    private final AddressSettings address;
    private final Clock clock;

    EngineProvisioning(
            RuntimeService runtime,
            Waits waits,
            Instances instances,
            ImportQueue queue,
            LaunchSettings launch,
            OrderSettings order,
            AddressSettings address,
            Clock clock) {
        this.runtime = runtime;
        this.waits = waits;
        this.instances = instances;
        this.queue = queue;
        this.launch = launch;
        this.order = order;
        this.address = address;
        this.clock = clock;
    }

    @Override
    public Optional<String> overload(ImageKey image) {
        return queue.overload(image);
    }

    @Override
    @Transactional(propagation = Propagation.MANDATORY)
    public String launch(Machine machine) {
        Instant now = clock.instant();
        return start(
                Processes.INSTANCE_LAUNCH,
                machine,
                Map.of(
                        Variables.IMAGE_KEY,
                        machine.image().toString(),
                        Variables.IMAGE_DEADLINE,
                        Date.from(now.plus(launch.deadline())),
                        Variables.ORDER_DEADLINE,
                        Date.from(now.plus(order.deadline())),
                        Variables.IMAGE_RENEWED,
                        false,
                        Variables.ADDRESS_WANTED,
                        address.address() == AddressSettings.Source.POOL));
    }

    @Override
    @Transactional(propagation = Propagation.MANDATORY)
    public String terminate(Machine machine) {
        return start(Processes.INSTANCE_TERMINATE, machine, Map.of());
    }

    @Override
    public boolean isLaunching(Machine machine) {
        return machine.launchProcessId().map(waits::runs).orElse(false);
    }

    @Override
    public boolean canStop(Machine machine) {
        return instances.canStop();
    }

    @Override
    @Transactional(propagation = Propagation.MANDATORY)
    public String changePower(Machine machine) {
        return machine.power().processId().filter(waits::runs).orElseGet(() -> startPowerChange(machine));
    }

    private String startPowerChange(Machine machine) {
        return start(
                Processes.INSTANCE_POWER,
                machine,
                Map.of(
                        Variables.POWER,
                        machine.power().asked().orElseThrow().wireName(),
                        Variables.POWER_SERIAL,
                        machine.power().serial()));
    }

    private String start(String process, Machine machine, Map<String, Object> more) {
        Map<String, Object> variables = new HashMap<>(more);
        variables.put(Variables.LAUNCH_ID, machine.launchId().toString());
        variables.put(Variables.MACHINE_ID, machine.machineId());
        return runtime.startProcessInstanceByKey(process, machine.machineId(), variables)
                .getId();
    }

    @Override
    @Transactional(propagation = Propagation.MANDATORY)
    public void endPowerChange(Machine machine) {
        machine.power().processId().ifPresent(waits::cancel);
    }
}

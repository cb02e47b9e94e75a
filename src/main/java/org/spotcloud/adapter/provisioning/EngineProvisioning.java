package org.spotcloud.adapter.provisioning;

import java.time.Clock;
import java.time.Instant;
import java.util.Date;
import java.util.Map;
import java.util.Optional;
import org.camunda.bpm.engine.RuntimeService;
import org.spotcloud.adapter.catalog.Image;
import org.spotcloud.adapter.catalog.ImageKey;
import org.spotcloud.adapter.catalog.ImageState;
import org.spotcloud.adapter.catalog.Images;
import org.spotcloud.adapter.machines.Machine;
import org.spotcloud.adapter.machines.Machines;
import org.spotcloud.adapter.machines.Provisioning;
import org.spotcloud.adapter.provisioning.Processes.Variables;
import org.spotcloud.adapter.settings.ImportSettings;
import org.spotcloud.adapter.settings.LaunchSettings;
import org.spotcloud.adapter.settings.OrderSettings;
import org.springframework.stereotype.Component;
import org.springframework.transaction.annotation.Propagation;
import org.springframework.transaction.annotation.Transactional;

/** Starts the processes of a machine, in the transaction that stores what they are about. */
@Component
class EngineProvisioning implements Provisioning {
    private final RuntimeService runtime;
    private final Images images;
    private final Machines machines;
    private final ImportSettings imports;
    private final LaunchSettings launch;
    private final OrderSettings order;
    private final Clock clock;

    EngineProvisioning(
            RuntimeService runtime,
            Images images,
            Machines machines,
            ImportSettings imports,
            LaunchSettings launch,
            OrderSettings order,
            Clock clock) {
        this.runtime = runtime;
        this.images = images;
        this.machines = machines;
        this.imports = imports;
        this.launch = launch;
        this.order = order;
        this.clock = clock;
    }

    @Override
    public Optional<String> overload(ImageKey image) {
        if (isReadyOrComes(image) || machines.importBacklog() < imports.queue()) {
            return Optional.empty();
        }
        return Optional.of("%d packages wait to be imported, and no more may".formatted(imports.queue()));
    }

    private boolean isReadyOrComes(ImageKey image) {
        return images.find(image)
                        .map(Image::state)
                        .filter(state -> state == ImageState.READY || state == ImageState.IMPORTING)
                        .isPresent()
                || !machines.waitingFor(image).isEmpty();
    }

    @Override
    @Transactional(propagation = Propagation.MANDATORY)
    public String launch(Machine machine) {
        Instant now = clock.instant();
        return runtime.startProcessInstanceByKey(
                        Processes.INSTANCE_LAUNCH,
                        machine.machineId(),
                        Map.of(
                                Variables.LAUNCH_ID,
                                machine.launchId().toString(),
                                Variables.MACHINE_ID,
                                machine.machineId(),
                                Variables.IMAGE_KEY,
                                machine.image().toString(),
                                Variables.IMAGE_DEADLINE,
                                Date.from(now.plus(launch.deadline())),
                                Variables.ORDER_DEADLINE,
                                Date.from(now.plus(order.deadline())),
                                Variables.IMAGE_RENEWED,
                                false))
                .getId();
    }

    @Override
    @Transactional(propagation = Propagation.MANDATORY)
    public String terminate(Machine machine) {
        return runtime.startProcessInstanceByKey(
                        Processes.INSTANCE_TERMINATE,
                        machine.machineId(),
                        Map.of(
                                Variables.LAUNCH_ID,
                                machine.launchId().toString(),
                                Variables.MACHINE_ID,
                                machine.machineId()))
                .getId();
    }
}

package org.spotcloud.adapter.hosting;

import java.util.List;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;
import org.spotcloud.adapter.catalog.ImageKey;
import org.spotcloud.adapter.machines.Machine;
import org.spotcloud.adapter.machines.MachineState;
import org.spotcloud.adapter.machines.Provisioning;
import org.springframework.boot.test.context.TestConfiguration;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Primary;

/** Remembers what was to be started, and starts nothing. */
class RecordedProvisioning implements Provisioning {
    final List<Machine> launched = new CopyOnWriteArrayList<>();
    final List<Machine> terminated = new CopyOnWriteArrayList<>();
    final List<Machine> powered = new CopyOnWriteArrayList<>();

    /** Whether the cloud can stop instances. */
    volatile boolean stops = true;

    /** What the next launch throws, when set. */
    volatile RuntimeException fault;

    /** Why no order is taken, when set. */
    volatile String overload;

    @Override
    public Optional<String> overload(ImageKey image) {
        return Optional.ofNullable(overload);
    }

    @Override
    public String launch(Machine machine) {
        if (fault != null) {
            throw fault;
        }
        launched.add(machine);
        return "launch-" + machine.launchId();
    }

    @Override
    public String terminate(Machine machine) {
        terminated.add(machine);
        return "terminate-" + machine.launchId();
    }

    @Override
    public boolean isLaunching(Machine machine) {
        return machine.state() == MachineState.SCHEDULING || machine.state() == MachineState.LAUNCHING;
    }

    @Override
    public boolean canStop(Machine machine) {
        return stops;
    }

    @Override
    public String changePower(Machine machine) {
        powered.add(machine);
        return "power-" + machine.launchId();
    }

    @Override
    public void endPowerChange(Machine machine) {
        powered.remove(machine);
    }

    @TestConfiguration(proxyBeanMethods = false)
    static class Instead {
        @Bean
        @Primary
        RecordedProvisioning recordedProvisioning() {
            return new RecordedProvisioning();
        }
    }
}

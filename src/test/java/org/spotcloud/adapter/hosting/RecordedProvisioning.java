package org.spotcloud.adapter.hosting;

import java.util.List;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;
import org.spotcloud.adapter.catalog.ImageKey;
import org.spotcloud.adapter.machines.Machine;
import org.spotcloud.adapter.machines.Provisioning;
import org.springframework.boot.test.context.TestConfiguration;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Primary;

/** Remembers what was to be started, and starts nothing. */
class RecordedProvisioning implements Provisioning {
    final List<Machine> launched = new CopyOnWriteArrayList<>();
    final List<Machine> terminated = new CopyOnWriteArrayList<>();

    /** What the next launch throws, when set. */
    volatile RuntimeException fault;

    @Override
    public Optional<String> overload(ImageKey image) {
        return Optional.empty();
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

    @TestConfiguration(proxyBeanMethods = false)
    static class Instead {
        @Bean
        @Primary
        RecordedProvisioning recordedProvisioning() {
            return new RecordedProvisioning();
        }
    }
}

package org.spotcloud.adapter.provisioning;

import java.time.Duration;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.spotcloud.adapter.machines.Launches;
import org.spotcloud.adapter.machines.Machine;
import org.spotcloud.adapter.machines.Machines;
import org.springframework.scheduling.annotation.Scheduled;
import org.springframework.stereotype.Component;

/** Ends the orders whose launch an operator has cancelled: nobody else does. */
@Component
class LaunchSweep {
    private static final Logger log = LoggerFactory.getLogger(LaunchSweep.class);

    private static final String LEASE = "launch-sweep";
    private static final Duration LEASE_TIME = Duration.ofMinutes(2);

    private final Machines machines;
    private final Launches launches;
    private final Waits waits;
    private final Leases leases;

    LaunchSweep(Machines machines, Launches launches, Waits waits, Leases leases) {
        this.machines = machines;
        this.launches = launches;
        this.waits = waits;
        this.leases = leases;
    }

    @Scheduled(fixedDelay = 60_000, initialDelay = 20_000)
    void sweep() {
        try {
            if (leases.hold(LEASE, LEASE_TIME)) {
                machines.launching().stream()
                        .filter(machine ->
                                machine.launchProcessId().filter(waits::runs).isEmpty())
                        .forEach(this::end);
            }
        } catch (RuntimeException e) {
            log.warn("Cancelled launches could not be looked for: {}", e.getMessage());
        }
    }

    private void end(Machine machine) {
        try {
            launches.cancelled(machine.launchId());
        } catch (RuntimeException e) {
            log.warn("The order of machine {} could not be ended: {}", machine.machineId(), e.getMessage());
        }
    }
}

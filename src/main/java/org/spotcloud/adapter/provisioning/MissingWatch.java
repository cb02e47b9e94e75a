package org.spotcloud.adapter.provisioning;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.spotcloud.adapter.machines.LaunchId;
import org.spotcloud.adapter.machines.Launches;
import org.spotcloud.adapter.machines.Machine;
import org.spotcloud.adapter.machines.MissingMachine;
import org.spotcloud.adapter.machines.MissingMachines;
import org.spotcloud.adapter.machines.PublicAddresses;
import org.spotcloud.adapter.settings.CloudSettings;
import org.springframework.stereotype.Component;

/**
 * Keeps book of the machines whose instance the cloud does not know any more, and forgets them when the cloud has said so
 * for long enough. Of many that go missing together none is forgotten: that is an incident, and one.
 */
@Component
class MissingWatch {
    private static final Logger log = LoggerFactory.getLogger(MissingWatch.class);

    /** A machine is never forgotten sooner after its launch: lists of clouds may lag behind. */
    private static final Duration YOUNG = Duration.ofMinutes(15);
    /** Answers of the cloud that are further apart do not add up to one span of time. */
    private static final Duration LONGEST_GAP = Duration.ofMinutes(1);

    private final MissingMachines missing;
    private final Launches launches;
    private final PublicAddresses addresses;
    private final MissingIncident incident;
    private final Duration missingAfter;
    private final Duration longestGap;
    private final Clock clock;

    MissingWatch(
            MissingMachines missing,
            Launches launches,
            PublicAddresses addresses,
            MissingIncident incident,
            CloudSettings settings,
            Clock clock) {
        this.missing = missing;
        this.launches = launches;
        this.addresses = addresses;
        this.incident = incident;
        this.missingAfter = settings.missingAfter();
        Duration twoLooks = settings.watch().multipliedBy(2);
        this.longestGap = twoLooks.compareTo(LONGEST_GAP) > 0 ? twoLooks : LONGEST_GAP;
        this.clock = clock;
    }

    /** When a look at the cloud begins. */
    Instant begins() {
        return clock.instant();
    }

    /**
     * To be called after each complete answer of the cloud.
     *
     * @param begun when it was asked
     * @param absent the wanted machines whose instance it does not know, neither by list nor by id
     */
    void look(Instant begun, List<Machine> absent) {
        missing.answered(absent.stream().map(Machine::launchId).toList(), begun, longestGap);
        incident.stands(missing.count());
        Map<LaunchId, Machine> machines =
                absent.stream().collect(Collectors.toMap(Machine::launchId, Function.identity()));
        missing.all().stream()
                .filter(one -> machines.containsKey(one.launch()))
                .filter(one -> !one.held())
                .filter(one -> one.counted().compareTo(missingAfter) >= 0)
                .filter(one -> isOld(machines.get(one.launch())))
                .forEach(this::forget);
    }

    private boolean isOld(Machine machine) {
        Instant launched = machine.runSentAt().orElse(machine.orderedAt());
        return !clock.instant().isBefore(launched.plus(YOUNG));
    }

    /** Its address first: when that fails, the next look comes to it again. */
    private void forget(MissingMachine gone) {
        try {
            addresses.release(gone.launch(), Optional.of(gone.instanceId()));
            if (launches.vanished(gone.launch(), gone.instanceId(), gone.since())) {
                log.warn(
                        "Machine {} is forgotten: the cloud has answered without its instance {} for {} since {}",
                        gone.machineId(),
                        gone.instanceId(),
                        Deadlines.words(gone.counted().truncatedTo(ChronoUnit.MINUTES)),
                        gone.since());
            }
        } catch (RuntimeException e) {
            log.warn("Machine {} could not be forgotten yet: {}", gone.machineId(), e.getMessage());
        }
    }
}

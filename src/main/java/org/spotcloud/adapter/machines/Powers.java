package org.spotcloud.adapter.machines;

import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.transaction.annotation.Transactional;

/**
 * What is asked of the power of machines. The machine's row is the truth: it holds the last request until it is done, and
 * one process a machine does one request after the other. A request to a machine that is still launched waits there.
 */
public class Powers {
    private static final Logger log = LoggerFactory.getLogger(Powers.class);

    private final Machines machines;
    private final Provisioning provisioning;

    public Powers(Machines machines, Provisioning provisioning) {
        this.machines = machines;
        this.provisioning = provisioning;
    }

    /**
     * Asks for a change. A stop before the machine runs is kept until it does; a machine that is on its way to run needs
     * no start and no reboot. Whether one that was launched needs a change is not decided here, by what the cloud said some
     * seconds ago, but when the change is made.
     *
     * @return empty when there is no machine of that id
     */
    @Transactional
    public Optional<PowerAnswer> ask(String machineId, PowerAction action) {
        return machines.findLive(machineId)
                .map(found -> machines.lock(found.launchId()))
                .filter(Machine::live)
                .map(machine -> refusal(machine, action)
                        .<PowerAnswer>map(PowerAnswer.Refused::new)
                        .orElseGet(() -> {
                            accept(machine, action);
                            return new PowerAnswer.Accepted(machine.machineId());
                        }));
    }

    private Optional<String> refusal(Machine machine, PowerAction action) {
        if (action == PowerAction.STOP && (machine.power().unstoppable() || !provisioning.canStop(machine))) {
            return Optional.of("VM %s cannot be stopped on this cloud".formatted(machine.machineId()));
        }
        boolean impossible =
                machine.state() == MachineState.ERROR || (action == PowerAction.REBOOT && isToBeOff(machine));
        return impossible
                ? Optional.of("VM %s cannot be %s: its state is %s"
                        .formatted(
                                machine.machineId(),
                                action.done(),
                                machine.state().wireName()))
                : Optional.empty();
    }

    private static boolean isToBeOff(Machine machine) {
        return machine.power().isAsked(PowerAction.STOP)
                || (!machine.power().isAsked(PowerAction.START)
                        && (machine.state() == MachineState.OFF || machine.state() == MachineState.STOPPING));
    }

    private void accept(Machine machine, PowerAction action) {
        boolean launching = provisioning.isLaunching(machine);
        if (isNews(machine, action, launching)) {
            machines.askPower(machine.launchId(), action);
        }
        if (!launching) {
            change(machines.lock(machine.launchId()));
        }
    }

    private static boolean isNews(Machine machine, PowerAction action, boolean launching) {
        return switch (action) {
            case STOP -> !machine.power().isAsked(PowerAction.STOP);
            // a launch is a start, and so is a reboot of what is off by then
            case START ->
                machine.power().isAsked(PowerAction.STOP)
                        || (!launching && machine.power().asked().isEmpty());
            case REBOOT -> machine.state() == MachineState.RUNNING;
        };
    }

    /** The machine runs for the first time, in the caller's transaction, which has locked its row. */
    void launched(Machine machine) {
        if (machine.power().isAsked(PowerAction.STOP)) {
            machines.state(machine.launchId(), MachineState.STOPPING);
        }
    }

    /** Has done what is asked, where nobody is at it: it was kept during a launch that has ended. */
    @Transactional
    public void resume(LaunchId launch) {
        Machine machine = machines.lock(launch);
        boolean kept = machine.power().asked().isPresent()
                && machine.power().processId().isEmpty();
        if (kept && !provisioning.isLaunching(machine)) {
            change(machine);
        }
    }

    /** The caller's transaction holds the lock on the machine's row. */
    private void change(Machine machine) {
        if (machine.power().asked().isPresent()
                && machine.instanceId().isPresent()
                && machine.wanted() == Wanted.RUNNING
                && !machine.closed()) {
            if (machine.power().isAsked(PowerAction.STOP) && machine.state() == MachineState.RUNNING) {
                machines.state(machine.launchId(), MachineState.STOPPING);
            }
            machines.poweredBy(machine.launchId(), provisioning.changePower(machine));
        }
    }

    /** The machine whose power the process of a request may change: none once it is not wanted any more. */
    public Optional<Machine> changing(LaunchId launch) {
        return machines.find(launch)
                .filter(machine -> machine.wanted() == Wanted.RUNNING && !machine.closed())
                .filter(machine -> machine.instanceId().isPresent());
    }

    /** Whether another request came since that one. */
    public boolean isSuperseded(LaunchId launch, int serial) {
        return machines.find(launch)
                .filter(machine -> machine.power().serial() == serial)
                .isEmpty();
    }

    /**
     * A request was done, or refused: it is over, unless another one came meanwhile.
     *
     * @return the request that comes next; none when the process ends
     */
    @Transactional
    public Optional<PowerRequest> settled(LaunchId launch, int serial) {
        Machine machine = machines.lock(launch);
        Power power = machine.power();
        Optional<PowerRequest> next = power.asked()
                .filter(asked -> power.serial() != serial)
                .filter(asked -> machine.wanted() == Wanted.RUNNING && !machine.closed())
                .map(asked -> new PowerRequest(asked, power.serial()));
        if (next.isEmpty()) {
            machines.powerSettled(launch);
        }
        return next;
    }

    /** The cloud does not do what was asked: the machine stays as the cloud says it is. */
    @Transactional
    public void refused(LaunchId launch, PowerRequest request, String why) {
        Machine machine = machines.lock(launch);
        log.warn(
                "Machine {} could not be {}: {}",
                machine.machineId(),
                request.action().done(),
                why);
        if (request.action() == PowerAction.STOP && machine.state() != MachineState.ERROR) {
            machines.unstoppable(launch);
        }
    }

    /** The process of the request was cancelled by an operator: with it what was asked. */
    @Transactional
    public void abandoned(LaunchId launch, String processId) {
        Machine machine = machines.lock(launch);
        if (machine.power().processId().equals(Optional.of(processId))) {
            machines.powerSettled(launch);
        }
    }
}

package org.spotcloud.adapter.machines;

import java.time.Instant;
import java.util.Optional;
import org.spotcloud.adapter.catalog.Fault;
import org.spotcloud.adapter.catalog.ImageKey;
import org.springframework.transaction.annotation.Transactional;

/**
 * What a launch and a termination do to the machine's row and its transaction. Every method locks the row, so that the
 * launch, a delete and late results take turns.
 */
public class Launches {
    private static final int IMAGE_READY = 50;
    private static final int INSTANCE_RUN = 75;

    private final Machines machines;
    private final Transactions transactions;
    private final Usage usage;
    private final Orders orders;
    private final Powers powers;
    private final Provisioning provisioning;

    public Launches(
            Machines machines,
            Transactions transactions,
            Usage usage,
            Orders orders,
            Powers powers,
            Provisioning provisioning) {
        this.machines = machines;
        this.transactions = transactions;
        this.usage = usage;
        this.orders = orders;
        this.powers = powers;
        this.provisioning = provisioning;
    }

    /** The image is there; the instance comes next. */
    @Transactional
    public void imageReady(LaunchId launch) {
        Machine machine = machines.lock(launch);
        if (machine.state() == MachineState.SCHEDULING) {
            machines.state(launch, MachineState.LAUNCHING);
            transactions.progress(launch, IMAGE_READY, "Image of package " + machine.packageId() + " is ready");
        }
    }

    /** The image is gone again; the launch waits for a new one. */
    @Transactional
    public void imageAwaited(LaunchId launch) {
        if (machines.lock(launch).state() == MachineState.LAUNCHING) {
            machines.state(launch, MachineState.SCHEDULING);
        }
    }

    /** Whether the instance may be looked for, and what is known of it. Does not record that anything is sent. */
    @Transactional
    public RunPermit mayRun(LaunchId launch) {
        Machine machine = machines.lock(launch);
        if (machine.closed() || machine.wanted() == Wanted.TERMINATED) {
            return new RunPermit.Unwanted(machine);
        }
        return machine.instanceId().isPresent()
                ? new RunPermit.AlreadyRan(machine)
                : new RunPermit.Granted(machine, machine.runSentAt());
    }

    /**
     * As {@link #mayRun}, and when granted, puts on record that RunInstances is about to be sent.
     *
     * @param followedUp the earlier call whose outcome was looked for
     * @throws Fault one to try again, when another attempt has sent a call since
     */
    @Transactional
    public RunPermit beginRun(LaunchId launch, Optional<Instant> followedUp) {
        RunPermit permit = mayRun(launch);
        if (permit instanceof RunPermit.Granted granted) {
            if (!granted.unknownSince().equals(followedUp)) {
                throw Fault.tryAgain("another attempt has sent RunInstances meanwhile", null);
            }
            machines.runSent(launch);
            return new RunPermit.Granted(machines.lock(launch), granted.unknownSince());
        }
        return permit;
    }

    /**
     * The cloud refused, and no earlier call is in doubt: there is no instance to look for, unless another attempt has
     * sent a call since.
     *
     * @param sent when the refused call was sent, as it is on record
     */
    @Transactional
    public void runRefused(LaunchId launch, Instant sent) {
        Machine machine = machines.lock(launch);
        if (machine.instanceId().isEmpty() && machine.runSentAt().equals(Optional.of(sent))) {
            machines.runRefused(launch);
        }
    }

    /**
     * The cloud ran this instance, or one was found. It is put on record whether the machine is wanted or not.
     *
     * @return whether it is the launch's: false when the row holds another one, or the machine is closed or not wanted any
     *     more
     */
    @Transactional
    public boolean ran(LaunchId launch, CloudInstance instance) {
        Machine machine = machines.lock(launch);
        if (machine.closed()
                || machine.instanceId()
                        .filter(known -> !known.equals(instance.id()))
                        .isPresent()) {
            return false;
        }
        machines.instance(launch, instance.id());
        machines.addresses(launch, instance);
        transactions.progress(launch, INSTANCE_RUN, "Instance " + instance.id() + " was started");
        return machine.wanted() == Wanted.RUNNING;
    }

    /**
     * More than one instance was run for the launch, and the earliest takes the place of the one on record.
     *
     * @return whether it is the launch's: false when another one than {@code recorded} is on record by now, or the machine
     *     is closed or not wanted any more
     */
    @Transactional
    public boolean ranEarlier(LaunchId launch, String recorded, CloudInstance earliest) {
        Machine machine = machines.lock(launch);
        if (machine.closed() || !machine.instanceId().equals(Optional.of(recorded))) {
            return false;
        }
        machines.instance(launch, earliest.id());
        machines.addresses(launch, earliest);
        return machine.wanted() == Wanted.RUNNING;
    }

    /** The cloud's state of an instance that is launched, powered or running. */
    @Transactional
    public void observed(LaunchId launch, CloudInstance instance) {
        Machine machine = machines.lock(launch);
        if (!machine.closed() && machine.instanceId().equals(Optional.of(instance.id()))) {
            machines.addresses(launch, instance);
            instance.state().machineState().ifPresent(state -> changed(machine, state));
        }
    }

    /** The addresses of an instance whose launch is about to be told that it runs. */
    @Transactional
    public void addressed(LaunchId launch, CloudInstance instance) {
        machines.lock(launch);
        machines.addresses(launch, instance);
    }

    /** The machine runs: the order is fulfilled, and what was asked of its power meanwhile is done. */
    @Transactional
    public void fulfilled(LaunchId launch) {
        Machine machine = machines.lock(launch);
        changed(machine, MachineState.RUNNING);
        powers.launched(machine);
        transactions.close(launch, false, "Provision " + machine.machineId() + " OK");
    }

    /** The launch failed: its order ends with the cause, and what it may have run is terminated as by a delete. */
    @Transactional
    public void failed(LaunchId launch, String why) {
        Machine machine = machines.lock(launch);
        transactions.close(launch, true, why);
        if (machine.runStartedAt().isPresent()) {
            orders.terminate(machine);
        } else if (machine.wanted() == Wanted.RUNNING) {
            machines.withdraw(launch);
            close(launch);
        }
    }

    /** The process of the launch is gone although nobody ended the order: an operator has cancelled it. */
    @Transactional
    public void cancelled(LaunchId launch) {
        Machine machine = machines.lock(launch);
        boolean open = transactions
                .find(machine.transactionId())
                .filter(transaction -> transaction.ended().isEmpty())
                .isPresent();
        if (open && machine.wanted() == Wanted.RUNNING && !provisioning.isLaunching(machine)) {
            failed(launch, "the launch of package " + machine.packageId() + " was cancelled by the operator");
        }
    }

    /** The launch was stopped by a delete: its transaction ends, unless it had ended before. */
    @Transactional
    public void stopped(LaunchId launch) {
        Machine machine = machines.lock(launch);
        transactions.close(launch, true, "VM " + machine.machineId() + " was deleted before it ran");
    }

    /** Nothing is left of the machine in the cloud. */
    @Transactional
    public void forgotten(LaunchId launch) {
        machines.lock(launch);
        close(launch);
    }

    /**
     * The instance of a machine that is wanted is gone, and nobody here ended it: the machine is forgotten, its id free,
     * and its transaction, which tells how the order ended, stays as it is.
     *
     * @param since when it went missing: it is paid for until then
     * @return whether it is forgotten: false when it has another instance by now, is not wanted, or is closed
     */
    @Transactional
    public boolean vanished(LaunchId launch, String instanceId, Instant since) {
        Machine machine = machines.lock(launch);
        boolean forget = machine.wanted() == Wanted.RUNNING
                && !machine.closed()
                && machine.instanceId().equals(Optional.of(instanceId));
        if (forget) {
            usage.end(launch, UsageEnd.GONE, since);
            provisioning.endPowerChange(machine);
            machines.withdraw(launch);
            close(launch);
        }
        return forget;
    }

    /** Sets that progress was made before the instance is run; never goes back. */
    @Transactional
    public void progressed(LaunchId launch, int completed, String message) {
        transactions.progress(launch, completed, message);
    }

    /**
     * The import that launches wait for has come so far; never goes back. A row at a time: who ends an order meanwhile waits
     * for none of the others.
     */
    public void importProgressed(ImageKey image, int completed, String message) {
        machines.waitingFor(image).forEach(waiting -> transactions.progress(waiting.launch(), completed, message));
    }

    /** A new state of the instance, and what it says of the machine's usage; a deleted machine is paid for no more. */
    private void changed(Machine machine, MachineState state) {
        machines.state(machine.launchId(), machine.shown(state));
        if (state == MachineState.RUNNING && machine.wanted() == Wanted.RUNNING) {
            usage.begin(machine);
        } else if (state != MachineState.RUNNING) {
            usage.end(machine.launchId(), state == MachineState.ERROR ? UsageEnd.ERROR : UsageEnd.OFF);
        }
    }

    private void close(LaunchId launch) {
        machines.close(launch);
        usage.end(launch, UsageEnd.GONE);
    }
}

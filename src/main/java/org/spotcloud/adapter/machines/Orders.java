package org.spotcloud.adapter.machines;

import java.sql.SQLException;
import java.time.Clock;
import java.util.Locale;
import java.util.Optional;
import java.util.UUID;
import java.util.function.Supplier;
import java.util.regex.Pattern;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.spotcloud.adapter.catalog.Amounts;
import org.spotcloud.adapter.catalog.HardwareTemplate;
import org.spotcloud.adapter.catalog.HardwareTemplates;
import org.spotcloud.adapter.catalog.InstanceType;
import org.spotcloud.adapter.catalog.Packages;
import org.springframework.dao.DataAccessException;
import org.springframework.dao.DuplicateKeyException;
import org.springframework.transaction.TransactionException;
import org.springframework.transaction.support.TransactionTemplate;

/**
 * Takes orders and deletes machines. One transaction holds the order, its transaction row and the start of its process:
 * either all of it is there or nothing.
 */
public class Orders {
    private static final Logger log = LoggerFactory.getLogger(Orders.class);

    private static final Pattern UUID_TEXT =
            Pattern.compile("[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}", Pattern.CASE_INSENSITIVE);
    private static final int LONGEST_NAME = 255;
    private static final int MOST_TRIES = 5;
    /** The SQL state of a transaction that was rolled back for others to go on. */
    private static final String SERIALIZATION_FAILURE = "40001";

    private static final OrderAnswer PAUSED = new OrderAnswer.Refused("Not accepting orders");
    private static final OrderAnswer EXHAUSTED = new OrderAnswer.Refused("Capacity is exhausted");

    private final Machines machines;
    private final Transactions transactions;
    private final Usage usage;
    private final HardwareTemplates hardware;
    private final Packages packages;
    private final Provisioning provisioning;
    private final Selling selling;
    private final TransactionTemplate transaction;
    private final Clock clock;
    private final Supplier<UUID> ids;
    private final String tokenPrefix;

    /**
     * @param ids source of new UUIDs
     * @param installation this installation's id, which tokens begin with
     */
    public Orders(
            Machines machines,
            Transactions transactions,
            Usage usage,
            HardwareTemplates hardware,
            Packages packages,
            Provisioning provisioning,
            Selling selling,
            TransactionTemplate transaction,
            Clock clock,
            Supplier<UUID> ids,
            String installation) {
        this.machines = machines;
        this.transactions = transactions;
        this.usage = usage;
        this.hardware = hardware;
        this.packages = packages;
        this.provisioning = provisioning;
        this.selling = selling;
        this.transaction = transaction;
        this.clock = clock;
        this.ids = ids;
        tokenPrefix = "sc" + installation + "-";
    }

    /**
     * Takes an order, once: the same order for a live machine gets the first answer again, another order for its id is
     * refused.
     */
    public OrderAnswer place(Order order) {
        if (order.name().length() > LONGEST_NAME) {
            return refused("the name is longer than " + LONGEST_NAME + " characters");
        }
        try {
            return takeThroughDeadlocks(order);
        } catch (RuntimeException e) {
            if (!isOfTheDatabase(e)) {
                throw e;
            }
            log.warn("An order for {} could not be stored: {}", order.name(), e.toString());
            return refused("the database does not answer");
        }
    }

    /** Of transactions that wait for each other the database rolls one back, and another try finds its way free. */
    private OrderAnswer takeThroughDeadlocks(Order order) {
        for (int tries = 1; ; tries++) {
            try {
                return take(order);
            } catch (RuntimeException e) {
                if (tries == MOST_TRIES || !isDeadlock(e)) {
                    throw e;
                }
                log.info("An order for {} met another one and is stored again", order.name());
            }
        }
    }

    private static boolean isDeadlock(RuntimeException e) {
        for (Throwable cause = e; cause != null; cause = cause.getCause()) {
            if (cause instanceof SQLException sql && SERIALIZATION_FAILURE.equals(sql.getSQLState())) {
                return true;
            }
        }
        return false;
    }

    private OrderAnswer take(Order order) {
        Optional<HardwareTemplate> template = hardware.find(order.hardware());
        if (template.isEmpty() || !template.get().offered()) {
            return earlier(order)
                    .orElseGet(() ->
                            new OrderAnswer.Refused("HardwareTemplate " + order.hardwareText() + " does not exist"));
        }
        Machine machine = machine(order, template.get());
        try {
            return earlier(order)
                    .or(this::pause)
                    .or(() -> overload(machine))
                    .orElseGet(() -> accept(machine, template.get().type()));
        } catch (DuplicateKeyException lost) {
            return earlier(order).orElseGet(() -> refused("the same machine is being ordered at this moment"));
        }
    }

    /** Whether the database was away, in whatever the engine or the transaction has wrapped its silence. */
    private static boolean isOfTheDatabase(RuntimeException e) {
        for (Throwable cause = e; cause != null; cause = cause.getCause()) {
            if (cause instanceof SQLException
                    || cause instanceof DataAccessException
                    || cause instanceof TransactionException) {
                return true;
            }
        }
        return false;
    }

    private Optional<OrderAnswer> pause() {
        return selling.terms().paused() ? Optional.of(PAUSED) : Optional.empty();
    }

    private Optional<OrderAnswer> overload(Machine machine) {
        return provisioning.overload(machine.image()).map(Orders::refused);
    }

    /**
     * Deletes a machine: from now on the marketplace does not see it, and its id is free. The instance is terminated
     * behind the answer.
     *
     * @return the machine that was deleted, or empty when there is none of that id
     */
    public Optional<Machine> delete(String machineId) {
        return transaction.execute(status -> machines.findLive(machineId)
                .map(found -> machines.lock(found.launchId()))
                .filter(Machine::live)
                .map(machine -> {
                    terminate(machine);
                    return machine;
                }));
    }

    /** Ends a machine, once; the caller's transaction holds the lock on its row. */
    void terminate(Machine machine) {
        if (machine.wanted() != Wanted.TERMINATED) {
            machines.wantTerminated(machine.launchId());
            usage.end(machine.launchId(), UsageEnd.DELETED);
            machines.terminatedBy(machine.launchId(), provisioning.terminate(machine));
        }
    }

    private OrderAnswer accept(Machine machine, InstanceType type) {
        return transaction.execute(status -> {
            SellingTerms terms = selling.terms();
            if (terms.isLimited()) {
                machines.lockSale();
                if (!terms.allow(machines.inUse().plus(Amounts.of(type)))) {
                    return EXHAUSTED;
                }
            }
            machines.insert(machine);
            transactions.open(machine.transactionId(), machine.launchId(), machine.machineId());
            machines.launchedBy(machine.launchId(), provisioning.launch(machine));
            packages.list(machine.packageId());
            return new OrderAnswer.Accepted(machine.transactionId(), machine.machineId());
        });
    }

    private Optional<OrderAnswer> earlier(Order order) {
        return isUuid(order.name())
                ? machines.findLive(order.name()).map(live -> answer(live, order))
                : Optional.empty();
    }

    private static OrderAnswer answer(Machine live, Order order) {
        boolean same =
                live.packageId().equals(order.packageId()) && live.hardwareId().equals(order.hardware());
        return same
                ? new OrderAnswer.Accepted(live.transactionId(), live.machineId())
                : new OrderAnswer.Refused("VM %s was already ordered as transaction %s"
                        .formatted(live.machineId(), live.transactionId()));
    }

    private Machine machine(Order order, HardwareTemplate template) {
        LaunchId launch = new LaunchId(ids.get());
        return new Machine(
                launch,
                isUuid(order.name()) ? order.name() : ids.get().toString(),
                order.name(),
                ids.get(),
                order.packageId(),
                template.id(),
                order.hardwareText(),
                template.type().name(),
                template.architecture(),
                MachineState.SCHEDULING,
                Wanted.RUNNING,
                (tokenPrefix + launch).toLowerCase(Locale.ROOT),
                Optional.empty(),
                Optional.empty(),
                Optional.empty(),
                Optional.empty(),
                Optional.empty(),
                clock.instant(),
                true,
                false,
                Optional.empty(),
                Optional.empty(),
                Power.NONE);
    }

    private static OrderAnswer refused(String why) {
        return new OrderAnswer.Refused("Could not start provision: " + why);
    }

    private static boolean isUuid(String name) {
        return UUID_TEXT.matcher(name).matches();
    }
}

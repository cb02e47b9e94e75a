package org.spotcloud.adapter.admin;

import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import org.spotcloud.adapter.catalog.Images;
import org.spotcloud.adapter.machines.Machines;
import org.spotcloud.adapter.machines.MissingMachine;
import org.spotcloud.adapter.machines.MissingMachines;
import org.spotcloud.adapter.machines.Transaction;
import org.spotcloud.adapter.machines.Transactions;
import org.springframework.stereotype.Component;

/** What an operator wants to know first. */
@Component
class Overview {
    private static final int LATEST = 12;

    private final Machines machines;
    private final MissingMachines missing;
    private final Images images;
    private final Transactions transactions;

    Overview(Machines machines, MissingMachines missing, Images images, Transactions transactions) {
        this.machines = machines;
        this.missing = missing;
        this.images = images;
        this.transactions = transactions;
    }

    /**
     * How many are in a state.
     *
     * @param state in lower case, as the protocol says it
     */
    record Count(String state, int number) {}

    List<Count> machines() {
        return counts(machines.liveByState());
    }

    List<Count> images() {
        return counts(images.byState());
    }

    /** The machines that the cloud does not know any more, the longest missing first. */
    List<Missing> missing() {
        return missing.all().stream().map(Missing::new).toList();
    }

    /** Whether so many are missing that none is forgotten until the operator confirms it. */
    boolean missingTogether() {
        return missing.count().together();
    }

    /** The newest orders, newest first. */
    List<Order> orders() {
        return transactions.latest(Optional.empty(), LATEST).stream()
                .map(Order::new)
                .toList();
    }

    private static List<Count> counts(Map<? extends Enum<?>, Integer> byState) {
        return byState.entrySet().stream()
                .map(entry -> new Count(entry.getKey().name().toLowerCase(Locale.ROOT), entry.getValue()))
                .toList();
    }

    /** A missing machine as the page shows it. */
    record Missing(MissingMachine machine) {
        public String launch() {
            return machine.launch().toString();
        }

        public String machineId() {
            return machine.machineId();
        }

        public String instanceId() {
            return machine.instanceId();
        }

        public Moment since() {
            return new Moment(machine.since());
        }
    }

    /** An order as the page shows it. */
    record Order(Transaction transaction) {
        /** {@code running}, {@code done} or {@code failed}. */
        public String outcome() {
            if (transaction.ended().isEmpty()) {
                return "running";
            }
            return transaction.error() ? "failed" : "done";
        }

        public String machineId() {
            return transaction.machineId();
        }

        public Moment started() {
            return new Moment(transaction.started());
        }

        public String message() {
            return transaction.message();
        }

        /** Percent. */
        public int completed() {
            return transaction.completed();
        }
    }
}

package org.spotcloud.adapter.admin;

import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import org.spotcloud.adapter.catalog.Finding;
import org.spotcloud.adapter.catalog.Findings;
import org.spotcloud.adapter.catalog.Images;
import org.spotcloud.adapter.catalog.ReconcileRuns;
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
    private static final int LEFTOVERS = 50;

    private final Machines machines;
    private final MissingMachines missing;
    private final Images images;
    private final Transactions transactions;
    private final Findings findings;
    private final ReconcileRuns runs;

    Overview(
            Machines machines,
            MissingMachines missing,
            Images images,
            Transactions transactions,
            Findings findings,
            ReconcileRuns runs) {
        this.machines = machines;
        this.missing = missing;
        this.images = images;
        this.transactions = transactions;
        this.findings = findings;
        this.runs = runs;
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

    /** Whether so many went missing together that they are not forgotten until the operator confirms it. */
    boolean missingTogether() {
        return missing.count().held() > 0;
    }

    /** What bears the mark of this installation and belongs to nobody. */
    Leftovers leftovers() {
        List<Finding> all = findings.all();
        List<Finding> found =
                all.stream().filter(one -> one.state() == Finding.State.FOUND).toList();
        Optional<UUID> removable = runs.lastEnded()
                .filter(run -> found.stream().anyMatch(one -> one.run().equals(run)));
        return new Leftovers(
                found.stream().limit(LEFTOVERS).map(Leftover::new).toList(),
                found.size(),
                all.size() - found.size(),
                removable,
                runs.lastLooked().map(Moment::new),
                runs.running().isPresent());
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

    /**
     * What the last reconciliations found.
     *
     * @param first not more than a page bears
     * @param settled how many were removed, or kept after another look, lately
     * @param removable the run whose findings can be removed: the last one, when it found anything
     * @param lookedAt when the last run was started that has ended
     */
    record Leftovers(
            List<Leftover> first,
            int number,
            int settled,
            Optional<UUID> removable,
            Optional<Moment> lookedAt,
            boolean running) {}

    /** A thing that belongs to nobody as the page shows it. */
    record Leftover(Finding finding) {
        public String kind() {
            return finding.kind().name().toLowerCase(Locale.ROOT);
        }

        public String name() {
            return finding.name();
        }

        public String words() {
            return finding.words();
        }

        public Moment since() {
            return new Moment(finding.firstSeen());
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

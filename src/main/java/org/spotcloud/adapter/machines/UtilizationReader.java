package org.spotcloud.adapter.machines;

import java.util.ArrayList;
import java.util.List;
import java.util.OptionalLong;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.spotcloud.adapter.catalog.Amounts;
import org.spotcloud.adapter.catalog.Capacity;
import org.spotcloud.adapter.catalog.Capacity.Loads;
import org.spotcloud.adapter.catalog.Capacity.Totals;

/** Puts together what the sources of capacity know and what the machines that are sold use. */
public class UtilizationReader {
    private static final Logger log = LoggerFactory.getLogger(UtilizationReader.class);

    private final List<Capacity> sources;
    private final Selling selling;
    private final Machines machines;
    private final Supplier<Loads> host;
    private List<String> unknownBefore = List.of();

    /**
     * @param sources the best one first; what none of them knows comes from the operator's ceilings
     * @param host the loads of this host, for clouds that tell none
     */
    public UtilizationReader(List<Capacity> sources, Selling selling, Machines machines, Supplier<Loads> host) {
        this.sources = List.copyOf(sources);
        this.selling = selling;
        this.machines = machines;
        this.host = host;
    }

    public Utilization read() {
        Totals totals = Totals.UNKNOWN;
        for (Capacity source : sources) {
            totals = totals.orElse(source.totals());
        }
        SellingTerms terms = selling.terms();
        OptionalLong vcpus = totals.vcpus().isPresent() ? totals.vcpus() : terms.vcpus();
        OptionalLong memory = totals.memoryMiB().isPresent() ? totals.memoryMiB() : terms.memoryMiB();
        OptionalLong storage = totals.storageMiB().isPresent() ? totals.storageMiB() : terms.storageMiB();
        tellUnknown(vcpus, memory, storage);
        Amounts inUse = machines.inUse();
        return new Utilization(
                memory.orElse(0),
                free(memory, inUse.memoryMiB()),
                storage.orElse(0),
                free(storage, inUse.storageMiB()),
                inUse.storageMiB(),
                vcpus.orElse(0),
                totals.loads().orElseGet(host));
    }

    private static long free(OptionalLong total, long inUse) {
        return Math.max(0, total.orElse(0) - inUse);
    }

    /** Once for each thing that is not known. */
    private synchronized void tellUnknown(OptionalLong vcpus, OptionalLong memory, OptionalLong storage) {
        List<String> unknown = new ArrayList<>();
        if (vcpus.isEmpty()) {
            unknown.add("spotcloud.sell.max-vcpus");
        }
        if (memory.isEmpty()) {
            unknown.add("spotcloud.sell.max-memory");
        }
        if (storage.isEmpty()) {
            unknown.add("spotcloud.sell.max-storage");
        }
        if (!unknown.isEmpty() && !unknown.equals(unknownBefore)) {
            log.warn(
                    "The cloud does not tell how much it has, so utilization says 0 of what has no ceiling: set {}",
                    String.join(", ", unknown));
        }
        unknownBefore = unknown;
    }
}

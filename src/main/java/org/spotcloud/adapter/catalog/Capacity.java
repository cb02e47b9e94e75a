package org.spotcloud.adapter.catalog;

import java.util.Optional;
import java.util.OptionalLong;

/** Port: what there is in all for the machines that are sold, as far as one source knows. */
public interface Capacity {
    /** What it knows by now; does not wait for the cloud. */
    Totals totals();

    /**
     * Each empty where the source does not know it.
     *
     * @param memoryMiB MiB of memory
     * @param storageMiB MiB for the machines' disks
     * @param loads of the cloud's hosts
     */
    record Totals(OptionalLong vcpus, OptionalLong memoryMiB, OptionalLong storageMiB, Optional<Loads> loads) {
        public static final Totals UNKNOWN =
                new Totals(OptionalLong.empty(), OptionalLong.empty(), OptionalLong.empty(), Optional.empty());

        /** What this source does not know another one may. */
        public Totals orElse(Totals other) {
            return new Totals(
                    vcpus.isPresent() ? vcpus : other.vcpus,
                    memoryMiB.isPresent() ? memoryMiB : other.memoryMiB,
                    storageMiB.isPresent() ? storageMiB : other.storageMiB,
                    loads.or(() -> other.loads));
        }
    }

    /** Load averages over the last one, five and fifteen minutes. */
    record Loads(double one, double five, double fifteen) {}
}

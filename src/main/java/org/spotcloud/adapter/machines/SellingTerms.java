package org.spotcloud.adapter.machines;

import java.util.OptionalLong;
import org.spotcloud.adapter.catalog.Amounts;

/**
 * Whether new orders are taken, and up to which amounts; no ceiling where there is none.
 *
 * @param paused whether none is taken
 */
public record SellingTerms(
        boolean paused, OptionalLong machines, OptionalLong vcpus, OptionalLong memoryMiB, OptionalLong storageMiB) {
    /** Everything is sold that is ordered. */
    public static final SellingTerms UNLIMITED = new SellingTerms(
            false, OptionalLong.empty(), OptionalLong.empty(), OptionalLong.empty(), OptionalLong.empty());

    /** Whether there is any ceiling. */
    boolean isLimited() {
        return machines.isPresent() || vcpus.isPresent() || memoryMiB.isPresent() || storageMiB.isPresent();
    }

    /** Whether so much may be in use together. */
    boolean allow(Amounts inUse) {
        return isBelow(inUse.machines(), machines)
                && isBelow(inUse.vcpus(), vcpus)
                && isBelow(inUse.memoryMiB(), memoryMiB)
                && isBelow(inUse.storageMiB(), storageMiB);
    }

    private static boolean isBelow(long amount, OptionalLong ceiling) {
        return ceiling.isEmpty() || amount <= ceiling.getAsLong();
    }
}

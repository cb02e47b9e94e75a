package org.spotcloud.sandbox.faults;

/**
 * A fault as it was ordered.
 *
 * @param seen how many calls have matched so far
 * @param struck how many of them were struck
 */
public record OrderedFault(String id, Trigger on, Fault fault, int seen, int struck) {
    boolean isSpent() {
        return on.times() > 0 && struck >= on.times();
    }

    boolean strikesNext() {
        return seen >= on.skip() && !isSpent();
    }

    OrderedFault saw(boolean strikes) {
        return new OrderedFault(id, on, fault, seen + 1, strikes ? struck + 1 : struck);
    }
}

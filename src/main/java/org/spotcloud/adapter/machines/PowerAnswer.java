package org.spotcloud.adapter.machines;

/** What becomes of a request to change a machine's power. */
public sealed interface PowerAnswer {
    /** It is done, or will be. */
    record Accepted(String machineId) implements PowerAnswer {}

    /** @param message why not, in the protocol's words */
    record Refused(String message) implements PowerAnswer {}
}

package org.spotcloud.adapter.machines;

import java.util.UUID;

/** What becomes of an order when it arrives. */
public sealed interface OrderAnswer {
    /** The order is taken, or was taken before: the same order has the same answer. */
    record Accepted(UUID transactionId, String machineId) implements OrderAnswer {}

    /** The order is not taken; the message is the protocol's. */
    record Refused(String message) implements OrderAnswer {}
}

package org.spotcloud.sandbox.faults;

import java.time.Instant;

/**
 * A call that waits to be released.
 *
 * @param fault id of the fault that holds it
 */
public record HeldCall(String id, String fault, Fault.When when, Instant since, Call call) {}

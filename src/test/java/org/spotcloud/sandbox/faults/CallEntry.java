package org.spotcloud.sandbox.faults;

/**
 * A call with what became of it so far.
 *
 * @param status HTTP status; 0 while it is open, -1 when its connection was dropped
 * @param fault id of the fault that struck it, or null
 * @param bytes bytes of the body (of the request where it has one, else of the answer) that have passed; S3 and packages only
 */
public record CallEntry(Call call, int status, String fault, long bytes) {
    public static final int OPEN = 0;
    public static final int DROPPED = -1;
}

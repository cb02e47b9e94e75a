package org.spotcloud.sandbox.faults;

import java.util.concurrent.atomic.AtomicLong;

/** The course of one call, from its arrival to its answer. */
public final class OpenCall {
    private final Call call;
    private final OrderedFault struckBy;
    private final AtomicLong bytes = new AtomicLong();
    private volatile int status = CallEntry.OPEN;

    OpenCall(Call call, OrderedFault struckBy) {
        this.call = call;
        this.struckBy = struckBy;
    }

    public Call call() {
        return call;
    }

    /** The fault that strikes this call, or null. */
    public Fault fault() {
        return struckBy == null ? null : struckBy.fault();
    }

    public boolean isStruckBy(Fault.Kind kind) {
        return struckBy != null && struckBy.fault().kind() == kind;
    }

    public void answered(int httpStatus) {
        status = httpStatus;
    }

    public void dropped() {
        status = CallEntry.DROPPED;
    }

    void passed(int count) {
        bytes.addAndGet(count);
    }

    CallEntry entry() {
        return new CallEntry(call, status, struckBy == null ? null : struckBy.id(), bytes.get());
    }
}

package org.spotcloud.harness;

/** An order that was accepted. */
final class Sent {
    private final String machine;
    private final Parcels.Parcel parcel;
    private final String transaction;
    private volatile boolean deleted;
    private volatile boolean kept;
    private volatile boolean off;
    private volatile boolean ended;
    private volatile boolean failed;
    private volatile String message = "";

    Sent(String machine, Parcels.Parcel parcel, String transaction) {
        this.machine = machine;
        this.parcel = parcel;
        this.transaction = transaction;
    }

    String machine() {
        return machine;
    }

    Parcels.Parcel parcel() {
        return parcel;
    }

    String transaction() {
        return transaction;
    }

    /** A delete of the machine was sent; whether it runs or fails is open from then on. */
    void delete() {
        deleted = true;
    }

    boolean isDeleted() {
        return deleted;
    }

    /** Its machine is not to be deleted by chance. */
    void keep() {
        kept = true;
    }

    /** It may be deleted by chance again. */
    void letGo() {
        kept = false;
    }

    /** It was asked to be off, and nothing since. */
    void off(boolean asked) {
        off = asked;
    }

    boolean isOff() {
        return off;
    }

    boolean isKept() {
        return kept;
    }

    void ended(boolean error, String why) {
        failed = error;
        message = why;
        ended = true;
    }

    boolean hasEnded() {
        return ended;
    }

    boolean hasFailed() {
        return failed;
    }

    String message() {
        return message;
    }

    @Override
    public String toString() {
        return "order %s of machine %s from %s package %s%s: %s"
                .formatted(
                        transaction,
                        machine,
                        parcel.good() ? "good" : "bad",
                        parcel.uuid(),
                        deleted ? ", deleted" : "",
                        ended ? (failed ? "failed: " : "ended: ") + message : "not ended");
    }
}

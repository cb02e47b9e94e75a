package org.spotcloud.adapter.machines;

/** Why a machine is not paid for any more. */
public enum UsageEnd {
    /** Its delete was accepted, or its launch failed after all. */
    DELETED,
    /** The cloud says that it is off, on the way to it, or not yet running again. */
    OFF,
    /** The cloud says that it is in error. */
    ERROR,
    /** Nothing is left of it in the cloud. */
    GONE
}

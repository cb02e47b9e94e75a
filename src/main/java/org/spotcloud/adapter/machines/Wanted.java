package org.spotcloud.adapter.machines;

/** What the buyer last asked of a machine. */
public enum Wanted {
    RUNNING,
    TERMINATED
}

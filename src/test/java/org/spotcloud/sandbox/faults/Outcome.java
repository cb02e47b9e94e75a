package org.spotcloud.sandbox.faults;

/** How a held call goes on: as if nothing had been, or with its connection closed. */
public enum Outcome {
    ANSWER,
    DROP
}

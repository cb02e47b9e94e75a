package org.spotcloud.harness;

/** Something that breaks the promise. */
record Finding(Kind kind, String what) {
    /** How the promise is broken. */
    enum Kind {
        /** An accepted order that did not end, or a machine that is said to run and does not. */
        LOST,
        /** More than one instance of an order, or more than one image of a name. */
        DOUBLED,
        /** Something that belongs to nobody. */
        LEFT_OVER,
        /** An order that ended otherwise than it had to, or an image that holds something else than its package. */
        WRONG
    }

    @Override
    public String toString() {
        return kind + ": " + what;
    }
}

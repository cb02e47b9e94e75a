package org.spotcloud.harness;

/** What is done so that a process comes to a certain task. */
enum Scenario {
    /** An order from a package that was imported before. */
    LAUNCH,
    /** An order from a package that is new. */
    IMPORT,
    /** An order from a new package that cannot be imported. */
    BAD_PACKAGE,
    /** An order from a new package whose images fail in the cloud. */
    FAILING_IMAGE,
    /** An import beside the current one of its package, as an operator could start it in Cockpit. */
    SUPERSEDED_IMPORT,
    /** The cloud loses an image, and a machine is ordered from it. */
    LOST_IMAGE,
    /** An import whose folder is lost while it publishes. */
    LOST_WORKSPACE,
    /** The deadline of an order passes while its machine is being launched. */
    LATE_ORDER,
    /** The cloud loses many machines together; the operator confirms it, and their owners delete them. */
    MISSING_MACHINES,
    /** Cloud, store and disk hold what belongs to nobody, and the operator has it looked for and removed. */
    LEFTOVERS,
    /** A machine is deleted while the answer to its RunInstances is not there yet, and never comes. */
    DELETE_UNANSWERED,
    /** A machine that runs is deleted. */
    DELETE,
    /** A machine is stopped, started and rebooted. */
    POWER,
    /** A machine is to be stopped, and the cloud refuses. */
    POWER_REFUSED
}

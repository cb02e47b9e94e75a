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
    /** A machine that runs is deleted. */
    DELETE
}

package org.spotcloud.adapter.catalog;

/** The codes of {@link Fault#refused}: the BPMN error codes of the processes. */
public final class Refusals {
    /** The package, its disk or its file system is not what can be imported. */
    public static final String BAD_PACKAGE = "bad-package";
    /** The cloud does not know the image (any more). */
    public static final String IMAGE_GONE = "image-gone";
    /** The cloud refuses the launch: quota, capacity, a size that does not fit. */
    public static final String LAUNCH_REFUSED = "launch-refused";

    /** The cloud does not do that to the power of this instance. */
    public static final String POWER_REFUSED = "power-refused";

    /** Another import has taken the place of this one. */
    public static final String SUPERSEDED = "superseded";

    /** The folder of an import went away with the node that had it, and the import begins again on another. */
    public static final String WORKSPACE_LOST = "workspace-lost";

    private Refusals() {}
}

package org.spotcloud.adapter.provisioning;

import java.util.Set;

/** Does the work of a service task that may outlast a few seconds. Can be called again after any interruption. */
interface StepHandler {
    /** The ids of the service tasks it serves. */
    Set<String> activities();

    /**
     * Does one attempt. The thread is interrupted when the attempt has lost its task, unless {@link #isLeftToItsEnd}.
     *
     * @throws org.spotcloud.adapter.catalog.Fault what could not be done, and what follows
     * @throws Exception anything else is tried again
     */
    Outcome handle(Step step) throws Exception;

    /**
     * Whether an attempt that has lost its task goes on all the same: its calls are short, and what became of one that is
     * broken off could be seen by nobody. It is interrupted only when the service ends.
     */
    default boolean isLeftToItsEnd() {
        return false;
    }

    /**
     * Takes away what this attempt alone has left; it has lost its task, and another one may be at work in its place or
     * done. Not called when the process dies, so no more than a shortcut for what is tidied up later.
     */
    default void lost(Step step) {}
}

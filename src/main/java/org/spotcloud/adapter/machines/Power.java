package org.spotcloud.adapter.machines;

import java.util.Optional;

/**
 * How it stands about a machine's power.
 *
 * @param asked what the buyer last asked for, until it is done
 * @param serial how many such requests there were
 * @param processId the process that does what was asked; none while the machine is launched, and when nothing is to do
 * @param unstoppable whether the cloud has refused to stop this machine's instance
 */
public record Power(Optional<PowerAction> asked, int serial, Optional<String> processId, boolean unstoppable) {
    /** Of a machine of which nothing was ever asked. */
    static final Power NONE = new Power(Optional.empty(), 0, Optional.empty(), false);

    boolean isAsked(PowerAction action) {
        return asked.filter(action::equals).isPresent();
    }
}

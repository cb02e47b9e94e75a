package org.spotcloud.sandbox.ec2;

import java.io.IOException;
import java.util.Set;
import org.spotcloud.sandbox.http.Answer;

/**
 * An action of the API.
 *
 * @param parameters the names, up to their first dot, that OpenStack's service knows
 */
record Action(String name, Set<String> parameters, Handler handler) {
    /** Does what the action says. */
    interface Handler {
        Answer handle(Parameters parameters) throws Ec2Error, IOException;
    }
}

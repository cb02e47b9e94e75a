package org.spotcloud.adapter.provisioning;

import java.util.Map;
import java.util.UUID;
import org.spotcloud.adapter.catalog.Claim;
import org.spotcloud.adapter.catalog.ImageKey;
import org.spotcloud.adapter.machines.LaunchId;
import org.spotcloud.adapter.machines.PowerRequest;
import org.spotcloud.adapter.provisioning.Processes.Variables;

/**
 * One attempt at a service task.
 *
 * @param activity the id of the task in its BPMN file
 * @param process the id of the process instance
 * @param attempt names this attempt and no other
 * @param claim of this attempt to the task
 * @param starts how often the step was started without an outcome, this attempt included
 * @param progressed to be called when the attempt has got further than any before it
 */
record Step(
        String activity,
        String process,
        String attempt,
        Claim claim,
        int starts,
        Map<String, Object> variables,
        Runnable progressed) {

    LaunchId launch() {
        return LaunchId.of(text(Variables.LAUNCH_ID));
    }

    ImageKey image() {
        return ImageKey.of(text(Variables.IMAGE_KEY));
    }

    UUID run() {
        return UUID.fromString(text(Variables.RUN));
    }

    PowerRequest power() {
        return PowerDelegates.request(variables);
    }

    int generation() {
        return (Integer) variables.get(Variables.GENERATION);
    }

    /** A variable that the step cannot do without. */
    String text(String variable) {
        Object value = variables.get(variable);
        if (value == null) {
            throw new IllegalStateException("process " + process + " has no variable " + variable);
        }
        return (String) value;
    }
}

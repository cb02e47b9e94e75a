package org.spotcloud.adapter.machines;

import java.time.Instant;
import java.util.Optional;
import java.util.UUID;
import org.spotcloud.adapter.catalog.Architecture;
import org.spotcloud.adapter.catalog.ImageKey;
import org.spotcloud.adapter.catalog.PackageId;

/**
 * A machine as it was ordered and as it stands.
 *
 * @param machineId the marketplace's id, in the spelling it was ordered in
 * @param name what was ordered as {@code name}; the machine id unless it was not a UUID
 * @param transactionId the transaction of its order
 * @param hardwareText the hardware template's UUID in the spelling it was ordered in
 * @param instanceType EC2's name of the ordered size
 * @param clientToken the idempotency token of RunInstances, the same for all attempts of this launch
 * @param runStartedAt when RunInstances was first sent, unless every answer so far was a refusal
 * @param runSentAt when it was last sent; the call's timeout counts from here
 * @param instanceId the cloud's instance, once known
 * @param live whether the marketplace sees it: false after delete or failure
 * @param closed whether nothing is left of it in the cloud
 * @param launchProcessId the process that launches, or launched, it
 * @param terminateProcessId the process that terminates, or terminated, it
 * @param power what was asked of its power
 */
public record Machine(
        LaunchId launchId,
        String machineId,
        String name,
        UUID transactionId,
        PackageId packageId,
        UUID hardwareId,
        String hardwareText,
        String instanceType,
        Architecture architecture,
        MachineState state,
        Wanted wanted,
        String clientToken,
        Optional<Instant> runStartedAt,
        Optional<Instant> runSentAt,
        Optional<String> instanceId,
        Optional<String> publicAddress,
        Optional<String> privateAddress,
        Instant orderedAt,
        boolean live,
        boolean closed,
        Optional<String> launchProcessId,
        Optional<String> terminateProcessId,
        Power power) {

    /** Whether the cloud's description of the instance says nothing new. */
    public boolean agreesWith(CloudInstance instance) {
        return state == instance.state().machineState().map(this::shown).orElse(state)
                && publicAddress.equals(instance.publicAddress())
                && privateAddress.equals(instance.privateAddress());
    }

    /**
     * What the marketplace sees while the cloud says so: from the answer to a stop on the machine does not run, until it is
     * off, also when a start is to follow.
     */
    MachineState shown(MachineState cloud) {
        boolean stops =
                power.isAsked(PowerAction.STOP) || (state == MachineState.STOPPING && power.isAsked(PowerAction.START));
        return stops && cloud == MachineState.RUNNING ? MachineState.STOPPING : cloud;
    }

    /** The image that this machine runs. */
    public ImageKey image() {
        return new ImageKey(packageId, architecture);
    }
}

package org.spotcloud.adapter.cloud;

import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.spotcloud.adapter.machines.CloudInstance;
import org.spotcloud.adapter.machines.InstanceState;
import org.spotcloud.adapter.settings.Installation;
import software.amazon.awssdk.services.ec2.model.GroupIdentifier;
import software.amazon.awssdk.services.ec2.model.Instance;
import software.amazon.awssdk.services.ec2.model.Reservation;
import software.amazon.awssdk.services.ec2.model.StateReason;

/** Reads instances out of what EC2 answers. */
final class InstanceReader {
    private static final Logger LOG = LoggerFactory.getLogger(InstanceReader.class);

    private final String markGroup;
    private final String tokenPrefix;

    InstanceReader(Installation installation) {
        this.markGroup = InstallationMark.groupName(installation);
        this.tokenPrefix = InstallationMark.tokenPrefix(installation);
    }

    String markGroup() {
        return markGroup;
    }

    List<CloudInstance> all(List<Reservation> reservations) {
        return reservations.stream()
                .flatMap(reservation -> reservation.instances().stream())
                .map(InstanceReader::read)
                .toList();
    }

    /** Only those that bear this installation's mark. A reservation's groups are those of each of its instances. */
    List<CloudInstance> marked(List<Reservation> reservations) {
        return reservations.stream()
                .flatMap(reservation -> reservation.instances().stream()
                        .filter(instance -> bearsMark(reservation, instance))
                        .map(InstanceReader::read))
                .toList();
    }

    private boolean bearsMark(Reservation reservation, Instance instance) {
        return Stream.concat(reservation.groups().stream(), instance.securityGroups().stream())
                        .map(GroupIdentifier::groupName)
                        .anyMatch(markGroup::equals)
                || (instance.clientToken() != null && instance.clientToken().startsWith(tokenPrefix));
    }

    static CloudInstance read(Instance instance) {
        return new CloudInstance(
                instance.instanceId(),
                state(instance),
                given(instance.publicIpAddress()),
                given(instance.privateIpAddress()),
                given(instance.clientToken()),
                Optional.ofNullable(instance.launchTime()).orElse(Instant.EPOCH),
                Optional.ofNullable(instance.stateReason())
                        .map(StateReason::message)
                        .or(() -> Optional.ofNullable(instance.stateTransitionReason()))
                        .filter(text -> !text.isBlank()));
    }

    /** The state's name counts, not its code, and not the SDK's list of names: OpenStack has one more. */
    private static InstanceState state(Instance instance) {
        String name = instance.state() == null ? null : instance.state().nameAsString();
        if (name == null) {
            return InstanceState.PENDING;
        }
        try {
            return InstanceState.ofEc2Name(name);
        } catch (IllegalArgumentException e) {
            LOG.warn("Instance {} is in a state that EC2 does not have: {}", instance.instanceId(), name);
            return InstanceState.PENDING;
        }
    }

    private static Optional<String> given(String text) {
        return Optional.ofNullable(text).filter(value -> !value.isBlank());
    }
}

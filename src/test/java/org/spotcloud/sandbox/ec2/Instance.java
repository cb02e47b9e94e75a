package org.spotcloud.sandbox.ec2;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentSkipListMap;

/** An instance, with the state that it is in and the one it is on its way to. Guarded by {@link Instances}. */
final class Instance {
    private final String id;
    private final String reservationId;
    private final Launch launch;
    private final int index;
    private final Instant launched;
    private final String privateAddress;
    private final Map<String, String> tags = new ConcurrentSkipListMap<>();
    private volatile String token;
    private volatile String publicAddress;
    private volatile InstanceState state = InstanceState.PENDING;
    private InstanceState next;
    private Instant nextAt;

    Instance(String id, String reservationId, Launch launch, int index, Instant launched, String privateAddress) {
        this.id = id;
        this.reservationId = reservationId;
        this.launch = launch;
        this.index = index;
        this.launched = launched;
        this.privateAddress = privateAddress;
        tags.putAll(launch.tags());
    }

    String id() {
        return id;
    }

    String reservationId() {
        return reservationId;
    }

    Launch launch() {
        return launch;
    }

    int index() {
        return index;
    }

    Instant launched() {
        return launched;
    }

    /** Empty until the instance runs. */
    String privateAddress() {
        boolean addressed = state == InstanceState.RUNNING || state == InstanceState.STOPPED;
        return addressed ? privateAddress : null;
    }

    String publicAddress() {
        return publicAddress;
    }

    void publicAddress(String address) {
        publicAddress = address;
    }

    String token() {
        return token;
    }

    void token(String clientToken) {
        token = clientToken;
    }

    Map<String, String> tags() {
        return tags;
    }

    InstanceState state() {
        return state;
    }

    /** Takes a state at once, for good. */
    void become(InstanceState now) {
        state = now;
        next = null;
    }

    /** Takes a state at once and another one later. */
    void become(InstanceState now, InstanceState then, Instant at) {
        state = now;
        next = then;
        nextAt = at;
    }

    /** Lets what is due happen. */
    void settle(Instant now, Duration terminatedVisible) {
        while (next != null && !now.isBefore(nextAt)) {
            if (next == InstanceState.TERMINATED) {
                become(InstanceState.TERMINATED, InstanceState.GONE, nextAt.plus(terminatedVisible));
            } else {
                become(next);
            }
        }
    }

    /** What the filters of DescribeInstances compare. */
    Collection<String> valuesOf(String filter) {
        if (filter.startsWith("tag:")) {
            String value = tags.get(filter.substring("tag:".length()));
            return value == null ? List.of() : List.of(value);
        }
        return switch (filter) {
            case "client-token" -> listOf(token);
            case "instance-state-name" -> listOf(state.text());
            case "instance-id" -> listOf(id);
            case "image-id" -> listOf(launch.imageId());
            case "instance-type" -> listOf(launch.instanceType());
            case "key-name" -> listOf(launch.keyName());
            case "reservation-id" -> listOf(reservationId);
            case "tag-key" -> tags.keySet();
            case "tag-value" -> tags.values();
            case "instance.group-name", "group-name" -> launch.groups();
            default -> List.of();
        };
    }

    private static List<String> listOf(String value) {
        List<String> values = new ArrayList<>();
        if (value != null) {
            values.add(value);
        }
        return values;
    }
}

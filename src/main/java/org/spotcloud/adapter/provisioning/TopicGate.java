package org.spotcloud.adapter.provisioning;

import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Function;
import java.util.random.RandomGenerator;
import java.util.stream.Collectors;
import org.spotcloud.adapter.catalog.Endpoints;

/** Lets topics through whose endpoints answer, and of the others one step now and then, which finds out whether they do. */
final class TopicGate {
    private final Endpoints endpoints;
    private final Function<String, Set<String>> needs;
    private final RandomGenerator random;

    /** @param needs the endpoints that the steps of a topic call */
    TopicGate(Endpoints endpoints, Function<String, Set<String>> needs, RandomGenerator random) {
        this.endpoints = endpoints;
        this.needs = needs;
        this.random = random;
    }

    /**
     * What can be fetched together.
     *
     * @param probed the endpoints that a step of it is a probe of; empty when all that it needs answer
     */
    record Passage(List<String> topics, Set<String> probed) {}

    /** The topics that are not paused. */
    Passage open(Collection<String> topics) {
        return new Passage(
                topics.stream().filter(topic -> awayFor(topic).isEmpty()).toList(), Set.of());
    }

    /** The paused topics, by what is away for them. One step of each may pass once it is {@link #enter entered}. */
    List<Passage> paused(Collection<String> topics) {
        Map<Set<String>, List<String>> byAway =
                topics.stream().collect(Collectors.groupingBy(this::awayFor, LinkedHashMap::new, Collectors.toList()));
        byAway.remove(Set.of());
        return byAway.entrySet().stream()
                .map(entry -> new Passage(entry.getValue(), entry.getKey()))
                .toList();
    }

    /** Whether a probe is due, and nobody else is at it; who gets it {@link #leave leaves} in the end. */
    boolean enter(Passage probe) {
        return endpoints.claim(probe.probed());
    }

    void leave(Passage probe) {
        endpoints.release(probe.probed());
    }

    /**
     * Whether to begin with the newest step. Probes are taken from both ends of the queue, so that a step which fails for
     * reasons of its own does not keep all others paused.
     */
    boolean newestFirst(Passage passage) {
        return !passage.probed().isEmpty() && random.nextBoolean();
    }

    private Set<String> awayFor(String topic) {
        return needs.apply(topic).stream().filter(endpoints::isAway).collect(Collectors.toUnmodifiableSet());
    }
}

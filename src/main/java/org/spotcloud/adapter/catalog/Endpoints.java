package org.spotcloud.adapter.catalog;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.stereotype.Component;

/**
 * A circuit breaker for each endpoint, in this node's memory. After a few faults in a row, whoever met them, the endpoint
 * counts as away: work that needs it pauses, and now and then one piece of it goes through as a probe. The first answer,
 * whoever gets it, ends the outage. What is logged is its beginning and its end.
 */
@Component
public class Endpoints implements Outages {
    /** The cloud's EC2 service. */
    public static final String EC2 = "EC2";
    /** The store that is published to. A package server is named by its host. */
    public static final String S3 = "S3";

    /** The time between two probes. */
    public static final Duration PROBE_EVERY = Duration.ofSeconds(5);

    /** So many faults in a row are no accident. */
    private static final int FAULTS = 3;

    private static final Logger log = LoggerFactory.getLogger(Endpoints.class);

    private final Map<String, State> states = new TreeMap<>();
    private final Clock clock;
    private Runnable whenBack = () -> {};

    public Endpoints(Clock clock) {
        this.clock = clock;
    }

    /** What to do whenever an endpoint is back. */
    public synchronized void whenBack(Runnable action) {
        whenBack = action;
    }

    /** It answered, whatever it said. */
    public void answered(String endpoint) {
        Runnable action;
        synchronized (this) {
            State state = states.computeIfAbsent(endpoint, name -> new State());
            boolean wasAway = state.away;
            Instant now = clock.instant();
            if (wasAway) {
                log.info(
                        "{} answers again, after {} s",
                        endpoint,
                        Duration.between(state.since, now).toSeconds());
            }
            state.answered(now);
            action = wasAway ? whenBack : () -> {};
        }
        action.run();
    }

    /**
     * Takes note of a fault that names its endpoint; of any other, nothing follows.
     *
     * @param begun when that began which failed: it says nothing new when an answer has come since
     */
    public void failed(Fault fault, Instant begun) {
        fault.endpoint().ifPresent(endpoint -> {
            if (fault.kind() == Fault.Kind.TRY_AGAIN) {
                failed(endpoint, fault.getMessage(), begun);
            } else {
                answered(endpoint);
            }
        });
    }

    private synchronized void failed(String endpoint, String cause, Instant begun) {
        State state = states.computeIfAbsent(endpoint, name -> new State());
        if (begun.isBefore(state.lastAnswer)) {
            return;
        }
        Instant now = clock.instant();
        state.failed(cause, now);
        if (!state.away && state.faults >= FAULTS) {
            state.away = true;
            log.warn("{} is away, and work that needs it pauses: {}", endpoint, cause);
        }
    }

    /** Whether work that needs it pauses. */
    public synchronized boolean isAway(String endpoint) {
        State state = states.get(endpoint);
        return state != null && state.away;
    }

    /**
     * Takes the right to probe all of them that are away: nobody else has it until {@link #release}.
     *
     * @return whether a probe is due for each of those
     */
    public synchronized boolean claim(Collection<String> endpoints) {
        List<State> away = endpoints.stream()
                .map(states::get)
                .filter(state -> state != null && state.away)
                .toList();
        Instant now = clock.instant();
        if (away.stream().anyMatch(state -> state.probing || now.isBefore(state.nextProbe))) {
            return false;
        }
        away.forEach(state -> state.probing = true);
        return true;
    }

    /** The probe is over, or there was nothing to probe with. */
    public synchronized void release(Collection<String> endpoints) {
        endpoints.stream().map(states::get).filter(state -> state != null).forEach(state -> state.probing = false);
    }

    @Override
    public synchronized List<Outage> outages() {
        return states.entrySet().stream()
                .filter(entry -> entry.getValue().away)
                .map(entry -> new Outage(entry.getKey(), entry.getValue().since, entry.getValue().cause))
                .toList();
    }

    /** What is known of one endpoint. */
    private static final class State {
        private int faults;
        private boolean away;
        private boolean probing;
        private Instant since = Instant.MIN;
        private Instant lastAnswer = Instant.MIN;
        private Instant nextProbe = Instant.MIN;
        private String cause = "";

        private void answered(Instant now) {
            faults = 0;
            away = false;
            lastAnswer = now;
        }

        private void failed(String why, Instant now) {
            if (faults == 0) {
                since = now;
            }
            faults++;
            cause = why;
            nextProbe = now.plus(PROBE_EVERY);
        }
    }
}

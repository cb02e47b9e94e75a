package org.spotcloud.sandbox.faults;

import java.io.IOException;
import java.io.InputStream;
import java.time.Clock;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicLong;
import org.spotcloud.sandbox.http.ConnectionDropped;

/** The faults that are ordered, the log of all calls, and the gate that every call passes. */
public final class Faults {
    private static final int LONGEST_LOG = 50_000;

    private final Clock clock;
    private final Holds holds = new Holds();
    private final Map<String, OrderedFault> ordered = new LinkedHashMap<>();
    private final Deque<OpenCall> log = new ArrayDeque<>();
    private final AtomicLong serial = new AtomicLong();
    private long calls;

    public Faults(Clock clock) {
        this.clock = clock;
    }

    /** What a call does to the cloud, and its answer. */
    public interface Effect<T> {
        T run() throws IOException;
    }

    /** The answer that an error fault stands for, in the service's form. */
    public interface ErrorForm<T> {
        T render(Fault fault);
    }

    public Holds holds() {
        return holds;
    }

    public synchronized String order(Trigger on, Fault fault) {
        String id = "fault-" + serial.incrementAndGet();
        ordered.put(id, new OrderedFault(id, on, fault, 0, 0));
        return id;
    }

    public synchronized List<OrderedFault> ordered() {
        return List.copyOf(ordered.values());
    }

    public synchronized boolean withdraw(String id) {
        return ordered.remove(id) != null;
    }

    public synchronized void withdrawAll() {
        ordered.clear();
    }

    /** The calls with a number above this one, oldest first. */
    public synchronized List<CallEntry> calls(long above) {
        return log.stream()
                .filter(open -> open.call().number() > above)
                .map(OpenCall::entry)
                .toList();
    }

    public synchronized void forgetCalls() {
        log.clear();
    }

    /** Logs a call that has arrived and finds the fault that strikes it: of those that match, the first ordered that is due. */
    public synchronized OpenCall arrived(
            String service,
            String action,
            String method,
            String path,
            String key,
            Map<String, String> parameters,
            Map<String, String> headers) {
        Call call = new Call(
                ++calls, clock.instant(), service, action, method, path, key, parameters, withoutSignature(headers));
        OpenCall open = new OpenCall(call, strike(call));
        log.add(open);
        if (log.size() > LONGEST_LOG) {
            log.removeFirst();
        }
        return open;
    }

    private OrderedFault strike(Call call) {
        OrderedFault striking = null;
        for (OrderedFault fault : new ArrayList<>(ordered.values())) {
            if (fault.on().matches(call)) {
                boolean strikes = striking == null && fault.strikesNext();
                OrderedFault counted = fault.saw(strikes);
                ordered.put(fault.id(), counted);
                striking = strikes ? counted : striking;
            }
        }
        return striking;
    }

    /** Runs a call's effect under the fault that strikes the call. */
    public <T> T through(OpenCall open, Effect<T> effect, ErrorForm<T> errors) throws IOException {
        Fault fault = open.fault();
        if (fault == null || fault.strikesBody()) {
            return effect.run();
        }
        switch (fault.kind()) {
            case HOLD:
            case DROP:
                return around(open, effect);
            case ERROR:
                if (fault.when() == Fault.When.AFTER) {
                    effect.run();
                }
                return errors.render(fault);
            case DELAY:
                Pause.of(fault.millis());
                return effect.run();
            default:
                return effect.run();
        }
    }

    private <T> T around(OpenCall open, Effect<T> effect) throws IOException {
        if (open.fault().when() == Fault.When.BEFORE) {
            stop(open);
            return effect.run();
        }
        T answer = effect.run();
        stop(open);
        return answer;
    }

    /** Holds or drops the call here. */
    void stop(OpenCall open) throws IOException {
        Fault fault = open.fault();
        if (fault.kind() == Fault.Kind.DROP || hold(open, fault) == Outcome.DROP) {
            open.dropped();
            throw new ConnectionDropped();
        }
    }

    private Outcome hold(OpenCall open, Fault fault) throws IOException {
        String id = "held-" + open.call().number();
        return holds.hold(new HeldCall(id, open.entry().fault(), fault.when(), clock.instant(), open.call()));
    }

    /** A body that is counted, and that is held, dropped or slowed where the call's fault says so. */
    public InputStream body(OpenCall open, InputStream body) {
        return new StruckBody(this, open, body);
    }

    private static Map<String, String> withoutSignature(Map<String, String> headers) {
        Map<String, String> safe = new HashMap<>(headers);
        safe.computeIfPresent("authorization", (name, value) -> value.replaceAll("Signature=[0-9a-f]+", "Signature=…"));
        return safe;
    }
}

package org.spotcloud.adapter.provisioning;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import org.spotcloud.adapter.catalog.Fault;
import org.spotcloud.adapter.machines.CloudInstance;
import org.spotcloud.adapter.machines.Instances;
import org.spotcloud.adapter.machines.LaunchId;
import org.spotcloud.adapter.machines.PowerAction;
import org.spotcloud.adapter.machines.RunRequest;

/** A cloud that answers what a test tells it to: for tests that move the time, which no cloud in a process of its own can. */
final class ToldInstances implements Instances {
    private final Map<String, CloudInstance> known = new LinkedHashMap<>();
    private final List<String> unlisted = new ArrayList<>();
    private final List<String> terminated = new ArrayList<>();
    private boolean away;
    private Runnable whileListing = () -> {};

    void knows(CloudInstance instance) {
        known.put(instance.id(), instance);
        unlisted.remove(instance.id());
    }

    /** Its list leaves the instance out, and asked by id it knows it. */
    void leavesOut(String id) {
        unlisted.add(id);
    }

    void loses(String id) {
        known.remove(id);
    }

    void isAway(boolean now) {
        away = now;
    }

    /** What happens while it lists its instances. */
    void whileListing(Runnable happens) {
        whileListing = happens;
    }

    List<String> terminated() {
        return terminated;
    }

    void forgetAll() {
        known.clear();
        unlisted.clear();
        terminated.clear();
        away = false;
        whileListing = () -> {};
    }

    @Override
    public void prepareRun() {}

    @Override
    public CloudInstance run(RunRequest request) {
        throw new UnsupportedOperationException("no test of this cloud runs instances");
    }

    @Override
    public void tag(String instanceId, LaunchId launchId) {
        throw new UnsupportedOperationException("no test of this cloud tags instances");
    }

    @Override
    public List<CloudInstance> findByToken(String clientToken) {
        return answer().stream()
                .filter(instance ->
                        instance.clientToken().filter(clientToken::equals).isPresent())
                .toList();
    }

    @Override
    public List<CloudInstance> describe(Collection<String> instanceIds) {
        return answer().stream()
                .filter(instance -> instanceIds.contains(instance.id()))
                .toList();
    }

    @Override
    public void forEachPage(Consumer<List<CloudInstance>> page) {
        whileListing.run();
        page.accept(answer().stream()
                .filter(instance -> !unlisted.contains(instance.id()))
                .toList());
    }

    @Override
    public boolean terminate(String instanceId) {
        answer();
        terminated.add(instanceId);
        known.remove(instanceId);
        return true;
    }

    @Override
    public void power(String instanceId, PowerAction action) {
        throw new UnsupportedOperationException("no test of this cloud changes power");
    }

    @Override
    public boolean canStop() {
        return true;
    }

    @Override
    public AfterUnknownOutcome afterUnknownOutcome() {
        return AfterUnknownOutcome.LOOK_FIRST;
    }

    @Override
    public Duration runSettle() {
        return Duration.ofMinutes(5);
    }

    @Override
    public Duration callTimeout() {
        return Duration.ofSeconds(30);
    }

    private List<CloudInstance> answer() {
        if (away) {
            throw Fault.tryAgain("the cloud does not answer", null);
        }
        return List.copyOf(known.values());
    }
}

package org.spotcloud.adapter.provisioning;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Consumer;
import java.util.function.Function;
import org.spotcloud.adapter.machines.CloudInstance;
import org.spotcloud.adapter.machines.InstanceState;
import org.spotcloud.adapter.machines.Instances;
import org.spotcloud.adapter.machines.LaunchId;
import org.spotcloud.adapter.machines.PowerAction;
import org.spotcloud.adapter.machines.RunRequest;

/** A cloud of one token: what stands in it is listed, and a test says what a run and a termination do. */
final class FakeInstances implements Instances {
    final List<CloudInstance> standing = new ArrayList<>();
    final List<String> terminated = new ArrayList<>();
    final List<String> powered = new ArrayList<>();
    final Set<String> unknown = new HashSet<>();
    Function<RunRequest, CloudInstance> onRun = request -> instance("i-ran", InstanceState.PENDING, request);
    Runnable onPrepare = () -> {};
    Runnable onFind = () -> {};
    Consumer<String> onTerminate = id -> {};

    static CloudInstance instance(String id, InstanceState state, RunRequest request) {
        return new CloudInstance(
                id,
                state,
                Optional.empty(),
                Optional.empty(),
                Optional.of(request.clientToken()),
                Instant.EPOCH,
                Optional.empty());
    }

    @Override
    public void prepareRun() {
        onPrepare.run();
    }

    @Override
    public CloudInstance run(RunRequest request) {
        return onRun.apply(request);
    }

    @Override
    public void tag(String instanceId, LaunchId launchId) {}

    @Override
    public List<CloudInstance> findByToken(String clientToken) {
        onFind.run();
        return standing.stream()
                .filter(instance -> instance.clientToken().equals(Optional.of(clientToken)))
                .filter(instance -> !terminated.contains(instance.id()))
                .toList();
    }

    @Override
    public List<CloudInstance> describe(Collection<String> instanceIds) {
        return standing.stream()
                .filter(instance -> instanceIds.contains(instance.id()))
                .toList();
    }

    @Override
    public void forEachPage(Consumer<List<CloudInstance>> page) {
        page.accept(List.copyOf(standing));
    }

    @Override
    public boolean terminate(String instanceId) {
        onTerminate.accept(instanceId);
        terminated.add(instanceId);
        return !unknown.contains(instanceId);
    }

    @Override
    public void power(String instanceId, PowerAction action) {
        powered.add(action + " " + instanceId);
    }

    @Override
    public boolean canStop() {
        return true;
    }

    @Override
    public AfterUnknownOutcome afterUnknownOutcome() {
        return AfterUnknownOutcome.SEND_AGAIN;
    }

    @Override
    public Duration runSettle() {
        return Duration.ofMinutes(5);
    }

    @Override
    public Duration callTimeout() {
        return Duration.ofSeconds(30);
    }
}

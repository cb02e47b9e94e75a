package org.spotcloud.adapter.machines;

import java.time.Duration;
import java.util.Collection;
import java.util.List;
import java.util.function.Consumer;

/** Port: the cloud's instances. Every call has a timeout and throws {@link org.spotcloud.adapter.catalog.Fault}. */
public interface Instances {
    /** What may follow when the outcome of a run is not known. */
    enum AfterUnknownOutcome {
        /** Send again at once with the same token: the cloud answers with the same instance. */
        SEND_AGAIN,
        /** Let {@link #runSettle} pass, look for the token and the mark, and only then send again. */
        LOOK_FIRST
    }

    /**
     * Makes what a run needs beside its own call, such as this installation's mark. It comes before the record that a run
     * is sent, so that the call follows the record at once.
     */
    void prepareRun();

    /**
     * Runs one instance.
     *
     * @throws org.spotcloud.adapter.catalog.Fault refused with {@code image-gone} or {@code launch-refused} only when it
     *     is certain that no instance was made; try again when the outcome is not known
     */
    CloudInstance run(RunRequest request);

    /** Sets the tag that names the launch; failing to is no fault. */
    void tag(String instanceId, LaunchId launchId);

    /** The instances that were made with that token and bear this installation's mark, ended ones left out. */
    List<CloudInstance> findByToken(String clientToken);

    /** The described instances; who is missing in the answer is not known to the cloud. */
    List<CloudInstance> describe(Collection<String> instanceIds);

    /** Hands out every instance that bears this installation's mark, page by page. */
    void forEachPage(Consumer<List<CloudInstance>> page);

    /**
     * Terminates; an instance that is gone already is no fault.
     *
     * @return false when the cloud does not know it: it is gone, or too young to be known everywhere
     */
    boolean terminate(String instanceId);

    /**
     * Tells the cloud to do that to an instance, which it will have done some time after the answer.
     *
     * @throws org.spotcloud.adapter.catalog.Fault refused with {@code power-refused} when the cloud never does that to this
     *     instance; try again when the instance is in a state in which it cannot be done
     */
    void power(String instanceId, PowerAction action);

    /** Whether an instance of an image that was published by the chosen way can be stopped. */
    boolean canStop();

    /** What an unknown outcome of {@link #run} allows on this cloud. */
    AfterUnknownOutcome afterUnknownOutcome();

    /** How long after the last possible moment of a run the cloud's lists can be trusted. */
    Duration runSettle();

    /** How long a call can take at the most. */
    Duration callTimeout();
}

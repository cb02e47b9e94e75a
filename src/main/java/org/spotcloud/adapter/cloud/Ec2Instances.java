package org.spotcloud.adapter.cloud;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Consumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.spotcloud.adapter.catalog.Fault;
import org.spotcloud.adapter.machines.CloudInstance;
import org.spotcloud.adapter.machines.Instances;
import org.spotcloud.adapter.machines.LaunchId;
import org.spotcloud.adapter.machines.PowerAction;
import org.spotcloud.adapter.machines.RunRequest;
import org.spotcloud.adapter.settings.CloudSettings;
import software.amazon.awssdk.core.exception.SdkException;
import software.amazon.awssdk.services.ec2.model.CreateTagsRequest;
import software.amazon.awssdk.services.ec2.model.DescribeInstancesRequest;
import software.amazon.awssdk.services.ec2.model.DescribeInstancesResponse;
import software.amazon.awssdk.services.ec2.model.Filter;
import software.amazon.awssdk.services.ec2.model.Placement;
import software.amazon.awssdk.services.ec2.model.RunInstancesRequest;
import software.amazon.awssdk.services.ec2.model.RunInstancesResponse;
import software.amazon.awssdk.services.ec2.model.Tag;
import software.amazon.awssdk.services.ec2.model.TerminateInstancesRequest;

/** The instances of an EC2 cloud. What it sends is the least that does the work: some clouds fail at the rest. */
final class Ec2Instances implements Instances {
    private static final Logger LOG = LoggerFactory.getLogger(Ec2Instances.class);

    private static final String DESCRIBE = "DescribeInstances";
    private static final String TAG_LAUNCH = "spotcloud:launch";
    private static final Set<String> UNKNOWN_ID = Set.of("InvalidInstanceID.NotFound");
    /** EC2 takes at most 200 values of one filter. */
    private static final int IDS_AT_ONCE = 200;
    /** A cloud that never comes to its last page would keep us for ever: 200,000 instances at 200 a page. */
    private static final int MOST_PAGES = 1000;

    private final CloudClients clients;
    private final CloudFaults faults;
    private final CloudTraits traits;
    private final CloudSettings settings;
    private final InstallationMark mark;
    private final InstanceReader reader;
    private final Ec2Power power;

    Ec2Instances(
            CloudClients clients,
            CloudFaults faults,
            CloudTraits traits,
            CloudSettings settings,
            InstallationMark mark,
            InstanceReader reader) {
        this.clients = clients;
        this.faults = faults;
        this.traits = traits;
        this.settings = settings;
        this.mark = mark;
        this.reader = reader;
        power = new Ec2Power(clients, faults);
    }

    @Override
    public void prepareRun() {
        mark.make();
    }

    @Override
    public CloudInstance run(RunRequest request) {
        RunInstancesRequest.Builder run = RunInstancesRequest.builder()
                .imageId(request.imageId())
                .instanceType(request.instanceType())
                .minCount(1)
                .maxCount(1)
                .clientToken(request.clientToken())
                .keyName(settings.keyPair());
        mark.addTo(run);
        if (settings.subnet() != null) {
            run.subnetId(settings.subnet());
        } else if (settings.zone() != null) {
            run.placement(Placement.builder().availabilityZone(settings.zone()).build());
        }
        try {
            RunInstancesResponse answer = clients.ec2().runInstances(run.build());
            mark.stood();
            return answer.instances().stream()
                    .findFirst()
                    .map(InstanceReader::read)
                    .orElseThrow(() -> CloudFaults.unreadable("RunInstances", "an instance"));
        } catch (SdkException e) {
            throw refusal(e);
        }
    }

    private Fault refusal(SdkException e) {
        if (!faults.lacksGroup(e)) {
            return faults.ofRun(e);
        }
        // a mark that stood and was deleted since is made again with the next attempt
        return mark.forget()
                ? Fault.tryAgain("the cloud misses a security group that stood before", e)
                : faults.ofRun(e);
    }

    @Override
    public void tag(String instanceId, LaunchId launchId) {
        try {
            clients.ec2()
                    .createTags(CreateTagsRequest.builder()
                            .resources(instanceId)
                            .tags(Tag.builder()
                                    .key(TAG_LAUNCH)
                                    .value(launchId.toString())
                                    .build())
                            .build());
        } catch (SdkException | Fault e) {
            LOG.warn("Instance {} could not be tagged with its launch {}", instanceId, launchId, e);
        }
    }

    @Override
    public List<CloudInstance> findByToken(String clientToken) {
        Map<String, CloudInstance> found = new LinkedHashMap<>();
        Consumer<List<CloudInstance>> collect = page -> page.stream()
                .filter(instance ->
                        instance.clientToken().filter(clientToken::equals).isPresent())
                .filter(instance -> !instance.state().isEnding())
                .forEach(instance -> found.put(instance.id(), instance));
        if (traits.tokenFilter()) {
            eachPage(
                    DescribeInstancesRequest.builder().filters(filter("client-token", List.of(clientToken))),
                    answer -> collect.accept(reader.marked(answer.reservations())));
        }
        // the filter alone does not do: some clouds know a token only when the instance has long been made
        forEachPage(collect);
        return List.copyOf(found.values());
    }

    @Override
    public List<CloudInstance> describe(Collection<String> instanceIds) {
        List<String> ids = List.copyOf(instanceIds);
        List<CloudInstance> described = new ArrayList<>();
        for (int from = 0; from < ids.size(); from += IDS_AT_ONCE) {
            described.addAll(describeSome(ids.subList(from, Math.min(ids.size(), from + IDS_AT_ONCE))));
        }
        return described;
    }

    /** By id, which every cloud has; one unknown id fails the whole, and then by filter, which fails none. */
    private List<CloudInstance> describeSome(List<String> ids) {
        try {
            return asked(DescribeInstancesRequest.builder().instanceIds(ids).build(), ids);
        } catch (SdkException e) {
            if (!CloudFaults.hasCode(e, UNKNOWN_ID)) {
                throw faults.of(DESCRIBE, e);
            }
        }
        try {
            return ids.size() == 1
                    ? List.of()
                    : asked(
                            DescribeInstancesRequest.builder()
                                    .filters(filter("instance-id", ids))
                                    .build(),
                            ids);
        } catch (SdkException e) {
            throw faults.of(DESCRIBE, e);
        }
    }

    private List<CloudInstance> asked(DescribeInstancesRequest request, List<String> ids) {
        DescribeInstancesResponse answer =
                CloudFaults.genuine(DESCRIBE, clients.ec2().describeInstances(request));
        return reader.all(answer.reservations()).stream()
                .filter(instance -> ids.contains(instance.id()))
                .toList();
    }

    @Override
    public void forEachPage(Consumer<List<CloudInstance>> page) {
        DescribeInstancesRequest.Builder request = DescribeInstancesRequest.builder();
        traits.markFilter().ifPresent(name -> request.filters(filter(name, List.of(reader.markGroup()))));
        // what the filter lets through is looked at again: an old cloud passes over filters that it does not know
        eachPage(request, answer -> page.accept(reader.marked(answer.reservations())));
    }

    private void eachPage(DescribeInstancesRequest.Builder request, Consumer<DescribeInstancesResponse> page) {
        traits.instancePage().ifPresent(request::maxResults);
        for (int number = 0; number < MOST_PAGES; number++) {
            DescribeInstancesResponse answer;
            try {
                answer = CloudFaults.genuine(DESCRIBE, clients.ec2().describeInstances(request.build()));
            } catch (SdkException e) {
                throw faults.of(DESCRIBE, e);
            }
            page.accept(answer);
            if (answer.nextToken() == null || answer.nextToken().isBlank()) {
                return;
            }
            request.nextToken(answer.nextToken());
        }
        throw CloudFaults.unreadable(DESCRIBE, "a last page");
    }

    @Override
    public boolean terminate(String instanceId) {
        try {
            clients.ec2()
                    .terminateInstances(TerminateInstancesRequest.builder()
                            .instanceIds(instanceId)
                            .build());
            return true;
        } catch (SdkException e) {
            if (!CloudFaults.hasCode(e, UNKNOWN_ID)) {
                throw faults.of("TerminateInstances", e);
            }
            return false;
        }
    }

    @Override
    public void power(String instanceId, PowerAction action) {
        power.change(instanceId, action);
    }

    @Override
    public boolean canStop() {
        return traits.stopsInstanceStore();
    }

    @Override
    public AfterUnknownOutcome afterUnknownOutcome() {
        return traits.afterUnknownOutcome();
    }

    @Override
    public Duration runSettle() {
        return settings.runSettle();
    }

    @Override
    public Duration callTimeout() {
        return settings.timeout();
    }

    private static Filter filter(String name, List<String> values) {
        return Filter.builder().name(name).values(values).build();
    }
}

package org.spotcloud.adapter.cloud;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.spotcloud.adapter.catalog.Fault;
import org.spotcloud.adapter.catalog.Refusals;
import org.spotcloud.adapter.cloud.WireServer.Answer;
import org.spotcloud.adapter.cloud.WireServer.Seen;
import org.spotcloud.adapter.machines.CloudInstance;
import org.spotcloud.adapter.machines.InstanceState;
import org.spotcloud.adapter.machines.Instances.AfterUnknownOutcome;
import org.spotcloud.adapter.machines.LaunchId;
import org.spotcloud.adapter.machines.PowerAction;
import org.spotcloud.adapter.machines.RunRequest;
import org.spotcloud.adapter.settings.CloudKind;

class Ec2InstancesTest {
    private static final String TOKEN = "sc0a1b2c3d-7d3f8c2e-0000-4000-8000-000000000001";
    private static final String MARK = "spotcloud-0a1b2c3d";

    private final WireServer server = new WireServer();
    private final List<CloudClients> opened = new ArrayList<>();

    @AfterEach
    void close() {
        opened.forEach(CloudClients::close);
        server.close();
    }

    @Test
    void runsWithTheseParametersAndNoOthers() {
        server.answer(Ec2InstancesTest::runs);

        CloudInstance instance = instances(clouds()).run(new RunRequest(TOKEN, "ami-1", "m1.small"));

        assertThat(server.only("RunInstances").parameters())
                .isEqualTo(Map.of(
                        "Action", "RunInstances",
                        "ImageId", "ami-1",
                        "InstanceType", "m1.small",
                        "MinCount", "1",
                        "MaxCount", "1",
                        "ClientToken", TOKEN,
                        "SecurityGroup.1", "default",
                        "SecurityGroup.2", MARK));
        assertThat(instance.id()).isEqualTo("i-1");
        assertThat(instance.state()).isEqualTo(InstanceState.PENDING);
    }

    @Test
    void sendsZoneAndKeyPairWhereTheyAreSet() {
        server.answer(Ec2InstancesTest::runs);

        instances(clouds().zoneAndKey("nova-1", "operators")).run(new RunRequest(TOKEN, "ami-1", "m1.small"));

        assertThat(server.only("RunInstances").parameters())
                .containsEntry("Placement.AvailabilityZone", "nova-1")
                .containsEntry("KeyName", "operators")
                .hasSize(10);
    }

    @Test
    void sendsGroupsByIdWhereThereIsASubnet() {
        server.answer(request -> switch (request.action()) {
            case "DescribeSubnets" -> Answer.ec2("<subnetSet><item><vpcId>vpc-1</vpcId></item></subnetSet>");
            case "DescribeSecurityGroups" -> {
                String name = request.parameters().get("Filter.1.Value.1");
                yield Answer.ec2(
                        "<securityGroupInfo><item><groupId>sg-%s</groupId><groupName>%s</groupName></item></securityGroupInfo>"
                                .formatted(name, name));
            }
            default -> runs(request);
        });

        instances(clouds().subnet("subnet-1").zoneAndKey("nova", null)).run(new RunRequest(TOKEN, "ami-1", "m1.small"));

        assertThat(server.only("CreateSecurityGroup").parameters()).containsEntry("VpcId", "vpc-1");
        assertThat(server.only("RunInstances").parameters())
                .containsEntry("SecurityGroupId.1", "sg-default")
                .containsEntry("SecurityGroupId.2", "sg-" + MARK)
                .containsEntry("SubnetId", "subnet-1")
                .hasSize(9);
    }

    @ParameterizedTest
    @CsvSource({"STOP, StopInstances", "START, StartInstances", "REBOOT, RebootInstances"})
    void changesPowerWithTheIdAlone(PowerAction action, String call) {
        server.answer(request -> Answer.ec2("<return>true</return>"));

        instances(clouds()).power("i-1", action);

        assertThat(server.only(call).parameters()).isEqualTo(Map.of("Action", call, "InstanceId.1", "i-1"));
    }

    @ParameterizedTest
    @CsvSource({
        "400, UnsupportedOperation, REFUSED",
        "400, InvalidRequest, REFUSED",
        "400, InvalidAction, REFUSED",
        "400, IncorrectInstanceState, TRY_AGAIN",
        "400, InvalidInstanceID.NotFound, TRY_AGAIN",
        "409, Conflict, TRY_AGAIN",
        "503, ServiceUnavailable, TRY_AGAIN",
        "401, AuthFailure, OPERATOR",
        "403, Forbidden, OPERATOR"
    })
    void tellsWhatFollowsWhenPowerIsNotChanged(int status, String code, Fault.Kind kind) {
        server.answer(request -> Answer.ec2Error(status, code, "no"));

        assertThatExceptionOfType(Fault.class)
                .isThrownBy(() -> instances(clouds()).power("i-1", PowerAction.STOP))
                .satisfies(fault -> assertThat(fault.kind()).isEqualTo(kind))
                .satisfies(fault ->
                        assertThat(fault.code().equals(Refusals.POWER_REFUSED)).isEqualTo(kind == Fault.Kind.REFUSED))
                .withMessageContaining("StopInstances");
    }

    @ParameterizedTest
    @CsvSource({"OPENSTACK_EC2, true", "EUCALYPTUS, false", "AWS, false"})
    void knowsWhereInstancesOfBundlesCanBeStopped(CloudKind kind, boolean stops) {
        assertThat(CloudTraits.of(kind).stopsInstanceStore()).isEqualTo(stops);
    }

    @Test
    void makesTheMarkOnceAndWithoutRules() {
        server.answer(Ec2InstancesTest::runs);
        Ec2Instances instances = instances(clouds());

        instances.run(new RunRequest(TOKEN, "ami-1", "m1.small"));
        instances.run(new RunRequest(TOKEN, "ami-1", "m1.small"));

        assertThat(server.seen())
                .extracting(Seen::action)
                .containsExactly("CreateSecurityGroup", "RunInstances", "RunInstances");
        assertThat(server.only("CreateSecurityGroup").parameters())
                .containsOnlyKeys("Action", "GroupName", "GroupDescription")
                .containsEntry("GroupName", MARK);
    }

    @Test
    void takesAMarkThatStands() {
        server.answer(request -> request.action().equals("CreateSecurityGroup")
                ? Answer.ec2Error(400, "InvalidGroup.Duplicate", "it stands")
                : runs(request));

        assertThat(instances(clouds())
                        .run(new RunRequest(TOKEN, "ami-1", "m1.small"))
                        .id())
                .isEqualTo("i-1");
    }

    @Test
    void makesAMarkAgainThatWasDeletedMeanwhile() {
        List<String> answers = new ArrayList<>(List.of("runs", "gone", "runs"));
        server.answer(request ->
                request.action().equals("RunInstances") && answers.remove(0).equals("gone")
                        ? Answer.ec2Error(400, "InvalidGroup.NotFound", "no such group")
                        : runs(request));
        Ec2Instances instances = instances(clouds());
        RunRequest request = new RunRequest(TOKEN, "ami-1", "m1.small");
        instances.run(request);

        assertThatExceptionOfType(Fault.class)
                .isThrownBy(() -> instances.run(request))
                .matches(fault -> fault.kind() == Fault.Kind.TRY_AGAIN);
        instances.run(request);

        assertThat(server.seen())
                .extracting(Seen::action)
                .filteredOn("CreateSecurityGroup"::equals)
                .hasSize(2);
    }

    @Test
    void tagsWithTheLaunchAndMindsNoRefusal() {
        LaunchId launch = LaunchId.of("7d3f8c2e-0000-4000-8000-000000000001");
        server.answer(request -> Answer.ec2Error(400, "InvalidRequest", "no tags here"));

        assertThatCode(() -> instances(clouds()).tag("i-1", launch)).doesNotThrowAnyException();

        assertThat(server.only().parameters())
                .isEqualTo(Map.of(
                        "Action", "CreateTags",
                        "ResourceId.1", "i-1",
                        "Tag.1.Key", "spotcloud:launch",
                        "Tag.1.Value", launch.toString()));
    }

    @ParameterizedTest
    @CsvSource({"AWS", "OPENSTACK_EC2"})
    void looksForATokenByFilterAndByMark(CloudKind kind) {
        server.answer(request -> request.parameters().get("Filter.1.Name").equals("client-token")
                ? reservations(instance("i-1", "running", TOKEN, MARK))
                : reservations(
                        instance("i-1", "running", TOKEN, MARK),
                        instance("i-2", "pending", TOKEN, MARK),
                        instance("i-3", "terminated", TOKEN, MARK),
                        instance("i-4", "running", "sc0a1b2c3d-other", MARK)));

        assertThat(instances(clouds().kind(kind)).findByToken(TOKEN))
                .extracting(CloudInstance::id)
                .containsExactly("i-1", "i-2");
        assertThat(server.seen()).hasSize(2);
        assertThat(server.seen().get(0).parameters())
                .containsEntry("Filter.1.Value.1", TOKEN)
                .hasSize(4);
    }

    @Test
    void looksForATokenByMarkAloneWhereFiltersAreNotProven() {
        server.answer(request ->
                reservations(instance("i-1", "running", TOKEN, "x"), instance("i-2", "running", "theirs", "x")));

        assertThat(instances(clouds().kind(CloudKind.EUCALYPTUS)).findByToken(TOKEN))
                .extracting(CloudInstance::id)
                .containsExactly("i-1");
        assertThat(server.only().parameters()).isEqualTo(Map.of("Action", "DescribeInstances"));
    }

    @Test
    void goesThroughAllPagesOfItsOwn() {
        server.answer(request -> request.parameters().containsKey("NextToken")
                ? reservations(instance("i-3", "running", "t", MARK))
                : Answer.ec2(reservationSet(
                                instance("i-1", "running", "t", MARK), instance("i-2", "running", "t", "somebody-else"))
                        + "<nextToken>more</nextToken>"));
        List<String> pages = new ArrayList<>();

        instances(clouds())
                .forEachPage(page ->
                        pages.add(page.stream().map(CloudInstance::id).toList().toString()));

        assertThat(pages).containsExactly("[i-1]", "[i-3]");
        assertThat(server.seen().get(0).parameters())
                .isEqualTo(Map.of(
                        "Action", "DescribeInstances",
                        "Filter.1.Name", "instance.group-name",
                        "Filter.1.Value.1", MARK,
                        "MaxResults", "200"));
        assertThat(server.seen().get(1).parameters()).containsEntry("NextToken", "more");
    }

    @Test
    void knowsItsOwnByTheGroupsOfTheReservation() {
        server.answer(request -> Answer.ec2("<reservationSet><item><groupSet><item><groupName>" + MARK
                + "</groupName></item></groupSet><instancesSet><item><instanceId>i-1</instanceId></item></instancesSet>"
                + "</item></reservationSet>"));
        List<CloudInstance> found = new ArrayList<>();

        instances(clouds()).forEachPage(found::addAll);

        assertThat(found).extracting(CloudInstance::id).containsExactly("i-1");
    }

    @Test
    void readsTheNameOfAStateAndNotItsCode() {
        server.answer(request -> Answer.ec2("<reservationSet><item><instancesSet><item><instanceId>i-1</instanceId>"
                + "<instanceState><code>0</code><name>error</name></instanceState>"
                + "<ipAddress>192.0.2.7</ipAddress><privateIpAddress></privateIpAddress>"
                + "<launchTime>2026-11-01T10:00:00.000Z</launchTime>"
                + "<stateReason><message>no host fits</message></stateReason>"
                + "</item></instancesSet></item></reservationSet>"));

        CloudInstance instance = instances(clouds()).describe(List.of("i-1")).get(0);

        assertThat(instance.state()).isEqualTo(InstanceState.ERROR);
        assertThat(instance.publicAddress()).contains("192.0.2.7");
        assertThat(instance.privateAddress()).isEmpty();
        assertThat(instance.launchedAt()).isEqualTo(Instant.parse("2026-11-01T10:00:00Z"));
        assertThat(instance.reason()).contains("no host fits");
    }

    @Test
    void describesTheRestWhenOneIsUnknown() {
        server.answer(request -> request.parameters().containsKey("InstanceId.1")
                ? Answer.ec2Error(400, "InvalidInstanceID.NotFound", "i-2 is not there")
                : reservations(instance("i-1", "running", "t", "x"), instance("i-9", "running", "t", "x")));

        assertThat(instances(clouds()).describe(List.of("i-1", "i-2")))
                .extracting(CloudInstance::id)
                .containsExactly("i-1");
        assertThat(server.seen().get(1).parameters())
                .isEqualTo(Map.of(
                        "Action", "DescribeInstances",
                        "Filter.1.Name", "instance-id",
                        "Filter.1.Value.1", "i-1",
                        "Filter.1.Value.2", "i-2"));
    }

    @Test
    void describesNobodyWhenTheOnlyOneIsUnknown() {
        server.answer(request -> Answer.ec2Error(400, "InvalidInstanceID.NotFound", "i-1 is not there"));

        assertThat(instances(clouds()).describe(List.of("i-1"))).isEmpty();
    }

    @Test
    void asksNothingForNobodyAndInBatchesForMany() {
        server.answer(request -> Answer.ec2("<reservationSet/>"));
        Ec2Instances instances = instances(clouds());

        instances.describe(List.of());
        assertThat(server.seen()).isEmpty();

        instances.describe(
                IntStream.range(0, 201).mapToObj(number -> "i-" + number).toList());
        assertThat(server.seen()).hasSize(2);
    }

    @Test
    void takesAProxysPageForNoListOfInstances() {
        server.answer(request -> new Answer(200, "text/html", "<html><body>Welcome</body></html>"));

        assertThatExceptionOfType(Fault.class)
                .isThrownBy(() -> instances(clouds()).describe(List.of("i-1")))
                .matches(fault -> fault.kind() == Fault.Kind.TRY_AGAIN);
    }

    @Test
    void endsWithACloudThatNeverComesToALastPage() {
        server.answer(request -> Answer.ec2("<reservationSet/><nextToken>more</nextToken>"));

        assertThatExceptionOfType(Fault.class)
                .isThrownBy(() -> instances(clouds()).forEachPage(page -> {}))
                .withMessageContaining("last page");
    }

    @Test
    void mindsNotThatATerminatedInstanceIsGone() {
        server.answer(request -> Answer.ec2Error(400, "InvalidInstanceID.NotFound", "gone"));

        assertThatCode(() -> instances(clouds()).terminate("i-1")).doesNotThrowAnyException();
        assertThat(server.only().parameters()).isEqualTo(Map.of("Action", "TerminateInstances", "InstanceId.1", "i-1"));
    }

    @ParameterizedTest
    @CsvSource({"AWS,SEND_AGAIN", "OPENSTACK_EC2,LOOK_FIRST", "EUCALYPTUS,LOOK_FIRST"})
    void saysWhatAnUnknownOutcomeAllows(CloudKind kind, AfterUnknownOutcome allowed) {
        assertThat(instances(clouds().kind(kind)).afterUnknownOutcome()).isEqualTo(allowed);
    }

    private Clouds clouds() {
        return Clouds.at(server.uri("/services/Cloud"), server.uri(""));
    }

    private Ec2Instances instances(Clouds clouds) {
        CloudClients clients = clouds.clients();
        opened.add(clients);
        return clouds.instances(clients);
    }

    private static Answer runs(Seen request) {
        return switch (request.action()) {
            case "RunInstances" ->
                Answer.ec2("<instancesSet>" + instance("i-1", "pending", TOKEN, MARK) + "</instancesSet>");
            default -> Answer.ec2("<return>true</return>");
        };
    }

    private static Answer reservations(String... items) {
        return Answer.ec2(reservationSet(items));
    }

    private static String reservationSet(String... items) {
        return "<reservationSet><item><instancesSet>" + String.join("", items)
                + "</instancesSet></item></reservationSet>";
    }

    private static String instance(String id, String state, String token, String group) {
        return ("<item><instanceId>%s</instanceId><instanceState><name>%s</name></instanceState>"
                        + "<clientToken>%s</clientToken><groupSet><item><groupName>%s</groupName></item></groupSet></item>")
                .formatted(id, state, token, group);
    }
}

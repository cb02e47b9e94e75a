package org.spotcloud.adapter.provisioning;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.stream.IntStream;
import org.camunda.bpm.engine.RuntimeService;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.spotcloud.adapter.Service;
import org.spotcloud.adapter.catalog.Claim;
import org.spotcloud.adapter.catalog.Fault;
import org.spotcloud.adapter.catalog.HardwareTemplates;
import org.spotcloud.adapter.catalog.InstanceType;
import org.spotcloud.adapter.catalog.PackageId;
import org.spotcloud.adapter.machines.CloudInstance;
import org.spotcloud.adapter.machines.InstanceState;
import org.spotcloud.adapter.machines.LaunchId;
import org.spotcloud.adapter.machines.Launches;
import org.spotcloud.adapter.machines.Machine;
import org.spotcloud.adapter.machines.MachineState;
import org.spotcloud.adapter.machines.Machines;
import org.spotcloud.adapter.machines.MissingCount;
import org.spotcloud.adapter.machines.MissingMachine;
import org.spotcloud.adapter.machines.MissingMachines;
import org.spotcloud.adapter.machines.Order;
import org.spotcloud.adapter.machines.OrderAnswer.Accepted;
import org.spotcloud.adapter.machines.Orders;
import org.spotcloud.adapter.machines.Transactions;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.test.context.SpringBootTest;
import org.springframework.boot.test.context.TestConfiguration;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Primary;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.test.context.DynamicPropertyRegistry;
import org.springframework.test.context.DynamicPropertySource;

/** What becomes of machines whose instance the cloud does not know any more; hours pass by moving the clock. */
@SpringBootTest(
        classes = {Service.class, ByHand.Context.class, MissingMachinesTest.Context.class},
        webEnvironment = SpringBootTest.WebEnvironment.MOCK,
        properties = {
            "spring.datasource.url=jdbc:h2:mem:missing-machines;DB_CLOSE_DELAY=-1;LOCK_TIMEOUT=10000",
            "camunda.bpm.job-execution.enabled=false",
            "spotcloud.cloud.missing-after=20m"
        })
class MissingMachinesTest {
    private static final Duration LOOK = Duration.ofSeconds(30);
    private static final Duration YOUNG = Duration.ofMinutes(15);
    private static final Duration MISSING_AFTER = Duration.ofMinutes(20);

    @TempDir
    static Path dir;

    @Autowired
    InstanceWatch watch;

    @Autowired
    MissingMachines missing;

    @Autowired
    ConfirmMissing confirm;

    @Autowired
    MovedClock clock;

    @Autowired
    ToldInstances cloud;

    @Autowired
    Orders orders;

    @Autowired
    Machines machines;

    @Autowired
    Launches launches;

    @Autowired
    Transactions transactions;

    @Autowired
    HardwareTemplates hardware;

    @Autowired
    RuntimeService runtime;

    @Autowired
    JdbcClient jdbc;

    @TestConfiguration(proxyBeanMethods = false)
    static class Context {
        @Bean
        @Primary
        MovedClock movedClock() {
            return new MovedClock(Clock.systemUTC().instant().truncatedTo(ChronoUnit.MILLIS));
        }

        @Bean
        @Primary
        ToldInstances toldInstances() {
            return new ToldInstances();
        }
    }

    @DynamicPropertySource
    static void folders(DynamicPropertyRegistry registry) {
        registry.add("spotcloud.workspace.dir", () -> dir.resolve("workspace").toString());
        registry.add(
                "spotcloud.secrets.key-file", () -> dir.resolve("secret.key").toString());
        registry.add("spotcloud.admin.password-file", () -> dir.resolve("admin-password")
                .toString());
    }

    @BeforeEach
    void nothingRuns() {
        runtime.createProcessInstanceQuery()
                .list()
                .forEach(process -> runtime.deleteProcessInstanceIfExists(
                        process.getProcessInstanceId(), "another test", true, true, true, false));
        for (String table : List.of("machine", "missing_machine", "order_transaction")) {
            jdbc.sql("DELETE FROM " + table).update();
        }
        cloud.forgetAll();
        hardware.sync(List.of(new InstanceType("m1.small", 1, 2048, 20)));
    }

    @Test
    void showsAMissingMachineAndKeepsItAndItsLastKnownState() {
        Machine machine = oldMachine();
        Instant since = clock.instant();
        cloud.loses(instanceOf(machine));
        lookFor(Duration.ofMinutes(10));

        assertThat(missing.all()).singleElement().satisfies(shown -> {
            assertThat(shown.machineId()).isEqualTo(machine.machineId());
            assertThat(shown.since()).isBetween(since, since.plusMillis(1));
        });
        assertThat(machines.findLive(machine.machineId())).hasValueSatisfying(kept -> {
            assertThat(kept.state()).isEqualTo(MachineState.RUNNING);
            assertThat(kept.privateAddress()).contains("10.0.0.2");
        });
    }

    @Test
    void keepsTheStateOfAMachineThatTheCloudListsAsTerminated() {
        Machine machine = oldMachine();
        cloud.knows(new CloudInstance(
                instanceOf(machine),
                InstanceState.TERMINATED,
                Optional.empty(),
                Optional.empty(),
                Optional.of(machine.clientToken()),
                clock.instant(),
                Optional.empty()));
        watch.look();

        assertThat(missing.all()).hasSize(1);
        assertThat(machines.findLive(machine.machineId()).orElseThrow().privateAddress())
                .contains("10.0.0.2");
    }

    @Test
    void forgetsAMachineAfterTheTimeAndLeavesItsTransactionAlone() {
        Machine machine = oldMachine();
        cloud.loses(instanceOf(machine));
        lookFor(MISSING_AFTER.minus(LOOK));
        assertThat(isLive(machine)).isTrue();

        lookFor(LOOK);

        assertThat(isLive(machine)).isFalse();
        assertThat(machines.find(machine.launchId()).orElseThrow()).satisfies(forgotten -> {
            assertThat(forgotten.closed()).isTrue();
            assertThat(forgotten.state()).isEqualTo(MachineState.RUNNING);
            assertThat(forgotten.terminateProcessId()).isEmpty();
        });
        assertThat(transactions.find(machine.transactionId()).orElseThrow()).satisfies(transaction -> {
            assertThat(transaction.error()).isFalse();
            assertThat(transaction.message()).isEqualTo("Provision " + machine.machineId() + " OK");
        });
        assertThat(missing.all()).isEmpty();
        assertThat(orders.place(new Order(machine.machineId(), machine.packageId(), machine.hardwareId())))
                .as("the id is free")
                .isInstanceOfSatisfying(Accepted.class, accepted -> assertThat(accepted.transactionId())
                        .isNotEqualTo(machine.transactionId()));
        watch.look();
        assertThat(jdbc.sql("SELECT COUNT(*) FROM missing_machine")
                        .query(Integer.class)
                        .single())
                .isZero();
    }

    @Test
    void countsNoTimeInWhichTheCloudDidNotAnswer() {
        Machine machine = oldMachine();
        cloud.loses(instanceOf(machine));
        lookFor(Duration.ofMinutes(10));
        cloud.isAway(true);
        for (int i = 0; i < 120; i++) {
            clock.move(LOOK);
            assertThatThrownBy(watch::look).isInstanceOf(Fault.class);
        }
        cloud.isAway(false);
        lookFor(MISSING_AFTER.minusMinutes(10));
        assertThat(isLive(machine)).isTrue();

        lookFor(LOOK);

        assertThat(isLive(machine)).isFalse();
    }

    @Test
    void countsTheTimeThatACloudTakesToAnswer() {
        Machine machine = oldMachine();
        cloud.loses(instanceOf(machine));
        watch.look();
        Duration answer = Duration.ofMinutes(4);
        cloud.whileListing(() -> clock.move(answer));
        for (int i = 0; i < 4; i++) {
            clock.move(LOOK);
            watch.look();
        }
        assertThat(missing.all()).singleElement().satisfies(one -> assertThat(one.counted())
                .isEqualTo(answer.plus(LOOK).multipliedBy(4)));

        clock.move(LOOK);
        watch.look();

        assertThat(isLive(machine)).isFalse();
    }

    @Test
    void countsNoTimeTwiceWhereTwoNodesAskAtOnce() {
        Machine machine = oldMachine();
        cloud.loses(instanceOf(machine));
        watch.look();
        Instant begun = clock.instant();
        clock.move(LOOK);
        watch.look();
        clock.move(Duration.ofSeconds(1));

        missing.answered(List.of(machine.launchId()), begun, LOOK);

        assertThat(missing.all()).singleElement().satisfies(one -> assertThat(one.counted())
                .isEqualTo(LOOK.plusSeconds(1)));
    }

    @Test
    void doesNotMissWhatTheCloudKnowsById() {
        Machine machine = oldMachine();
        cloud.leavesOut(instanceOf(machine));
        lookFor(MISSING_AFTER.multipliedBy(3));

        assertThat(missing.all()).isEmpty();
        assertThat(isLive(machine)).isTrue();
    }

    @Test
    void startsAnewForAMachineThatCameBack() {
        Machine machine = oldMachine();
        CloudInstance instance = cloud.describe(List.of(instanceOf(machine))).get(0);
        cloud.loses(instance.id());
        lookFor(MISSING_AFTER.minus(LOOK));
        cloud.knows(instance);
        watch.look();
        assertThat(missing.all()).isEmpty();

        cloud.loses(instance.id());
        lookFor(MISSING_AFTER.minus(LOOK));

        assertThat(isLive(machine)).isTrue();
    }

    @Test
    void forgetsNoMachineWithinAQuarterOfAnHourOfItsLaunch() {
        Machine machine = machine();
        cloud.loses(instanceOf(machine));
        watch.look();
        // as if the operator had set a time that is too short: all that is to be counted has been counted
        jdbc.sql("UPDATE missing_machine SET counted_millis = ?")
                .param(MISSING_AFTER.toMillis())
                .update();
        lookFor(YOUNG.minus(LOOK));
        assertThat(isLive(machine)).isTrue();

        lookFor(LOOK);

        assertThat(isLive(machine)).isFalse();
    }

    @Test
    void forgetsNoneWhenMoreThanAFifthIsMissingTogetherAndRaisesOneIncident() {
        List<Machine> all = oldMachines(10);
        List<CloudInstance> lost = cloud.describe(
                all.subList(0, 3).stream().map(MissingMachinesTest::instanceOf).toList());
        lost.forEach(instance -> cloud.loses(instance.id()));
        lookFor(MISSING_AFTER.multipliedBy(3));

        assertThat(all).allMatch(this::isLive);
        assertThat(incidents()).isEqualTo(1);
        assertThatThrownBy(() -> confirm.handle(step()))
                .isInstanceOfSatisfying(
                        Fault.class, fault -> assertThat(fault.kind()).isEqualTo(Fault.Kind.OPERATOR))
                .hasMessageStartingWith("3 of 10 machines went missing from the cloud together");

        cloud.knows(lost.get(0));
        lookFor(MISSING_AFTER);
        assertThat(all).as("two of ten are a fifth, but they are held").allMatch(this::isLive);
        assertThat(incidents()).isEqualTo(1);
        assertThatThrownBy(() -> confirm.handle(step())).hasMessageStartingWith("2 of 10 machines");

        cloud.knows(lost.get(1));
        cloud.knows(lost.get(2));
        lookFor(LOOK);
        assertThat(confirm.handle(step())).as("all are back").isInstanceOf(Outcome.Done.class);
        cloud.loses(lost.get(1).id());
        lookFor(MISSING_AFTER);
        assertThat(all).filteredOn(machine -> !isLive(machine)).containsExactly(all.get(1));
    }

    @Test
    void forgetsNoneThatWentMissingTogetherBecauseOthersAreOrdered() {
        List<Machine> all = oldMachines(4);
        all.subList(0, 2).forEach(machine -> cloud.loses(instanceOf(machine)));
        lookFor(MISSING_AFTER);
        oldMachines(10);
        lookFor(MISSING_AFTER);
        assertThat(missing.count().together()).isFalse();
        assertThat(all).allMatch(this::isLive);

        missing.confirm(List.of(all.get(0).launchId()));
        lookFor(LOOK);

        assertThat(all).filteredOn(machine -> !isLive(machine)).containsExactly(all.get(0));
        assertThat(missing.count().held()).isEqualTo(1);
    }

    @Test
    void forgetsWhatTheOperatorConfirmsHoweverManyTheyAre() {
        List<Machine> all = oldMachines(4);
        all.subList(0, 3).forEach(machine -> cloud.loses(instanceOf(machine)));
        lookFor(Duration.ofMinutes(5));
        missing.confirm(missing.all().stream().map(MissingMachine::launch).toList());
        assertThat(confirm.handle(step())).isInstanceOf(Outcome.Done.class);
        watch.look();
        assertThat(all).as("not before the time is over").allMatch(this::isLive);

        lookFor(MISSING_AFTER);

        assertThat(all).filteredOn(this::isLive).containsExactly(all.get(3));
    }

    @Test
    void forgetsOneByOneWhatIsNotMissingTogether() {
        List<Machine> all = oldMachines(10);
        all.subList(0, 2).forEach(machine -> cloud.loses(instanceOf(machine)));
        lookFor(MISSING_AFTER);

        assertThat(incidents()).isZero();
        assertThat(all).filteredOn(machine -> !isLive(machine)).hasSize(2);
    }

    @Test
    void callsMoreThanAFifthAndMoreThanOneTogether() {
        assertThat(new MissingCount(1, 0, 1).together()).isFalse();
        assertThat(new MissingCount(2, 0, 2).together()).isTrue();
        assertThat(new MissingCount(2, 0, 9).together()).isTrue();
        assertThat(new MissingCount(2, 0, 10).together()).isFalse();
        assertThat(new MissingCount(21, 0, 100).together()).isTrue();
    }

    private void lookFor(Duration time) {
        for (long i = 0; i < time.dividedBy(LOOK); i++) {
            if (i > 0 || !missing.all().isEmpty()) {
                clock.move(LOOK);
            } else {
                watch.look();
                clock.move(LOOK);
            }
            watch.look();
        }
    }

    private long incidents() {
        return runtime.createProcessInstanceQuery()
                .processDefinitionKey(Processes.MISSING_MACHINES)
                .count();
    }

    private static Step step() {
        return new Step("Task_ConfirmMissing", "process", "attempt", Claim.UNDISPUTED, 1, Map.of(), () -> {});
    }

    private boolean isLive(Machine machine) {
        return machines.findLive(machine.machineId()).isPresent();
    }

    private static String instanceOf(Machine machine) {
        return "i-" + machine.launchId().toString().substring(0, 8);
    }

    private List<Machine> oldMachines(int number) {
        List<Machine> made = IntStream.range(0, number).mapToObj(i -> machine()).toList();
        clock.move(YOUNG);
        return made;
    }

    private Machine oldMachine() {
        return oldMachines(1).get(0);
    }

    /** A machine that was launched just now and runs. */
    private Machine machine() {
        UUID small = hardware.offered().get(0).id();
        Accepted accepted = (Accepted)
                orders.place(new Order(UUID.randomUUID().toString(), new PackageId(UUID.randomUUID()), small));
        Machine ordered = machines.findLive(accepted.machineId()).orElseThrow();
        LaunchId launch = ordered.launchId();
        launches.beginRun(launch, Optional.empty());
        CloudInstance instance = new CloudInstance(
                instanceOf(ordered),
                InstanceState.RUNNING,
                Optional.empty(),
                Optional.of("10.0.0.2"),
                Optional.of(ordered.clientToken()),
                clock.instant(),
                Optional.empty());
        launches.ran(launch, instance);
        launches.fulfilled(launch);
        cloud.knows(instance);
        return machines.find(launch).orElseThrow();
    }
}

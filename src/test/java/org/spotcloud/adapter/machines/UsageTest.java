package org.spotcloud.adapter.machines;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.tngtech.archunit.core.domain.JavaCodeUnit;
import com.tngtech.archunit.core.domain.JavaMethodCall;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import java.time.Duration;
import java.time.Instant;
import java.time.YearMonth;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.assertj.core.groups.Tuple;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.spotcloud.adapter.catalog.Architecture;
import org.spotcloud.adapter.catalog.HardwareTemplates;
import org.spotcloud.adapter.catalog.InstanceType;
import org.spotcloud.adapter.catalog.PackageId;
import org.spotcloud.adapter.provisioning.MovedClock;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.context.annotation.Primary;
import org.springframework.dao.DuplicateKeyException;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.test.annotation.DirtiesContext;
import org.springframework.test.context.junit.jupiter.SpringJUnitConfig;
import org.springframework.transaction.PlatformTransactionManager;
import org.springframework.transaction.support.TransactionTemplate;

@SpringJUnitConfig({OrdersTest.Context.class, UsageTest.Time.class})
@DirtiesContext(classMode = DirtiesContext.ClassMode.AFTER_EACH_TEST_METHOD)
class UsageTest {
    private static final PackageId PACKAGE = PackageId.of("0f9d3b8a-7f0c-11e0-9b4a-001b63b5a5e2");
    private static final Instant NOON = Instant.parse("2026-10-20T12:00:00Z");
    private static final ZoneId BERLIN = ZoneId.of("Europe/Berlin");

    @Autowired
    Orders orders;

    @Autowired
    Launches launches;

    @Autowired
    Machines machines;

    @Autowired
    Usage usage;

    @Autowired
    HardwareTemplates hardware;

    @Autowired
    MovedClock clock;

    @Autowired
    JdbcClient jdbc;

    @Autowired
    PlatformTransactionManager transactions;

    private LaunchId launch;

    @BeforeEach
    void aMachineIsAboutToRun() {
        clock.set(NOON);
        hardware.sync(List.of(new InstanceType("m1.small", 1, 2048, 20)));
        launch = order(UUID.randomUUID().toString());
    }

    @Test
    void countsFromRunningUntilTheDeleteIsAccepted() {
        assertThat(usage.of(launch)).isEmpty();

        launches.fulfilled(launch);
        Machine machine = machines.find(launch).orElseThrow();
        assertThat(usage.open()).singleElement().satisfies(record -> {
            assertThat(record.launchId()).isEqualTo(launch);
            assertThat(record.machineId()).isEqualTo(machine.machineId());
            assertThat(record.packageId()).isEqualTo(PACKAGE);
            assertThat(record.hardwareId()).isEqualTo(machine.hardwareId());
            assertThat(record.instanceType()).isEqualTo("m1.small");
            assertThat(record.architecture()).isEqualTo(Architecture.X86_64);
            assertThat(record.instanceId()).contains("i-" + launch);
            assertThat(record.started()).isEqualTo(NOON);
            assertThat(record.ended()).isEmpty();
        });

        clock.set(NOON.plusSeconds(90));
        orders.delete(machine.machineId());
        clock.set(NOON.plusSeconds(200));
        launches.forgotten(launch);
        assertThat(usage.open()).isEmpty();
        assertThat(usage.of(launch)).singleElement().satisfies(record -> {
            assertThat(record.ended()).contains(NOON.plusSeconds(90));
            assertThat(record.because()).contains(UsageEnd.DELETED);
        });
    }

    @Test
    void countsAnewAfterAStop() {
        launches.fulfilled(launch);
        seen(10, InstanceState.STOPPING);
        seen(20, InstanceState.STOPPED);
        seen(30, InstanceState.PENDING);
        seen(40, InstanceState.RUNNING);

        assertThat(usage.of(launch))
                .extracting(UsageRecord::started, UsageRecord::ended, UsageRecord::because)
                .containsExactly(
                        tuple(NOON, NOON.plusSeconds(10), UsageEnd.OFF),
                        Tuple.tuple(NOON.plusSeconds(40), Optional.empty(), Optional.empty()));
    }

    @Test
    void takesRepetitionsForWhatTheyAre() {
        launches.fulfilled(launch);
        seen(10, InstanceState.RUNNING);
        launches.fulfilled(launch);
        seen(20, InstanceState.ERROR);
        seen(30, InstanceState.ERROR);
        launches.forgotten(launch);

        assertThat(usage.of(launch))
                .extracting(UsageRecord::started, UsageRecord::ended, UsageRecord::because)
                .containsExactly(tuple(NOON, NOON.plusSeconds(20), UsageEnd.ERROR));
    }

    @Test
    void hasOneOpenRecordHoweverManySeeItRunAtOnce() throws Exception {
        ExecutorService threads = Executors.newFixedThreadPool(8);
        try {
            Callable<Void> sight = () -> {
                launches.observed(launch, instance(InstanceState.RUNNING));
                return null;
            };
            for (Future<Void> ended : threads.invokeAll(Collections.nCopies(32, sight))) {
                ended.get();
            }
        } finally {
            threads.shutdownNow();
        }
        assertThat(usage.of(launch)).hasSize(1);
    }

    @Test
    void cannotHoldTwoOpenRecordsOfALaunch() {
        launches.fulfilled(launch);
        String copy = "INSERT INTO usage_record (id, launch_id, open_launch_id, machine_id, package_id, hardware_id,"
                + " instance_type, architecture, started) SELECT ?, launch_id, open_launch_id, machine_id, package_id,"
                + " hardware_id, instance_type, architecture, started FROM usage_record";
        assertThatThrownBy(() -> jdbc.sql(copy).param("another").update()).isInstanceOf(DuplicateKeyException.class);
    }

    @Test
    void countsAMachineThatVanishedUntilItWentMissing() {
        launches.fulfilled(launch);
        clock.set(NOON.plusSeconds(1000));
        assertThat(launches.vanished(launch, "i-" + launch, NOON.plusSeconds(100)))
                .isTrue();

        assertThat(usage.of(launch))
                .extracting(UsageRecord::started, UsageRecord::ended, UsageRecord::because)
                .containsExactly(tuple(NOON, NOON.plusSeconds(100), UsageEnd.GONE));
    }

    @Test
    void countsNothingThatRunsAfterItsDelete() {
        orders.delete(machines.find(launch).orElseThrow().machineId());
        launches.fulfilled(launch);

        assertThat(usage.of(launch)).isEmpty();
    }

    @Test
    void standsOrFallsWithTheChangeOfState() {
        new TransactionTemplate(transactions).executeWithoutResult(status -> {
            launches.fulfilled(launch);
            status.setRollbackOnly();
        });
        assertThat(machines.find(launch).orElseThrow().state()).isNotEqualTo(MachineState.RUNNING);
        assertThat(usage.of(launch)).isEmpty();
    }

    @Test
    void neverEndsBeforeItsStart() {
        launches.fulfilled(launch);
        seen(-4, InstanceState.STOPPED);

        assertThat(usage.of(launch)).singleElement().satisfies(record -> assertThat(record.ended())
                .contains(NOON));
    }

    @Test
    void showsAMonthAndClipsToIt() {
        YearMonth october = YearMonth.of(2026, 10);
        UsagePeriod inBerlin = UsagePeriod.of(october, BERLIN);
        assertThat(inBerlin.length()).isEqualTo(Duration.ofHours(31 * 24 + 1));

        clock.set(Instant.parse("2026-09-30T21:59:00Z"));
        launches.fulfilled(launch);
        Instant later = Instant.parse("2026-12-01T00:00:00Z");
        UsageRecord runs = usage.in(inBerlin).get(0);
        assertThat(runs.within(inBerlin, later)).contains(inBerlin);
        assertThat(runs.within(inBerlin, inBerlin.from().plusSeconds(7))
                        .orElseThrow()
                        .length())
                .isEqualTo(Duration.ofSeconds(7));

        clock.set(Instant.parse("2026-10-31T23:30:00Z"));
        orders.delete(machines.find(launch).orElseThrow().machineId());
        UsagePeriod november = UsagePeriod.of(YearMonth.of(2026, 11), BERLIN);
        assertThat(usage.in(november)
                        .get(0)
                        .within(november, later)
                        .orElseThrow()
                        .length())
                .isEqualTo(Duration.ofMinutes(30));
        assertThat(usage.in(UsagePeriod.of(YearMonth.of(2026, 11), ZoneOffset.UTC)))
                .isEmpty();
        assertThat(usage.in(UsagePeriod.of(YearMonth.of(2026, 8), ZoneOffset.UTC)))
                .isEmpty();
    }

    @Test
    void forgetsWhatIsOldAndNeverWhatRuns() {
        launches.fulfilled(launch);
        LaunchId other = order(UUID.randomUUID().toString());
        launches.fulfilled(other);
        seen(10, InstanceState.STOPPED);

        assertThat(usage.forgetEndedBefore(NOON.plusSeconds(10))).isZero();
        assertThat(usage.forgetEndedBefore(NOON.plusSeconds(11))).isEqualTo(1);
        assertThat(usage.of(launch)).isEmpty();
        assertThat(usage.of(other)).hasSize(1);
    }

    @Test
    void endsWhereverAMachineIsClosedOrNotWantedAnyMore() {
        List<JavaCodeUnit> endings = new ClassFileImporter()
                        .withImportOption(ImportOption.Predefined.DO_NOT_INCLUDE_TESTS)
                        .importPackagesOf(Machines.class)
                        .stream()
                        .flatMap(type -> type.getCodeUnits().stream())
                        .filter(unit ->
                                calls(unit, Machines.class, "close") || calls(unit, Machines.class, "wantTerminated"))
                        .toList();

        assertThat(endings).isNotEmpty().allMatch(unit -> calls(unit, Usage.class, "end"));
    }

    private static boolean calls(JavaCodeUnit unit, Class<?> owner, String method) {
        return unit.getMethodCallsFromSelf().stream()
                .map(JavaMethodCall::getTarget)
                .anyMatch(target -> target.getOwner().isEquivalentTo(owner)
                        && target.getName().equals(method));
    }

    private static Tuple tuple(Instant started, Instant ended, UsageEnd because) {
        return Tuple.tuple(started, Optional.of(ended), Optional.of(because));
    }

    private LaunchId order(String name) {
        UUID small = hardware.offered().stream()
                .filter(template -> template.architecture() == Architecture.X86_64)
                .findFirst()
                .orElseThrow()
                .id();
        orders.place(new Order(name, PACKAGE, small));
        LaunchId ordered = machines.findLive(name).orElseThrow().launchId();
        launches.beginRun(ordered, Optional.empty());
        launches.ran(ordered, instance(ordered, InstanceState.PENDING));
        return ordered;
    }

    private void seen(long seconds, InstanceState state) {
        clock.set(NOON.plusSeconds(seconds));
        launches.observed(launch, instance(state));
    }

    private CloudInstance instance(InstanceState state) {
        return instance(launch, state);
    }

    private static CloudInstance instance(LaunchId launch, InstanceState state) {
        return new CloudInstance(
                "i-" + launch,
                state,
                Optional.empty(),
                Optional.empty(),
                Optional.empty(),
                Instant.EPOCH,
                Optional.empty());
    }

    @Configuration
    static class Time {
        @Bean
        @Primary
        MovedClock movedClock() {
            return new MovedClock(NOON);
        }
    }
}

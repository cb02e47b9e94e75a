package org.spotcloud.adapter.machines;

import static org.assertj.core.api.Assertions.assertThat;

import java.sql.SQLException;
import java.time.Clock;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import javax.sql.DataSource;
import org.flywaydb.core.Flyway;
import org.h2.jdbcx.JdbcDataSource;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.spotcloud.adapter.catalog.HardwareTemplates;
import org.spotcloud.adapter.catalog.ImageKey;
import org.spotcloud.adapter.catalog.InstanceType;
import org.spotcloud.adapter.catalog.PackageId;
import org.spotcloud.adapter.catalog.Packages;
import org.spotcloud.adapter.machines.OrderAnswer.Accepted;
import org.spotcloud.adapter.machines.OrderAnswer.Refused;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.context.annotation.Import;
import org.springframework.dao.CannotAcquireLockException;
import org.springframework.dao.TransientDataAccessResourceException;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.jdbc.support.JdbcTransactionManager;
import org.springframework.test.annotation.DirtiesContext;
import org.springframework.test.context.junit.jupiter.SpringJUnitConfig;
import org.springframework.transaction.PlatformTransactionManager;
import org.springframework.transaction.annotation.EnableTransactionManagement;

@SpringJUnitConfig(OrdersTest.Context.class)
@DirtiesContext(classMode = DirtiesContext.ClassMode.AFTER_EACH_TEST_METHOD)
class OrdersTest {
    private static final PackageId PACKAGE = PackageId.of("0f9d3b8a-7f0c-11e0-9b4a-001b63b5a5e2");
    private static final String NAME = "6A7C0F0E-51d2-4f0b-9c58-0c2f4b0f9d11";

    @Autowired
    Orders orders;

    @Autowired
    Launches launches;

    @Autowired
    Machines machines;

    @Autowired
    LiveMachines live;

    @Autowired
    Transactions transactions;

    @Autowired
    HardwareTemplates hardware;

    @Autowired
    StartedProcesses started;

    @Autowired
    JdbcClient jdbc;

    private UUID small;
    private UUID large;

    @BeforeEach
    void offersTwoTypes() {
        hardware.sync(List.of(new InstanceType("m1.small", 1, 2048, 20), new InstanceType("m1.large", 4, 8192, 80)));
        small = template("m1.small.x86_64");
        large = template("m1.large.x86_64");
    }

    @Test
    void givesTheSameOrderTheFirstAnswerAgain() {
        OrderAnswer first = orders.place(new Order(NAME, PACKAGE, small));

        assertThat(first).isInstanceOf(Accepted.class);
        assertThat(orders.place(new Order(NAME.toLowerCase(java.util.Locale.ROOT), PACKAGE, small)))
                .isEqualTo(first);
        assertThat(started.launched).hasSize(1);
    }

    @Test
    void refusesAnotherOrderForALiveMachine() {
        Accepted first = (Accepted) orders.place(new Order(NAME, PACKAGE, small));

        assertThat(orders.place(new Order(NAME, PACKAGE, large)))
                .isEqualTo(new Refused("VM " + NAME + " was already ordered as transaction " + first.transactionId()));
    }

    @Test
    void startsOneProcessWhenTheSameOrderArrivesManyTimesAtOnce() throws Exception {
        ExecutorService threads = Executors.newFixedThreadPool(8);
        try {
            List<Callable<OrderAnswer>> calls =
                    Collections.nCopies(32, () -> orders.place(new Order(NAME, PACKAGE, small)));
            Set<OrderAnswer> answers =
                    threads.invokeAll(calls).stream().map(OrdersTest::answer).collect(Collectors.toSet());

            assertThat(answers).singleElement().isInstanceOf(Accepted.class);
            assertThat(rows("machine")).isEqualTo(1);
            assertThat(rows("order_transaction")).isEqualTo(1);
        } finally {
            threads.shutdownNow();
        }
    }

    @Test
    void storesAnOrderAgainThatWasRolledBackForAnother() {
        started.deadlocks = 4;
        assertThat(orders.place(new Order(NAME, PACKAGE, small))).isInstanceOf(Accepted.class);
        assertThat(started.launched).hasSize(1);
        assertThat(rows("order_transaction")).isEqualTo(1);
    }

    @Test
    void doesNotStoreAnOrderAgainForEver() {
        started.deadlocks = 5;
        assertThat(orders.place(new Order(NAME, PACKAGE, small)))
                .isEqualTo(new Refused("Could not start provision: the database does not answer"));
        assertThat(rows("machine")).isZero();
    }

    @Test
    void givesANameThatIsNoUuidAnIdOfItsOwn() {
        Accepted accepted = (Accepted) orders.place(new Order("naïve name", PACKAGE, small));

        assertThat(UUID.fromString(accepted.machineId())).isNotNull();
        assertThat(machines.findLive(accepted.machineId()).orElseThrow().name()).isEqualTo("naïve name");
    }

    @Test
    void takesNoOrderWhileSellingIsPausedAndStillKnowsTheEarlierOnes() {
        OrderAnswer first = orders.place(new Order(NAME, PACKAGE, small));
        started.terms = new SellingTerms(
                true, OptionalLong.empty(), OptionalLong.empty(), OptionalLong.empty(), OptionalLong.empty());

        assertThat(orders.place(new Order("another", PACKAGE, small))).isEqualTo(new Refused("Not accepting orders"));
        assertThat(orders.place(new Order(NAME, PACKAGE, small))).isEqualTo(first);
        assertThat(orders.delete(NAME)).isPresent();
    }

    @ParameterizedTest
    @CsvSource({"2,,,", ",4,,", ",,4096,", ",,,40960"})
    void sellsUpToEachCeilingAndAgainWhenSomethingIsGone(Long most, Long vcpus, Long memory, Long storage) {
        started.terms = new SellingTerms(false, ceiling(most), ceiling(vcpus), ceiling(memory), ceiling(storage));
        UUID hardwareOfOrders = vcpus == null ? small : large;
        int fit = vcpus == null ? 2 : 1;
        for (int number = 0; number < fit; number++) {
            assertThat(orders.place(new Order("machine " + number, PACKAGE, hardwareOfOrders)))
                    .isInstanceOf(Accepted.class);
        }
        Refused exhausted = new Refused("Capacity is exhausted");
        assertThat(orders.place(new Order("one more", PACKAGE, hardwareOfOrders)))
                .isEqualTo(exhausted);
        assertThat(rows("machine")).isEqualTo(fit);

        Machine first = live.load(live.fingerprint()).machines().get(0).machine();
        orders.delete(first.machineId());
        assertThat(orders.place(new Order("one more", PACKAGE, hardwareOfOrders)))
                .as("its instance still goes")
                .isEqualTo(exhausted);
        launches.forgotten(first.launchId());
        assertThat(orders.place(new Order("one more", PACKAGE, hardwareOfOrders)))
                .isInstanceOf(Accepted.class);
    }

    @Test
    void ordersThatArriveTogetherStayBelowTheCeiling() throws Exception {
        started.terms = new SellingTerms(
                false, OptionalLong.of(5), OptionalLong.empty(), OptionalLong.empty(), OptionalLong.empty());
        ExecutorService threads = Executors.newFixedThreadPool(8);
        try {
            List<Callable<OrderAnswer>> calls =
                    Collections.nCopies(32, () -> orders.place(new Order("any", PACKAGE, small)));
            List<OrderAnswer> answers =
                    threads.invokeAll(calls).stream().map(OrdersTest::answer).toList();

            assertThat(answers).filteredOn(Accepted.class::isInstance).hasSize(5);
            assertThat(rows("machine")).isEqualTo(5);
        } finally {
            threads.shutdownNow();
        }
    }

    private static OptionalLong ceiling(Long most) {
        return most == null ? OptionalLong.empty() : OptionalLong.of(most);
    }

    @Test
    void refusesHardwareThatIsNotOffered() {
        UUID unknown = UUID.randomUUID();

        assertThat(orders.place(new Order(NAME, PACKAGE, unknown)))
                .isEqualTo(new Refused("HardwareTemplate " + unknown + " does not exist"));
    }

    @Test
    void leavesNothingWhenTheProcessCannotBeStarted() {
        started.failing = true;

        assertThat(orders.place(new Order(NAME, PACKAGE, small)))
                .isEqualTo(new Refused("Could not start provision: the database does not answer"));
        assertThat(rows("machine")).isZero();
        assertThat(rows("order_transaction")).isZero();

        started.failing = false;
        assertThat(orders.place(new Order(NAME, PACKAGE, small))).isInstanceOf(Accepted.class);
    }

    @Test
    void takesNoNewOrderPastABudgetAndStillAnswersTheOneItTook() {
        OrderAnswer first = orders.place(new Order(NAME, PACKAGE, small));
        started.full = true;

        assertThat(orders.place(new Order(NAME, PACKAGE, small))).isEqualTo(first);
        assertThat(orders.place(new Order(UUID.randomUUID().toString(), PACKAGE, small)))
                .isEqualTo(new Refused("Could not start provision: too much is to be done"));
        assertThat(rows("machine")).isEqualTo(1);
    }

    @Test
    void freesTheIdWithADeleteAndTerminatesOnce() {
        Accepted first = (Accepted) orders.place(new Order(NAME, PACKAGE, small));

        assertThat(orders.delete(NAME)).isPresent();
        assertThat(orders.delete(NAME)).isEmpty();
        assertThat(started.terminated).hasSize(1);

        Accepted second = (Accepted) orders.place(new Order(NAME, PACKAGE, large));
        assertThat(second.transactionId()).isNotEqualTo(first.transactionId());
        assertThat(started.launched.get(1).clientToken())
                .isNotEqualTo(started.launched.get(0).clientToken());
    }

    @Test
    void closesAFailedLaunchThatNeverRanAnInstance() {
        LaunchId launch = launch();

        launches.failed(launch, "package is bad");

        Machine machine = machines.find(launch).orElseThrow();
        assertThat(machine.live()).isFalse();
        assertThat(machine.closed()).isTrue();
        assertThat(started.terminated).isEmpty();
        assertThat(transactions.find(machine.transactionId()).orElseThrow()).satisfies(transaction -> {
            assertThat(transaction.error()).isTrue();
            assertThat(transaction.completed()).isEqualTo(100);
            assertThat(transaction.message()).isEqualTo("package is bad");
        });
    }

    @Test
    void terminatesWhatAFailedLaunchMayHaveRun() {
        LaunchId launch = launch();
        launches.beginRun(launch, Optional.empty());

        launches.failed(launch, "not running in time");

        assertThat(started.terminated).hasSize(1);
        assertThat(machines.find(launch).orElseThrow().closed()).isFalse();
    }

    @Test
    void doesNotRunWhatWasDeleted() {
        LaunchId launch = launch();
        orders.delete(NAME);

        assertThat(launches.beginRun(launch, Optional.empty())).isInstanceOf(RunPermit.Unwanted.class);
        assertThat(machines.find(launch).orElseThrow().runStartedAt()).isEmpty();
    }

    @Test
    void keepsTheInstanceThatWasRecordedFirst() {
        LaunchId launch = launch();
        launches.beginRun(launch, Optional.empty());

        assertThat(launches.ran(launch, instance("i-1"))).isTrue();
        assertThat(launches.ran(launch, instance("i-2"))).isFalse();
        assertThat(launches.mayRun(launch))
                .isEqualTo(new RunPermit.AlreadyRan(machines.find(launch).orElseThrow()));
    }

    @Test
    void takesNoInstanceForAMachineThatIsClosed() {
        LaunchId launch = launch();
        launches.beginRun(launch, Optional.empty());
        launches.forgotten(launch);

        assertThat(launches.ran(launch, instance("i-late"))).isFalse();
    }

    @Test
    void neverGoesBackInATransaction() {
        LaunchId launch = launch();
        launches.imageReady(launch);
        launches.progressed(launch, 10, "too late");

        UUID transaction = machines.find(launch).orElseThrow().transactionId();
        assertThat(transactions.find(transaction).orElseThrow().completed()).isEqualTo(50);

        launches.fulfilled(launch);
        launches.failed(launch, "too late as well");
        assertThat(transactions.find(transaction).orElseThrow().message()).isEqualTo("Provision " + NAME + " OK");
    }

    @Test
    void pagesThroughTransactionsNewestFirst() {
        for (int i = 0; i < 5; i++) {
            orders.place(new Order("machine " + i, PACKAGE, small));
        }
        List<Transaction> all = transactions.latest(Optional.empty(), 10);

        assertThat(all).hasSize(5);
        assertThat(transactions.latest(Optional.of(all.get(1).id()), 2)).isEqualTo(all.subList(2, 4));
    }

    @Test
    void forgetsOldTransactionsButNeverTheNewest() {
        for (int i = 0; i < 5; i++) {
            orders.place(new Order("machine " + i, PACKAGE, small));
        }
        List<Transaction> newestFirst = transactions.latest(Optional.empty(), 10);
        for (Transaction transaction : newestFirst.subList(1, 5)) {
            launches.failed(
                    machines.findLive(transaction.machineId()).orElseThrow().launchId(), "failed");
        }
        Instant later = Instant.now().plusSeconds(60);

        assertThat(transactions.forgetEndedBefore(later, 5)).isZero();
        assertThat(transactions.forgetEndedBefore(newestFirst.get(4).started(), 2))
                .isZero();
        assertThat(transactions.forgetEndedBefore(later, 2)).isEqualTo(3);
        assertThat(transactions.latest(Optional.empty(), 10))
                .extracting(Transaction::id)
                .containsExactly(newestFirst.get(0).id(), newestFirst.get(1).id());
        assertThat(transactions.forgetEndedBefore(later, 0)).isEqualTo(1);
    }

    @Test
    void forgetsNoTransactionOfAMachineThatStillRuns() {
        LaunchId launch = launch();
        launches.fulfilled(launch);
        Machine machine = machines.find(launch).orElseThrow();
        Instant later = Instant.now().plusSeconds(60);
        assertThat(transactions.forgetEndedBefore(later, 0)).isZero();
        assertThat(transactions.find(machine.transactionId())).isPresent();

        orders.delete(machine.machineId());
        assertThat(transactions.forgetEndedBefore(later, 0)).isEqualTo(1);
    }

    @Test
    void forgetsMachinesThatWereClosedLongAgo() {
        LaunchId launch = launch();
        assertThat(machines.forgetClosedBefore(Instant.now().plusSeconds(60))).isZero();
        launches.failed(launch, "package is bad");

        assertThat(machines.forgetClosedBefore(Instant.now().minusSeconds(60))).isZero();
        assertThat(machines.forgetClosedBefore(Instant.now().plusSeconds(60))).isEqualTo(1);
    }

    private LaunchId launch() {
        orders.place(new Order(NAME, PACKAGE, small));
        return machines.findLive(NAME).orElseThrow().launchId();
    }

    private UUID template(String name) {
        return hardware.offered().stream()
                .filter(template -> template.name().equals(name))
                .findFirst()
                .orElseThrow()
                .id();
    }

    private int rows(String table) {
        return jdbc.sql("SELECT COUNT(*) FROM " + table).query(Integer.class).single();
    }

    private static CloudInstance instance(String id) {
        return new CloudInstance(
                id,
                InstanceState.PENDING,
                Optional.empty(),
                Optional.empty(),
                Optional.empty(),
                Instant.EPOCH,
                Optional.empty());
    }

    private static OrderAnswer answer(Future<OrderAnswer> call) {
        try {
            return call.get();
        } catch (Exception e) {
            throw new AssertionError(e);
        }
    }

    /** Stands for the engine, which these rules do without. */
    static class StartedProcesses implements Provisioning {
        final List<Machine> launched = Collections.synchronizedList(new ArrayList<>());
        final List<Machine> terminated = Collections.synchronizedList(new ArrayList<>());
        final List<Machine> powered = Collections.synchronizedList(new ArrayList<>());
        volatile boolean stops = true;
        volatile boolean failing;
        int deadlocks;
        volatile boolean full;

        SellingTerms terms = SellingTerms.UNLIMITED;

        @Override
        public Optional<String> overload(ImageKey image) {
            return full ? Optional.of("too much is to be done") : Optional.empty();
        }

        @Override
        public String launch(Machine machine) {
            if (deadlocks > 0) {
                deadlocks--;
                throw new CannotAcquireLockException("deadlock", new SQLException("rolled back", "40001"));
            }
            if (failing) {
                throw new TransientDataAccessResourceException("away");
            }
            launched.add(machine);
            return UUID.randomUUID().toString();
        }

        @Override
        public String terminate(Machine machine) {
            terminated.add(machine);
            return UUID.randomUUID().toString();
        }

        @Override
        public boolean isLaunching(Machine machine) {
            return machine.state() == MachineState.SCHEDULING || machine.state() == MachineState.LAUNCHING;
        }

        @Override
        public boolean canStop(Machine machine) {
            return stops;
        }

        @Override
        public String changePower(Machine machine) {
            powered.add(machine);
            return "power-" + machine.launchId();
        }

        @Override
        public void endPowerChange(Machine machine) {
            powered.remove(machine);
        }
    }

    @Configuration
    @EnableTransactionManagement
    @Import({
        MachinesConfiguration.class,
        Machines.class,
        LiveMachines.class,
        Transactions.class,
        Usage.class,
        HardwareTemplates.class,
        Packages.class,
        StartedProcesses.class
    })
    static class Context {
        @Bean
        Selling selling(StartedProcesses started) {
            return () -> started.terms;
        }

        @Bean
        DataSource dataSource() {
            JdbcDataSource h2 = new JdbcDataSource();
            h2.setURL("jdbc:h2:mem:" + UUID.randomUUID() + ";DB_CLOSE_DELAY=-1;LOCK_TIMEOUT=10000");
            Flyway.configure().dataSource(h2).load().migrate();
            return h2;
        }

        @Bean
        PlatformTransactionManager transactionManager(DataSource dataSource) {
            return new JdbcTransactionManager(dataSource);
        }

        @Bean
        JdbcClient jdbcClient(DataSource dataSource) {
            return JdbcClient.create(dataSource);
        }

        @Bean
        Clock clock() {
            return Clock.systemUTC();
        }

        @Bean
        Supplier<UUID> idSource() {
            return UUID::randomUUID;
        }

        @Bean
        String installationId() {
            return "0badcafe";
        }
    }
}

package org.spotcloud.adapter.provisioning;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.TimeUnit;
import java.util.regex.Pattern;
import org.camunda.bpm.engine.RuntimeService;
import org.camunda.bpm.engine.impl.util.ClockUtil;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.AfterAllCallback;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.extension.ExtensionContext;
import org.junit.jupiter.api.io.TempDir;
import org.spotcloud.adapter.Service;
import org.spotcloud.adapter.catalog.Endpoints;
import org.spotcloud.adapter.catalog.Outage;
import org.spotcloud.lab.Database;
import org.spotcloud.lab.Lab;
import org.spotcloud.lab.MariaDb;
import org.spotcloud.lab.Marketplace;
import org.spotcloud.lab.Relay;
import org.spotcloud.lab.SandboxFacts;
import org.spotcloud.lab.SandboxProcess;
import org.spotcloud.lab.Signed;
import org.spotcloud.sandbox.SandboxClient;
import org.spotcloud.sandbox.ec2.InstanceTruth;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.test.context.SpringBootTest;
import org.springframework.boot.test.context.TestConfiguration;
import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;
import org.springframework.boot.test.web.server.LocalServerPort;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Primary;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.test.annotation.DirtiesContext;
import org.springframework.test.context.DynamicPropertyRegistry;
import org.springframework.test.context.DynamicPropertySource;

/** The cloud, the database, and both go away in the middle of the work and come back: nothing is lost, nothing stands. */
@ExtendWith(AwayIT.ServersEndLast.class)
@SpringBootTest(
        classes = {Service.class, AwayIT.Context.class},
        webEnvironment = SpringBootTest.WebEnvironment.RANDOM_PORT,
        properties = {
            "spotcloud.hosting.password=s3cret",
            "spotcloud.cloud.timeout=3s",
            "spotcloud.cloud.watch=1s",
            "spotcloud.cloud.run-settle=2s",
            "spotcloud.cloud.instance-types[0].name=m1.small",
            "spotcloud.cloud.instance-types[0].vcpus=1",
            "spotcloud.cloud.instance-types[0].memory=2GB",
            "spotcloud.engine.lock=2s"
        })
@ExtendWith(OutputCaptureExtension.class)
@DirtiesContext
@Timeout(180)
@Tag("long")
class AwayIT {
    private static final Duration PATIENCE = Duration.ofSeconds(60);
    /** An outage of the database lasts longer than the locks of the steps that it meets. */
    private static final Duration DATABASE_AWAY = Duration.ofSeconds(Integer.getInteger("away.database.seconds", 5));
    /** Of images and instances that the cloud has to make. */
    private static final Duration SLOW = Duration.ofSeconds(10);
    /** What the pool waits for a connection, and some. */
    private static final Duration QUICKLY = Duration.ofSeconds(7);

    @TempDir
    static Path dir;

    private static SandboxProcess sandbox;
    private static MariaDb mariaDb;
    private static Relay database;
    private static Relay ec2;
    private static Relay s3;

    @LocalServerPort
    int port;

    @Autowired
    MovableClock clock;

    @Autowired
    StepPoller poller;

    @Autowired
    RuntimeService runtime;

    @Autowired
    Endpoints endpoints;

    @Autowired
    JdbcClient jdbc;

    private SandboxClient cloud;
    private Marketplace marketplace;
    private final List<String> machines = new ArrayList<>();

    @DynamicPropertySource
    static void everythingBehindRelays(DynamicPropertyRegistry registry) throws Exception {
        Files.createDirectories(dir.resolve("shelf"));
        sandbox = SandboxProcess.start(dir, dir.resolve("shelf"), "--boot-delay", "PT0.2S");
        SandboxFacts facts = sandbox.facts();
        mariaDb = Database.mariaDb(dir.resolve("database"));
        database = new Relay(mariaDb.port());
        ec2 = new Relay(URI.create(facts.ec2()).getPort());
        s3 = new Relay(URI.create(facts.s3()).getPort());
        Map<String, String> connection = mariaDb.settings();
        registry.add(
                "spring.datasource.url",
                () -> connection.get("SPRING_DATASOURCE_URL").replace(":" + mariaDb.port(), ":" + database.port()));
        registry.add("spring.datasource.username", () -> connection.get("SPRING_DATASOURCE_USERNAME"));
        registry.add("spring.datasource.password", () -> connection.get("SPRING_DATASOURCE_PASSWORD"));
        registry.add("spotcloud.cloud.endpoint", () -> through(ec2, facts.ec2()));
        registry.add("spotcloud.cloud.s3-endpoint", () -> through(s3, facts.s3()));
        registry.add("spotcloud.cloud.access-key", facts::accessKey);
        registry.add("spotcloud.cloud.secret-key", facts::secretKey);
        registry.add("spotcloud.publish.bucket", facts::bucket);
        registry.add("spotcloud.publish.cloud-certificate", facts::cloudCertificate);
        registry.add("spotcloud.packages.url-template", facts::packages);
        registry.add("spotcloud.workspace.dir", () -> dir.resolve("workspace"));
        registry.add("spotcloud.secrets.key-file", () -> dir.resolve("secret.key"));
        registry.add("spotcloud.admin.password-file", () -> dir.resolve("admin-password"));
    }

    private static String through(Relay relay, String url) {
        return url.replace(":" + URI.create(url).getPort(), ":" + relay.port());
    }

    @BeforeEach
    void awaitHardware() throws Exception {
        cloud = new SandboxClient(URI.create(sandbox.facts().control()));
        marketplace = new Marketplace(URI.create("http://127.0.0.1:" + port), new Signed("spotcloud", "s3cret"));
        await("hardware is offered", () -> !marketplace.hardware().isMissingNode());
    }

    @AfterEach
    void mendAll() {
        List.of(database, ec2, s3).forEach(Relay::mend);
    }

    @Test
    void theCloudIsAwayForAnHour(CapturedOutput output) throws Exception {
        String imported = shelve();
        order(imported, 1);
        awaitAllRun();
        ec2.cut();
        s3.cut();
        order(imported, 6);
        order(shelve(), 2);
        await("EC2 counts as away", () -> endpoints.isAway(Endpoints.EC2));
        int probesBefore = ec2.refused();
        long endsBefore = ends();

        for (int minute = 0; minute < 60; minute++) {
            clock.advance(Duration.ofMinutes(1));
            poller.wake();
            Thread.sleep(80);
        }

        assertThat(endpoints.outages()).extracting(Outage::endpoint).contains(Endpoints.EC2);
        // the watcher looks once a second, and of the steps one for each of the two queues is let through at a time
        assertThat(ec2.refused() - probesBefore).as("calls in the hour").isBetween(10, 200);
        assertNothingStands();
        assertThat(ends()).as("orders that have ended").isEqualTo(endsBefore);
        assertThat(jdbc.sql("SELECT COALESCE(MAX(starts), 0) FROM step_attempt")
                        .query(Integer.class)
                        .single())
                .isLessThanOrEqualTo(1);
        assertThat(occurrences(output, "EC2 is away")).isEqualTo(1);

        Instant back = Instant.now();
        ec2.mend();
        s3.mend();
        await("the launches go on", () -> runningInCloud() >= 7);
        assertThat(Duration.between(back, Instant.now())).isLessThan(Duration.ofSeconds(15));
        awaitAllRun();
        assertThat(runningInCloud()).isEqualTo(9);
        assertThat(endpoints.outages()).isEmpty();
        assertThat(occurrences(output, "EC2 answers again")).isEqualTo(1);
        assertThat(occurrences(output, "Task_RunInstance failed and is tried again"))
                .as("orders whose own fault was logged before the outage was known")
                .isLessThan(5);
        assertNothingStands();
    }

    @Test
    void theHourIsNoneInWhichAnImageOrAnInstanceIsLate() throws Exception {
        String imported = shelve();
        order(imported, 1);
        awaitAllRun();
        cloud.set("imageDelay", SLOW);
        cloud.set("bootDelay", SLOW);
        try {
            order(shelve(), 1);
            await("an import waits for its images", () -> isAt("Task_AwaitAvailable"));
            order(imported, 1);
            await("a launch waits for its instance", () -> isAt("Task_AwaitRunning"));
            ec2.cut();
            s3.cut();
            long endsBefore = ends();
            await("EC2 counts as away", () -> endpoints.isAway(Endpoints.EC2));

            for (int minute = 0; minute < 80; minute++) {
                clock.advance(Duration.ofMinutes(1));
                // a look comes every second
                Thread.sleep(350);
            }

            assertThat(isAt("Task_AwaitAvailable")).isTrue();
            assertThat(isAt("Task_AwaitRunning")).isTrue();
            assertThat(ends()).as("orders that have ended").isEqualTo(endsBefore);
            assertNothingStands();
        } finally {
            cloud.set("imageDelay", Duration.ZERO);
            cloud.set("bootDelay", Duration.ofMillis(200));
        }
        ec2.mend();
        s3.mend();
        awaitAllRun();
        assertNothingStands();
    }

    private boolean isAt(String activity) {
        return runtime.createExecutionQuery().activityId(activity).count() > 0;
    }

    @Test
    void theDatabaseIsAwayInTheMiddleOfEverything() throws Exception {
        int before = runningInCloud();
        String shelved = shelve();
        order(shelved, 6);
        order(shelve(), 2);
        await("the imports are under way", () -> cloud.images().stream()
                .anyMatch(image -> image.name().contains(shelved)));

        database.cut();
        awayFor(DATABASE_AWAY, database::mend);

        awaitAllRun();
        assertThat(runningInCloud() - before).isEqualTo(8);
        assertNothingStands();
    }

    @Test
    void theDatabaseStopsWhileTheCloudIsAwayToo() throws Exception {
        int before = runningInCloud();
        order(shelve(), 4);
        ec2.cut();
        s3.cut();
        mariaDb.pauseServer();
        try {
            Thread.sleep(1000); // a connection that was good half a second ago is taken to be good
            awayFor(DATABASE_AWAY, mariaDb::continueServer);
        } finally {
            mariaDb.continueServer();
        }
        Thread.sleep(2000);
        ec2.mend();
        s3.mend();

        awaitAllRun();
        assertThat(runningInCloud() - before).isEqualTo(4);
        assertNothingStands();
    }

    /** What the endpoint answers meanwhile, and the end of the outage. */
    private void awayFor(Duration time, Action end) throws Exception {
        Instant since = Instant.now();
        JsonNode answer = marketplace.put(
                "vm",
                Map.of(
                        "name", UUID.randomUUID().toString(),
                        "package", UUID.randomUUID().toString(),
                        "hardware", UUID.randomUUID().toString()));
        assertThat(Duration.between(since, Instant.now())).isLessThan(QUICKLY);
        assertThat(answer.path("errno").asInt()).isEqualTo(1);
        assertThat(answer.path("message").asText())
                .isEqualTo("Could not start provision: the database does not answer");
        Instant asked = Instant.now();
        assertThat(marketplace.isUp()).isTrue(); // what needs no database is answered
        assertThatThrownBy(() -> marketplace.get("vm/list"))
                .isInstanceOf(IOException.class)
                .hasMessageContaining("HTTP 500");
        assertThat(Duration.between(asked, Instant.now())).isLessThan(QUICKLY);
        Thread.sleep(
                Math.max(0, time.minus(Duration.between(since, Instant.now())).toMillis()));
        end.run();
    }

    private void assertNothingStands() {
        assertThat(runtime.createIncidentQuery().list())
                .extracting(incident -> incident.getActivityId() + ": " + incident.getIncidentMessage())
                .isEmpty();
    }

    private String shelve() throws IOException {
        String uuid = UUID.randomUUID().toString();
        Files.copy(Lab.SAMPLE, dir.resolve("shelf").resolve(uuid + ".xvm2"));
        return uuid;
    }

    private void order(String packageUuid, int times) throws Exception {
        for (int i = 0; i < times; i++) {
            String machine = UUID.randomUUID().toString();
            assertThat(marketplace.order(machine, packageUuid).path("errno").asInt())
                    .isZero();
            machines.add(machine);
        }
    }

    private void awaitAllRun() throws Exception {
        for (String machine : machines) {
            await(machine + " runs", () -> marketplace
                    .get("vm/" + machine)
                    .orElseThrow()
                    .path("vm")
                    .path("state")
                    .asText()
                    .equals("running"));
        }
    }

    private long ends() {
        return jdbc.sql("SELECT COUNT(*) FROM order_transaction WHERE ended IS NOT NULL")
                .query(Long.class)
                .single();
    }

    private int runningInCloud() {
        return (int) cloud.instances().stream()
                .map(InstanceTruth::state)
                .filter(state -> state.equals("running") || state.equals("pending"))
                .count();
    }

    private static int occurrences(CapturedOutput output, String text) {
        return output.getOut().split(Pattern.quote(text), -1).length - 1;
    }

    private interface Action {
        void run() throws Exception;
    }

    private interface Condition {
        boolean isMet() throws Exception;
    }

    private static void await(String what, Condition condition) throws Exception {
        Instant limit = Instant.now().plus(PATIENCE);
        while (!isMet(condition)) {
            assertThat(Instant.now()).as(what).isBefore(limit);
            TimeUnit.MILLISECONDS.sleep(100);
        }
    }

    /** The endpoint may answer HTTP 500 for some seconds more, until the pool connects again. */
    private static boolean isMet(Condition condition) throws Exception {
        try {
            return condition.isMet();
        } catch (IOException e) {
            return false;
        }
    }

    /** The time of the service and of its engine, which tests can advance. */
    static final class MovableClock extends Clock {
        private volatile Duration offset = Duration.ZERO;

        void advance(Duration time) {
            offset = offset.plus(time);
            ClockUtil.offset(offset.toMillis());
        }

        @Override
        public Instant instant() {
            return Instant.now().plus(offset);
        }

        @Override
        public ZoneId getZone() {
            return ZoneOffset.UTC;
        }

        @Override
        public Clock withZone(ZoneId zone) {
            return Clock.offset(Clock.system(zone), offset);
        }
    }

    /** Registered before Spring's own extension, so that its turn comes when the service has ended. */
    static final class ServersEndLast implements AfterAllCallback {
        @Override
        public void afterAll(ExtensionContext context) throws IOException {
            ClockUtil.reset();
            database.close();
            ec2.close();
            s3.close();
            mariaDb.close();
            sandbox.close();
        }
    }

    @TestConfiguration(proxyBeanMethods = false)
    static class Context {
        @Bean
        @Primary
        MovableClock movableClock() {
            return new MovableClock();
        }

        /** The database's clock moves with the node's. */
        @Bean
        @Primary
        NodeRows movedRows(JdbcClient jdbc, MovableClock clock) {
            return new NodeRows(jdbc) {
                @Override
                Instant databaseTime() {
                    return super.databaseTime().plus(clock.offset);
                }
            };
        }
    }
}

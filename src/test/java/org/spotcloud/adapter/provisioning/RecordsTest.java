package org.spotcloud.adapter.provisioning;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.sql.Timestamp;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.Period;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.Date;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.camunda.bpm.engine.HistoryService;
import org.camunda.bpm.engine.ManagementService;
import org.camunda.bpm.engine.RepositoryService;
import org.camunda.bpm.engine.history.HistoricProcessInstance;
import org.camunda.bpm.engine.impl.util.ClockUtil;
import org.camunda.bpm.engine.repository.ProcessDefinition;
import org.camunda.bpm.engine.runtime.Job;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.slf4j.MDC;
import org.spotcloud.adapter.Service;
import org.spotcloud.adapter.catalog.Architecture;
import org.spotcloud.adapter.catalog.Claim;
import org.spotcloud.adapter.catalog.Fault;
import org.spotcloud.adapter.catalog.HardwareTemplates;
import org.spotcloud.adapter.catalog.ImageGeneration;
import org.spotcloud.adapter.catalog.ImageKey;
import org.spotcloud.adapter.catalog.InstanceType;
import org.spotcloud.adapter.catalog.PackageId;
import org.spotcloud.adapter.catalog.Publication;
import org.spotcloud.adapter.catalog.Publisher;
import org.spotcloud.adapter.catalog.TransferProgress;
import org.spotcloud.adapter.machines.Machine;
import org.spotcloud.adapter.machines.Machines;
import org.spotcloud.adapter.machines.Order;
import org.spotcloud.adapter.machines.OrderAnswer.Accepted;
import org.spotcloud.adapter.machines.Orders;
import org.spotcloud.adapter.machines.Transactions;
import org.spotcloud.adapter.machines.Usage;
import org.spotcloud.adapter.provisioning.ByHand.PausingImages;
import org.spotcloud.adapter.provisioning.Processes.Variables;
import org.spotcloud.adapter.settings.HistorySettings;
import org.spotcloud.adapter.settings.UsageSettings;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.test.context.SpringBootTest;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.test.context.DynamicPropertyRegistry;
import org.springframework.test.context.DynamicPropertySource;
import org.springframework.transaction.support.TransactionTemplate;

/**
 * What has ended is kept as long as the settings say, in the engine's tables and in ours, and then it goes; and a line of
 * the log says what it is about.
 */
@SpringBootTest(
        classes = {Service.class, ByHand.Context.class},
        webEnvironment = SpringBootTest.WebEnvironment.MOCK,
        properties = {
            "spring.datasource.url=jdbc:h2:mem:records;DB_CLOSE_DELAY=-1;LOCK_TIMEOUT=10000",
            "camunda.bpm.job-execution.enabled=false",
            "spotcloud.history.keep=3d"
        })
class RecordsTest {
    private static final Duration KEPT = Duration.ofDays(3);
    private static final List<String> HISTORY =
            List.of("ACT_HI_PROCINST", "ACT_HI_ACTINST", "ACT_HI_VARINST", "ACT_HI_INCIDENT");

    @TempDir
    static Path dir;

    @Autowired
    ByHand byHand;

    @Autowired
    Orders orders;

    @Autowired
    Machines machines;

    @Autowired
    Transactions transactions;

    @Autowired
    PausingImages images;

    @Autowired
    HardwareTemplates hardware;

    @Autowired
    RepositoryService repository;

    @Autowired
    HistoryService history;

    @Autowired
    ManagementService management;

    @Autowired
    RecordsCleanup cleanup;

    @Autowired
    Usage usage;

    @Autowired
    Leases leases;

    @Autowired
    TransactionTemplate transaction;

    @Autowired
    JdbcClient jdbc;

    @DynamicPropertySource
    static void folders(DynamicPropertyRegistry registry) {
        registry.add("spotcloud.workspace.dir", () -> dir.resolve("workspace").toString());
        registry.add(
                "spotcloud.secrets.key-file", () -> dir.resolve("secret.key").toString());
        registry.add("spotcloud.admin.password-file", () -> dir.resolve("admin-password")
                .toString());
    }

    @AfterEach
    void restoreTheEnginesClock() {
        ClockUtil.reset();
    }

    @Test
    void cleansTheHistoryOfProcessesThatEndedLongerAgoThanTheSetting() {
        assertThat(repository.createProcessDefinitionQuery().list())
                .hasSizeGreaterThanOrEqualTo(3)
                .extracting(ProcessDefinition::getHistoryTimeToLive)
                .containsOnly((int) KEPT.toDays());

        String process = orderedAndDeleted().terminateProcessId().orElseThrow();
        HistoricProcessInstance ended = history.createHistoricProcessInstanceQuery()
                .processInstanceId(process)
                .singleResult();
        assertThat(ended.getRemovalTime())
                .isEqualTo(Date.from(ended.getEndTime().toInstant().plus(KEPT)));

        clean();
        assertThat(rowsOf(process)).containsEntry("ACT_HI_PROCINST", 1);
        ClockUtil.offset(KEPT.plusMinutes(1).toMillis());
        clean();
        assertThat(rowsOf(process))
                .allSatisfy((table, rows) -> assertThat(rows).as(table).isZero());
    }

    @Test
    void cleansInTheNightByItself() {
        assertThat(history.findHistoryCleanupJobs()).isNotEmpty().allSatisfy(job -> assertThat(
                        job.getDuedate().toInstant().atOffset(ZoneOffset.UTC).getHour())
                .isBetween(3, 4));
    }

    @Test
    void dropsClosedMachinesAndKeepsTheirNewestTransactions() {
        Machine old = orderedAndDeleted();
        Machine recent = orderedAndDeleted();
        Timestamp before = Timestamp.from(Instant.now().minus(KEPT).minusSeconds(60));
        jdbc.sql("UPDATE machine SET closed_at = ? WHERE launch_id = ?")
                .params(before, old.launchId().toString())
                .update();
        jdbc.sql("UPDATE order_transaction SET ended = ? WHERE launch_id = ?")
                .params(before, old.launchId().toString())
                .update();

        cleanup.clean();

        assertThat(machines.find(old.launchId())).isEmpty();
        assertThat(machines.find(recent.launchId())).isPresent();
        assertThat(transactions.find(old.transactionId())).isPresent();
    }

    @Test
    void withdrawsWhatWasPublishedForImagesThatAreNoMore() {
        ImageKey renewed = imported(2);
        ImageKey gone = imported(1);
        images.gone(gone, "ami-1");
        ImageKey used = imported(1);
        List<ImageGeneration> withdrawn = new ArrayList<>();
        Publisher publisher = new Publisher() {
            @Override
            public String publish(Publication publication, TransferProgress progress) {
                throw new AssertionError("nothing is to be published");
            }

            @Override
            public boolean withdraw(ImageKey key, int generation, Claim claim) {
                withdrawn.add(new ImageGeneration(key, generation));
                if (key.equals(renewed)) {
                    throw Fault.tryAgain("the cloud is away", null);
                }
                return true;
            }

            @Override
            public List<ImageGeneration> begunBefore(Instant limit) {
                assertThat(limit).isBefore(Instant.now().minus(KEPT));
                ImageKey unknown = new ImageKey(new PackageId(UUID.randomUUID()), Architecture.X86_64);
                return Stream.of(renewed, gone, used, unknown)
                        .flatMap(key -> Stream.of(new ImageGeneration(key, 1), new ImageGeneration(key, 2)))
                        .toList();
            }
        };

        new RecordsCleanup(
                        machines,
                        transactions,
                        usage,
                        images,
                        publisher,
                        leases,
                        new HistorySettings(KEPT),
                        new UsageSettings(Period.ofYears(3)),
                        Clock.systemUTC())
                .clean();

        assertThat(withdrawn).containsExactly(new ImageGeneration(renewed, 1), new ImageGeneration(gone, 1));
    }

    @Test
    void namesKeyAndProcessInTheLogOfAJob() {
        Machine machine = ordered();
        Map<String, String> context = new HashMap<>();
        images.pauseWhenLocked(() -> context.putAll(MDC.getCopyOfContextMap()));
        MDC.put("key", "of the step around it");
        try {
            byHand.launchToImage(machine);
            assertThat(MDC.get("key")).isEqualTo("of the step around it");
        } finally {
            MDC.clear();
            images.pauseWhenLocked(() -> {});
        }

        assertThat(context)
                .containsEntry("key", machine.machineId())
                .containsEntry("process", machine.launchProcessId().orElseThrow());
    }

    private void clean() {
        history.cleanUpHistoryAsync(true);
        for (Job job : history.findHistoryCleanupJobs()) {
            management.executeJob(job.getId());
        }
    }

    private Map<String, Integer> rowsOf(String process) {
        return HISTORY.stream().collect(Collectors.toMap(table -> table, table -> jdbc.sql(
                        "SELECT COUNT(*) FROM " + table + " WHERE PROC_INST_ID_ = ?")
                .param(process)
                .query(Integer.class)
                .single()));
    }

    /** A ready image that was imported so many times, by now as ami-1. */
    private ImageKey imported(int times) {
        ImageKey key = new ImageKey(new PackageId(UUID.randomUUID()), Architecture.X86_64);
        transaction.executeWithoutResult(status -> {
            images.lock(key);
            images.importing(key, times, "an import");
        });
        images.ready(key, times, "ami-1", "aki-1", "ari-1");
        return key;
    }

    private Machine ordered() {
        hardware.sync(List.of(new InstanceType("m1.small", 1, 2048, 20)));
        UUID small = hardware.offered().get(0).id();
        Accepted accepted = (Accepted)
                orders.place(new Order(UUID.randomUUID().toString(), new PackageId(UUID.randomUUID()), small));
        return machines.findLive(accepted.machineId()).orElseThrow();
    }

    /** A machine that was deleted before anything ran, its processes at their ends. */
    private Machine orderedAndDeleted() {
        Machine machine = orders.delete(ordered().machineId()).orElseThrow();
        String process = machines.find(machine.launchId())
                .orElseThrow()
                .terminateProcessId()
                .orElseThrow();
        byHand.runJob(process);
        byHand.complete(
                process,
                "Task_FindInstance",
                Map.of(Variables.INSTANCE_FOUND, false, Variables.ADDRESS_CLAIMED, false));
        return machines.find(machine.launchId()).orElseThrow();
    }
}

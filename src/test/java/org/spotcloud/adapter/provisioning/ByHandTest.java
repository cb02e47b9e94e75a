package org.spotcloud.adapter.provisioning;

import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Clock;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.camunda.bpm.engine.ExternalTaskService;
import org.junit.jupiter.api.BeforeEach;
import org.spotcloud.adapter.Service;
import org.spotcloud.adapter.catalog.Endpoints;
import org.spotcloud.adapter.catalog.HardwareTemplates;
import org.spotcloud.adapter.catalog.Image;
import org.spotcloud.adapter.catalog.Images;
import org.spotcloud.adapter.catalog.InstanceType;
import org.spotcloud.adapter.catalog.PackageId;
import org.spotcloud.adapter.machines.Machine;
import org.spotcloud.adapter.machines.Machines;
import org.spotcloud.adapter.machines.Order;
import org.spotcloud.adapter.machines.OrderAnswer.Accepted;
import org.spotcloud.adapter.machines.Orders;
import org.spotcloud.adapter.machines.Transaction;
import org.spotcloud.adapter.machines.Transactions;
import org.spotcloud.adapter.provisioning.Processes.Messages;
import org.spotcloud.adapter.provisioning.Processes.Variables;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.test.context.SpringBootTest;
import org.springframework.test.context.DynamicPropertyRegistry;
import org.springframework.test.context.DynamicPropertySource;
import org.springframework.transaction.PlatformTransactionManager;
import org.springframework.transaction.support.TransactionTemplate;

/** What the tests of the processes' paths share: one service whose processes are moved by hand, and orders. */
@SpringBootTest(
        classes = {Service.class, ByHand.Context.class},
        webEnvironment = SpringBootTest.WebEnvironment.MOCK,
        properties = {
            "spring.datasource.url=jdbc:h2:mem:paths;DB_CLOSE_DELAY=-1;LOCK_TIMEOUT=10000",
            "camunda.bpm.job-execution.enabled=false"
        })
abstract class ByHandTest {
    @Autowired
    ByHand byHand;

    @Autowired
    Orders orders;

    @Autowired
    Machines machines;

    @Autowired
    Transactions transactions;

    @Autowired
    Images images;

    @Autowired
    Waits waits;

    @Autowired
    ImageSweep sweep;

    @Autowired
    HardwareTemplates hardware;

    @Autowired
    ExternalTaskService tasks;

    @Autowired
    StepAttempts attempts;

    @Autowired
    PlatformTransactionManager transactionManager;

    final PackageId packageId = new PackageId(UUID.randomUUID());

    @DynamicPropertySource
    static void folders(DynamicPropertyRegistry registry) {
        Path dir = Path.of("target", "by-hand");
        registry.add("spotcloud.workspace.dir", () -> dir.resolve("workspace").toString());
        registry.add(
                "spotcloud.secrets.key-file", () -> dir.resolve("secret.key").toString());
        registry.add("spotcloud.admin.password-file", () -> dir.resolve("admin-password")
                .toString());
    }

    @BeforeEach
    void offerHardware() {
        hardware.sync(List.of(new InstanceType("m1.small", 1, 2048, 20)));
    }

    /** What stores the outcome of a step, as the poller's does. */
    StepReports reports() {
        return new StepReports(
                tasks,
                attempts,
                new RetryDelay(new SecureRandom()),
                new Endpoints(Clock.systemUTC()),
                Clock.systemUTC(),
                new TransactionTemplate(transactionManager));
    }

    /** Orders a machine of this test's package. */
    Machine order() {
        return order(packageId);
    }

    Machine order(PackageId ordered) {
        UUID small = hardware.offered().stream()
                .filter(template -> template.name().equals("m1.small.x86_64"))
                .findFirst()
                .orElseThrow()
                .id();
        Accepted accepted = (Accepted) orders.place(new Order(UUID.randomUUID().toString(), ordered, small));
        return machines.findLive(accepted.machineId()).orElseThrow();
    }

    /** The machine as it stands now. */
    Machine now(Machine machine) {
        return machines.find(machine.launchId()).orElseThrow();
    }

    Transaction transaction(Machine machine) {
        return transactions.find(machine.transactionId()).orElseThrow();
    }

    Image image(Machine machine) {
        return images.find(machine.image()).orElseThrow();
    }

    static String launch(Machine machine) {
        return machine.launchProcessId().orElseThrow();
    }

    /** The import that a machine's image waits for. */
    String importOf(Machine machine) {
        return image(machine).importProcessId().orElseThrow();
    }

    String terminate(Machine machine) {
        return now(machine).terminateProcessId().orElseThrow();
    }

    /** Brings a launch to where its instance is to be run. */
    void toRun(Machine machine) {
        byHand.launchToImage(machine);
        byHand.importToAvailable(importOf(machine));
        available(importOf(machine));
        sweep.wake(machine.image());
        byHand.runJob(launch(machine));
    }

    void available(String imports) {
        waits.wake(imports, Messages.IMAGES_SETTLED, Map.of(Variables.IMAGES_AVAILABLE, true));
    }
}

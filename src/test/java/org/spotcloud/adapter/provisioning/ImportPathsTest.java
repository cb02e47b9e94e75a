package org.spotcloud.adapter.provisioning;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.Map;
import org.camunda.bpm.engine.RuntimeService;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.spotcloud.adapter.catalog.Claim;
import org.spotcloud.adapter.catalog.Fault;
import org.spotcloud.adapter.catalog.ImageKey;
import org.spotcloud.adapter.catalog.ImageState;
import org.spotcloud.adapter.catalog.Publication;
import org.spotcloud.adapter.catalog.Publisher;
import org.spotcloud.adapter.catalog.Refusals;
import org.spotcloud.adapter.catalog.TransferProgress;
import org.spotcloud.adapter.machines.Machine;
import org.spotcloud.adapter.provisioning.Processes.Messages;
import org.spotcloud.adapter.provisioning.Processes.Variables;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.transaction.PlatformTransactionManager;
import org.springframework.transaction.support.TransactionTemplate;

/** Each way through an import settles its image, or leads to the operator and on. */
class ImportPathsTest extends ByHandTest {
    @Autowired
    PlatformTransactionManager transactionManager;

    @Autowired
    RuntimeService runtime;

    private Machine machine;
    private String imports;

    @BeforeEach
    void oneLaunchWaits() {
        machine = order();
        byHand.launchToImage(machine);
        imports = importOf(machine);
    }

    @Test
    void publishesWithoutARamdisk() {
        byHand.importToExtract(imports);
        byHand.complete(imports, "Task_ExtractKernel", Map.of(Variables.HAS_RAMDISK, false));
        byHand.complete(imports, "Task_PublishKernel", Map.of(Variables.KERNEL_ID, "aki-1"));
        byHand.complete(imports, "Task_PublishImage", Map.of(Variables.IMAGE_ID, "ami-1"));
        available(imports);

        assertReadyAndTidy();
    }

    @Test
    void publishesADiskThatBootsItselfAlone() {
        byHand.importToExtract(imports);
        byHand.complete(
                imports, "Task_ExtractKernel", Map.of(Variables.HAS_KERNEL, false, Variables.HAS_RAMDISK, false));
        byHand.complete(imports, "Task_PublishImage", Map.of(Variables.IMAGE_ID, "ami-1"));
        waits.wake(
                imports,
                Messages.IMAGES_SETTLED,
                Map.of(Variables.IMAGES_AVAILABLE, false, Variables.CAUSE, "ami-1 turned failed"));
        byHand.complete(imports, "Task_WithdrawFailed", Map.of());
        byHand.complete(
                imports, "Task_ExtractKernel", Map.of(Variables.HAS_KERNEL, false, Variables.HAS_RAMDISK, false));
        byHand.complete(imports, "Task_PublishImage", Map.of(Variables.IMAGE_ID, "ami-1"));
        available(imports);

        assertReadyAndTidy();
    }

    @Test
    void publishesFailedImagesAgainWhenTheOperatorSaysSo() {
        byHand.importToAvailable(imports);
        waits.wake(
                imports,
                Messages.IMAGES_SETTLED,
                Map.of(Variables.IMAGES_AVAILABLE, false, Variables.CAUSE, "ami-1 turned failed"));

        withdrawnAndPublishedAgain("ami-1 turned failed");
        available(imports);
        assertReadyAndTidy();
    }

    @Test
    void publishesAgainWhatDidNotBecomeAvailableInTime() {
        byHand.importToAvailable(imports);
        byHand.runTimer(imports, "Boundary_NotAvailable");

        withdrawnAndPublishedAgain(
                "the cloud did not make the images of package " + packageId + " available within 1 h");
        available(imports);
        assertReadyAndTidy();
    }

    @Test
    void withdrawsWhatAnotherImportHasSuperseded() {
        byHand.importToAvailable(imports);
        int generation = image(machine).generation();
        new TransactionTemplate(transactionManager).executeWithoutResult(status -> {
            images.lock(machine.image());
            images.importing(machine.image(), generation + 1, "another");
        });
        available(imports);

        assertThat(byHand.at(imports)).isEqualTo("Task_WithdrawSuperseded");
        assertThat(image(machine)).satisfies(image -> {
            assertThat(image.state()).isEqualTo(ImageState.IMPORTING);
            assertThat(image.imageId()).isEmpty();
        });
        assertThat(withdraw(true)).isEqualTo(Outcome.done().getClass());
        byHand.complete(imports, "Task_WithdrawSuperseded", Map.of());
        byHand.complete(imports, "Task_CleanWorkspace", Map.of());
        assertThat(waits.runs(imports)).isFalse();
    }

    @Test
    void beginsAnewWhereAWorkspaceIsLost() {
        byHand.importToExtract(imports);
        byHand.complete(imports, "Task_ExtractKernel", Map.of(Variables.HAS_RAMDISK, true));
        byHand.complete(imports, "Task_PublishKernel", Map.of(Variables.KERNEL_ID, "aki-0"));
        byHand.complete(imports, "Task_PublishRamdisk", Map.of(Variables.RAMDISK_ID, "ari-0"));
        byHand.refuse(imports, Refusals.WORKSPACE_LOST, "the node is gone");

        assertThat(byHand.at(imports)).isEqualTo("Task_WithdrawLost");
        assertThat(withdraw(true)).isEqualTo(Outcome.Done.class);
        byHand.complete(imports, "Task_WithdrawLost", Map.of());
        byHand.complete(imports, "Task_ReserveWorkspace", Map.of(Variables.NODE, "there"));
        byHand.complete(imports, "Task_FetchAndConvert", Map.of());
        byHand.complete(imports, "Task_ExtractKernel", Map.of(Variables.HAS_RAMDISK, false));
        byHand.complete(imports, "Task_PublishKernel", Map.of(Variables.KERNEL_ID, "aki-1"));
        byHand.complete(imports, "Task_PublishImage", Map.of(Variables.IMAGE_ID, "ami-1"));
        available(imports);
        assertReadyAndTidy();
    }

    @Test
    void refusesAPackageWithoutAKernel() {
        byHand.importToExtract(imports);
        byHand.refuse(imports, Refusals.BAD_PACKAGE, "no kernel");
        byHand.runJob(imports);

        assertThat(image(machine).refusal()).hasValue("no kernel");
        byHand.complete(imports, "Task_WakeLaunches", Map.of());
        byHand.complete(imports, "Task_CleanWorkspace", Map.of());
        assertThat(waits.runs(imports)).isFalse();
        sweep.wake(machine.image());
        byHand.runJob(launch(machine));
        assertThat(transaction(machine).message()).isEqualTo("no kernel");
        assertThat(now(machine).closed()).isTrue();
    }

    /** The step of failed images stands as an incident once, and its retry leads back to publishing. */
    private void withdrawnAndPublishedAgain(String cause) {
        assertThat(byHand.at(imports)).isEqualTo("Task_WithdrawFailed");
        assertThatThrownBy(() -> withdraw(true, false))
                .isInstanceOfSatisfying(
                        Fault.class, fault -> assertThat(fault.kind()).isEqualTo(Fault.Kind.OPERATOR))
                .hasMessageStartingWith(cause);
        assertThat(withdraw(false)).isEqualTo(Outcome.Done.class);
        byHand.complete(imports, "Task_WithdrawFailed", Map.of());
        byHand.complete(imports, "Task_ExtractKernel", Map.of(Variables.HAS_KERNEL, true, Variables.HAS_RAMDISK, true));
        byHand.complete(imports, "Task_PublishKernel", Map.of(Variables.KERNEL_ID, "aki-2"));
        byHand.complete(imports, "Task_PublishRamdisk", Map.of(Variables.RAMDISK_ID, "ari-2"));
        byHand.complete(imports, "Task_PublishImage", Map.of(Variables.IMAGE_ID, "ami-2"));
    }

    /** Does the step that withdraws; the publisher says in turn whether there was anything. */
    private Class<?> withdraw(Boolean... anything) {
        Deque<Boolean> answers = new ArrayDeque<>(List.of(anything));
        Publisher publisher = new Publisher() {
            @Override
            public String publish(Publication publication, TransferProgress progress) {
                throw new AssertionError("nothing is to be published");
            }

            @Override
            public boolean withdraw(ImageKey key, int generation, Claim claim) {
                return answers.pop();
            }
        };
        return new WithdrawImages(publisher, runtime)
                .handle(new Step(
                        byHand.at(imports),
                        imports,
                        "here/1",
                        Claim.UNDISPUTED,
                        1,
                        byHand.variables(imports),
                        () -> {}))
                .getClass();
    }

    private void assertReadyAndTidy() {
        assertThat(image(machine).state()).isEqualTo(ImageState.READY);
        byHand.complete(imports, "Task_WakeLaunches", Map.of());
        byHand.complete(imports, "Task_CleanWorkspace", Map.of());
        assertThat(waits.runs(imports)).isFalse();
    }
}

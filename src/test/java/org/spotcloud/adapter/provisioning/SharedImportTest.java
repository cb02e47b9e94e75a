package org.spotcloud.adapter.provisioning;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.spotcloud.adapter.catalog.Image;
import org.spotcloud.adapter.catalog.ImageState;
import org.spotcloud.adapter.catalog.Refusals;
import org.spotcloud.adapter.machines.Machine;
import org.spotcloud.adapter.provisioning.ByHand.PausingImages;
import org.spotcloud.adapter.provisioning.Processes.Messages;
import org.spotcloud.adapter.provisioning.Processes.Variables;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.transaction.IllegalTransactionStateException;

/** Launches of one package share one import, however "the import ends" and "a launch begins to wait" fall together. */
class SharedImportTest extends ByHandTest {
    private static final long BLOCKED_MILLIS = 400;
    private static final long PATIENCE_SECONDS = 20;

    @Autowired
    PausingImages pausing;

    private final ExecutorService threads = Executors.newCachedThreadPool();
    private final CountDownLatch locked = new CountDownLatch(1);
    private final CountDownLatch goOn = new CountDownLatch(1);
    private Machine first;
    private Machine second;
    private String imports;

    @BeforeEach
    void oneLaunchWaitsAndAnotherIsAboutTo() {
        first = order();
        second = order();
        byHand.launchToImage(first);
        imports = images.find(first.image()).orElseThrow().importProcessId().orElseThrow();
        byHand.runJob(second.launchProcessId().orElseThrow());
    }

    @AfterEach
    void endThreads() {
        threads.shutdownNow();
    }

    @Test
    void wakesALaunchThatBeganToWaitJustBeforeTheImportEnded() throws Exception {
        byHand.importToAvailable(imports);
        Future<?> launch = threads.submit(() -> {
            pausing.pauseWhenLocked(this::holdTheLock);
            byHand.runJob(second.launchProcessId().orElseThrow());
        });
        assertThat(locked.await(PATIENCE_SECONDS, TimeUnit.SECONDS)).isTrue();

        Future<?> importEnds = threads.submit(() -> available(imports));
        assertBlocked(importEnds);
        goOn.countDown();
        launch.get(PATIENCE_SECONDS, TimeUnit.SECONDS);
        importEnds.get(PATIENCE_SECONDS, TimeUnit.SECONDS);

        assertThat(byHand.waitsForImage(second)).isTrue();
        wakeAndRunOn(first, second);
    }

    @Test
    void goesOnAtOnceWhenTheImportEndedJustBefore() throws Exception {
        byHand.importToAvailable(imports);
        Future<?> importEnds = threads.submit(() -> {
            pausing.pauseWhenLocked(this::holdTheLock);
            available(imports);
        });
        assertThat(locked.await(PATIENCE_SECONDS, TimeUnit.SECONDS)).isTrue();

        Future<?> launch =
                threads.submit(() -> byHand.runJob(second.launchProcessId().orElseThrow()));
        assertBlocked(launch);
        goOn.countDown();
        importEnds.get(PATIENCE_SECONDS, TimeUnit.SECONDS);
        launch.get(PATIENCE_SECONDS, TimeUnit.SECONDS);

        assertThat(byHand.waitsForImage(second)).isFalse();
        assertThat(byHand.at(second.launchProcessId().orElseThrow())).isEqualTo("Task_RunInstance");
        wakeAndRunOn(first);
    }

    @Test
    void tellsARefusalToThoseWhoWaitedAndTriesAgainForWhoOrdersLater() {
        byHand.runJob(second.launchProcessId().orElseThrow());
        byHand.runJob(imports);
        byHand.complete(imports, "Task_ReserveWorkspace", Map.of(Variables.NODE, "here"));
        byHand.refuse(imports, Refusals.BAD_PACKAGE, "Package " + packageId + " is no tar");
        byHand.runJob(imports);

        assertThat(image().state()).isEqualTo(ImageState.REFUSED);
        sweep.wake(first.image());
        byHand.runJob(first.launchProcessId().orElseThrow());
        byHand.runJob(second.launchProcessId().orElseThrow());
        for (Machine machine : List.of(first, second)) {
            assertThat(transactions.find(machine.transactionId()).orElseThrow()).satisfies(end -> {
                assertThat(end.error()).isTrue();
                assertThat(end.message()).isEqualTo("Package " + packageId + " is no tar");
            });
        }

        Machine third = order();
        byHand.launchToImage(third);
        assertThat(image()).satisfies(image -> {
            assertThat(image.state()).isEqualTo(ImageState.IMPORTING);
            assertThat(image.generation()).isEqualTo(2);
        });
    }

    @Test
    void importsAgainWhenTheProcessOfAnImportIsGone() {
        byHand.cancel(imports);

        byHand.runJob(second.launchProcessId().orElseThrow());

        assertThat(image().generation()).isEqualTo(2);
        assertThat(image().importProcessId()).isNotEqualTo(Optional.of(imports));
        assertThat(byHand.waitsForImage(second)).isTrue();
    }

    @Test
    void importsAnImageThatIsGoneOnceMoreAndNotTwice() {
        byHand.importToAvailable(imports);
        available(imports);
        byHand.runJob(second.launchProcessId().orElseThrow());
        String launch = second.launchProcessId().orElseThrow();

        byHand.refuse(launch, Refusals.IMAGE_GONE, "the cloud does not know ami-1");
        byHand.runJob(launch);
        assertThat(image()).satisfies(image -> {
            assertThat(image.state()).isEqualTo(ImageState.IMPORTING);
            assertThat(image.generation()).isEqualTo(2);
        });

        String again = image().importProcessId().orElseThrow();
        byHand.importToAvailable(again);
        waits.wake(again, Messages.IMAGES_SETTLED, Map.of(Variables.IMAGES_AVAILABLE, true));
        sweep.wake(second.image());
        byHand.runJob(launch);
        byHand.refuse(launch, Refusals.IMAGE_GONE, "the cloud does not know ami-1 again");

        assertThat(transactions.find(second.transactionId()).orElseThrow().message())
                .isEqualTo("the cloud does not know ami-1 again");
        assertThat(waits.runs(launch)).isFalse();
    }

    @Test
    void lockingOutsideATransactionIsRefused() {
        assertThatThrownBy(() -> images.lock(first.image())).isInstanceOf(IllegalTransactionStateException.class);
    }

    private void wakeAndRunOn(Machine... waiting) {
        assertThat(image().state()).isEqualTo(ImageState.READY);
        sweep.wake(first.image());
        for (Machine machine : waiting) {
            String launch = machine.launchProcessId().orElseThrow();
            byHand.runJob(launch);
            assertThat(byHand.at(launch)).isEqualTo("Task_RunInstance");
        }
    }

    private void holdTheLock() {
        locked.countDown();
        try {
            if (!goOn.await(PATIENCE_SECONDS, TimeUnit.SECONDS)) {
                throw new AssertionError("never told to go on");
            }
        } catch (InterruptedException e) {
            throw new AssertionError(e);
        }
    }

    private static void assertBlocked(Future<?> thread) {
        assertThatThrownBy(() -> thread.get(BLOCKED_MILLIS, TimeUnit.MILLISECONDS))
                .isInstanceOf(TimeoutException.class);
    }

    private Image image() {
        return image(first);
    }
}

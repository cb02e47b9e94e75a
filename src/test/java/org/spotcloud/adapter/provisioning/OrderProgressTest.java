package org.spotcloud.adapter.provisioning;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Clock;
import java.util.UUID;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.spotcloud.adapter.catalog.PackageId;
import org.spotcloud.adapter.imports.ImportProgress;
import org.spotcloud.adapter.imports.ImportProgress.Step;
import org.spotcloud.adapter.machines.Launches;
import org.spotcloud.adapter.machines.Machine;
import org.springframework.beans.factory.annotation.Autowired;

class OrderProgressTest extends ByHandTest {
    @Autowired
    Launches launches;

    private final ImportProgress progress = new ImportProgress(Clock.systemUTC());
    private OrderProgress orderProgress;
    private Machine first;
    private Machine second;
    private String imports;

    @BeforeEach
    void twoWaitForOneImport() {
        orderProgress = new OrderProgress(progress, images, launches);
        first = order();
        second = order();
        byHand.launchToImage(first);
        byHand.launchToImage(second);
        imports = importOf(first);
    }

    @Test
    void movesOnWithTheBytesOfEachStep() {
        Machine other = order(new PackageId(UUID.randomUUID()));
        moved(Step.FETCH, 0, -1);
        assertThat(completed()).isEqualTo(1);
        moved(Step.FETCH, 500, 1000);
        assertThat(completed()).isEqualTo(13);
        moved(Step.CONVERT, 5, 100);
        assertThat(completed()).isEqualTo(13);
        moved(Step.FETCH, 1000, 1000);
        assertThat(completed()).isEqualTo(25);
        assertThat(transaction(first).message()).isEqualTo("Package " + packageId + " is being fetched");
        moved(Step.EXTRACT, 1, 1);
        moved(Step.PUBLISH_KERNEL, 1, 1);
        assertThat(completed()).isEqualTo(28);
        moved(Step.PUBLISH_IMAGE, 200, 400);
        assertThat(completed()).isEqualTo(37);
        assertThat(transaction(first).message()).isEqualTo("Package " + packageId + " is being published");
        assertThat(transaction(other).completed()).isZero();
    }

    @Test
    void neverGoesBack() {
        moved(Step.PUBLISH_IMAGE, 400, 400);
        assertThat(completed()).isEqualTo(45);
        progress.ended(imports);

        // the workspace was lost, and the package is fetched again
        moved(Step.FETCH, 10, 1000);

        assertThat(completed()).isEqualTo(45);
    }

    private void moved(Step step, long done, long total) {
        progress.of(imports, packageId, step).moved(done, total);
        orderProgress.tell();
    }

    private int completed() {
        assertThat(transaction(second).completed()).isEqualTo(transaction(first).completed());
        return transaction(first).completed();
    }
}

package org.spotcloud.adapter.provisioning;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.UUID;
import org.junit.jupiter.api.Test;
import org.spotcloud.adapter.catalog.Architecture;
import org.spotcloud.adapter.catalog.ImageKey;
import org.spotcloud.adapter.catalog.PackageId;
import org.spotcloud.adapter.machines.Machine;
import org.spotcloud.adapter.settings.BootMode;
import org.spotcloud.adapter.settings.ImportSettings;

/** What orders wait for is counted by image, from the order on until the image is ready. */
class ImportQueueTest extends ByHandTest {
    @Test
    void isFullForPackagesThatNobodyWaitsForAndForNoOther() {
        int before = machines.importBacklog();
        Machine first = order();
        ImportQueue queue = new ImportQueue(
                images, machines, new ImportSettings(2, before + 1, ImportSettings.Inflater.AUTO, BootMode.AUTO));

        assertThat(machines.importBacklog()).isEqualTo(before + 1);
        assertThat(queue.overload(another())).contains((before + 1) + " packages wait to be imported, and no more may");
        assertThat(queue.overload(first.image()))
                .as("ordered, its import not begun")
                .isEmpty();

        byHand.launchToImage(first);
        assertThat(queue.overload(another())).isPresent();
        assertThat(queue.overload(first.image())).as("being imported").isEmpty();

        byHand.importToAvailable(importOf(first));
        available(importOf(first));
        assertThat(queue.overload(first.image())).as("ready").isEmpty();
        assertThat(queue.overload(another())).as("there is room again").isEmpty();
    }

    private static ImageKey another() {
        return new ImageKey(new PackageId(UUID.randomUUID()), Architecture.X86_64);
    }
}

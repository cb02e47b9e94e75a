package org.spotcloud.adapter.provisioning;

import java.util.Optional;
import org.spotcloud.adapter.catalog.Image;
import org.spotcloud.adapter.catalog.ImageKey;
import org.spotcloud.adapter.catalog.ImageState;
import org.spotcloud.adapter.catalog.Images;
import org.spotcloud.adapter.machines.Machines;
import org.spotcloud.adapter.settings.ImportSettings;
import org.springframework.stereotype.Component;

/** Knows when so much is to be imported that an order for one package more would only wait for its deadline. */
@Component
class ImportQueue {
    private final Images images;
    private final Machines machines;
    private final ImportSettings settings;

    ImportQueue(Images images, Machines machines, ImportSettings settings) {
        this.images = images;
        this.machines = machines;
        this.settings = settings;
    }

    /** Why an order for that image cannot be taken; empty when its image is ready, or comes, or has room in the queue. */
    Optional<String> overload(ImageKey image) {
        return isReadyOrComes(image) || machines.importBacklog() < settings.queue()
                ? Optional.empty()
                : Optional.of("%d packages wait to be imported, and no more may".formatted(settings.queue()));
    }

    private boolean isReadyOrComes(ImageKey image) {
        return images.find(image)
                        .map(Image::state)
                        .filter(state -> state == ImageState.READY || state == ImageState.IMPORTING)
                        .isPresent()
                || !machines.waitingFor(image).isEmpty();
    }
}

package org.spotcloud.adapter.machines;

import java.util.Objects;
import java.util.UUID;
import org.spotcloud.adapter.catalog.PackageId;

/**
 * What a buyer orders.
 *
 * @param name the machine's UUID, or any other text, which then gets an id of ours
 * @param hardware the hardware template's UUID
 * @param hardwareText the same, as the buyer spells it
 */
public record Order(String name, PackageId packageId, UUID hardware, String hardwareText) {
    public Order {
        Objects.requireNonNull(name, "name");
        Objects.requireNonNull(packageId, "packageId");
        Objects.requireNonNull(hardware, "hardware");
        Objects.requireNonNull(hardwareText, "hardwareText");
    }

    /** An order whose hardware is spelled as our lists spell it. */
    public Order(String name, PackageId packageId, UUID hardware) {
        this(name, packageId, hardware, hardware.toString());
    }
}

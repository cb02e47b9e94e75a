package org.spotcloud.adapter.catalog;

import java.util.List;
import java.util.UUID;

/** A network as the marketplace sees it. The marketplace uses a single one. */
public record Network(UUID id, String name) {
    /** The network that the 2011 adapter offered, and that the marketplace expects. */
    public static final Network DEFAULT =
            new Network(UUID.fromString("69aeeed3-f2aa-41c4-8d3a-a264413aa52a"), "Spot Cloud");

    /** All networks that are offered. */
    public static List<Network> all() {
        return List.of(DEFAULT);
    }
}

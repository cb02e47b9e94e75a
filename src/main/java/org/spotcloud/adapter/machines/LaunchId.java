package org.spotcloud.adapter.machines;

import java.util.Objects;
import java.util.UUID;

/** An order's own id: new for each order, also when a machine's UUID is ordered again. */
public record LaunchId(UUID value) {
    public LaunchId {
        Objects.requireNonNull(value, "value");
    }

    public static LaunchId of(String text) {
        return new LaunchId(UUID.fromString(text));
    }

    @Override
    public String toString() {
        return value.toString();
    }
}

package org.spotcloud.adapter.settings;

import java.util.Objects;
import java.util.regex.Pattern;

/**
 * This installation among others that may use the same cloud account: part of every name that it gives to something in
 * the cloud, so that it touches nothing but its own.
 *
 * @param id eight lower-case hexadecimal digits, made at the first start and never changed
 */
public record Installation(String id) {
    private static final Pattern ID = Pattern.compile("[0-9a-f]{8}");

    public Installation {
        Objects.requireNonNull(id, "id");
        if (!ID.matcher(id).matches()) {
            throw new IllegalArgumentException(
                    "an installation's id is eight lower-case hexadecimal digits, not '" + id + "'");
        }
    }

    @Override
    public String toString() {
        return id;
    }
}

package org.spotcloud.adapter.settings;

import java.util.regex.Pattern;

/**
 * This installation, which marks what it makes in clouds and stores.
 *
 * @param id eight lower-case hexadecimal digits, the same on every node of one database
 */
public record Installation(String id) {
    private static final Pattern ID = Pattern.compile("[0-9a-f]{8}");

    public Installation {
        if (!ID.matcher(id).matches()) {
            throw new IllegalArgumentException("an installation's id is eight hexadecimal digits, not '" + id + "'");
        }
    }
}

package org.spotcloud.adapter.hosting;

import java.util.Locale;
import java.util.Optional;
import java.util.UUID;
import java.util.regex.Pattern;

/** UUIDs as callers write them: 36 characters, in either case. */
final class UuidText {
    private static final Pattern FORM =
            Pattern.compile("[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}", Pattern.CASE_INSENSITIVE);

    private UuidText() {}

    /** The UUID, or empty when the text is none. */
    static Optional<UUID> parse(String text) {
        return FORM.matcher(text).matches()
                ? Optional.of(UUID.fromString(text.toLowerCase(Locale.ROOT)))
                : Optional.empty();
    }

    /**
     * The UUID in a path.
     *
     * @throws Refusal not found, when the text is none
     */
    static UUID inPath(String text) {
        return parse(text).orElseThrow(Refusal::notFound);
    }
}

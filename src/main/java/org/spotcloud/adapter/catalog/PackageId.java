package org.spotcloud.adapter.catalog;

import java.util.Locale;
import java.util.Objects;
import java.util.Optional;
import java.util.UUID;
import java.util.regex.Pattern;

/** The UUID under which the marketplace sells a package; compares without case. */
public record PackageId(UUID value) {
    private static final Pattern UUID_TEXT =
            Pattern.compile("[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}", Pattern.CASE_INSENSITIVE);

    public PackageId {
        Objects.requireNonNull(value, "value");
    }

    /** The package of that UUID, or empty when the text is not a UUID in its 36-character form. */
    public static Optional<PackageId> parse(String text) {
        return UUID_TEXT.matcher(text).matches()
                ? Optional.of(new PackageId(UUID.fromString(text.toLowerCase(Locale.ROOT))))
                : Optional.empty();
    }

    /** As {@link #parse}, for text that this service wrote itself. */
    public static PackageId of(String text) {
        return parse(text).orElseThrow(() -> new IllegalArgumentException("not a package UUID: " + text));
    }

    @Override
    public String toString() {
        return value.toString();
    }
}

package org.spotcloud.adapter.imports;

import java.util.Objects;
import java.util.Optional;

/**
 * What tells one version of a package from another: a strong {@code ETag}, else {@code Last-Modified}, as the server
 * wrote it (RFC 9110, section 8.8). Goes back in {@code If-Range}.
 */
record Validator(String text) {
    private static final String WEAK_PREFIX = "W/";

    Validator {
        Objects.requireNonNull(text, "text");
    }

    /** The validator of a response; empty when it has none that ranges may rest on. */
    static Optional<Validator> of(PackageConnection.Head head) {
        return head.header("ETag")
                .filter(tag -> !tag.startsWith(WEAK_PREFIX))
                .or(() -> head.header("Last-Modified"))
                .filter(text -> !text.isBlank())
                .map(Validator::new);
    }
}

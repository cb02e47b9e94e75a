package org.spotcloud.adapter.catalog;

import java.time.Instant;
import java.util.Objects;
import java.util.Optional;

/**
 * Something that bears the mark of this installation, as the cloud, the store or the disk shows it.
 *
 * @param id unique among those of its kind, at most 255 characters
 * @param name says who made it: a client token, an image's name, a prefix of keys, the id of an import
 * @param since when it was made or last written to; empty where that is not told
 * @param words what an operator wants to know of it
 */
public record Belonging(Kind kind, String id, String name, Optional<Instant> since, String words) {

    /** What it is. */
    public enum Kind {
        INSTANCE,
        IMAGE,
        /** The stored objects of one attempt to publish. */
        OBJECT,
        WORKSPACE
    }

    public Belonging {
        Objects.requireNonNull(kind, "kind");
        Objects.requireNonNull(id, "id");
        Objects.requireNonNull(name, "name");
        Objects.requireNonNull(since, "since");
        Objects.requireNonNull(words, "words");
    }
}

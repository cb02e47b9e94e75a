package org.spotcloud.adapter.catalog;

import java.util.Objects;

/** One import of an image; they are numbered from 1. */
public record ImageGeneration(ImageKey key, int number) {
    public ImageGeneration {
        Objects.requireNonNull(key, "key");
    }
}

package org.spotcloud.adapter.catalog;

import java.util.Objects;
import java.util.Optional;

/**
 * The image of a package on an architecture.
 *
 * @param generation counts the imports, 0 before the first
 * @param importProcessId the process that imports, or imported, this generation
 * @param imageId the machine image, while {@link ImageState#READY}
 * @param refusal why, while {@link ImageState#REFUSED}
 */
public record Image(
        ImageKey key,
        ImageState state,
        int generation,
        Optional<String> importProcessId,
        Optional<String> imageId,
        Optional<String> refusal) {

    public Image {
        Objects.requireNonNull(key, "key");
        Objects.requireNonNull(state, "state");
    }
}

package org.spotcloud.adapter.bundle;

import java.util.List;

/**
 * A bundle that was made.
 *
 * @param tarSha1 SHA-1 of the tar before it was compressed, in lower-case hexadecimal
 * @param imageSize bytes of the image
 * @param parts in order, at least one
 */
public record Bundle(String tarSha1, long imageSize, List<Part> parts) {
    public Bundle {
        parts = List.copyOf(parts);
    }

    /** Bytes of all parts. */
    public long bundledSize() {
        return parts.stream().mapToLong(Part::size).sum();
    }
}

package org.spotcloud.adapter.catalog;

import java.util.Objects;

/** What an image is imported for: one package on one architecture. */
public record ImageKey(PackageId packageId, Architecture architecture) {
    public ImageKey {
        Objects.requireNonNull(packageId, "packageId");
        Objects.requireNonNull(architecture, "architecture");
    }

    /** {@code <package uuid>/<architecture>}, the business key of the import. */
    @Override
    public String toString() {
        return packageId + "/" + architecture;
    }

    /** The key that {@link #toString} wrote. */
    public static ImageKey of(String text) {
        int slash = text.indexOf('/');
        return new ImageKey(PackageId.of(text.substring(0, slash)), Architecture.of(text.substring(slash + 1)));
    }
}

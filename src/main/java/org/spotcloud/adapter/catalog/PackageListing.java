package org.spotcloud.adapter.catalog;

import java.util.Objects;

/**
 * What is known of a package.
 *
 * @param storageMiB the disk's virtual size in MiB, 0 where unknown
 * @param os the operating system, {@code unknown} where unknown
 */
public record PackageListing(PackageId id, String name, long storageMiB, String os, String description) {
    private static final String UNKNOWN_OS = "unknown";

    public PackageListing {
        Objects.requireNonNull(id, "id");
        Objects.requireNonNull(name, "name");
        Objects.requireNonNull(os, "os");
        Objects.requireNonNull(description, "description");
    }

    /** A package of which nothing is known but its UUID. */
    public static PackageListing unknown(PackageId id) {
        return new PackageListing(id, id.toString(), 0, UNKNOWN_OS, "");
    }
}

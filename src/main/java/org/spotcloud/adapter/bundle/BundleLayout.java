package org.spotcloud.adapter.bundle;

import java.util.Objects;

/**
 * All that decides a bundle's bytes beside the image itself: the same image and the same layout give the same parts.
 *
 * @param prefix what the names of the parts and of the manifest begin with
 * @param member how the image stands in its tar
 * @param key what the parts are encrypted with
 * @param compressionLevel of Deflate, from 1 (fast) to 9
 * @param partSize bytes of each part but the last
 */
public record BundleLayout(String prefix, TarMember member, BundleKey key, int compressionLevel, int partSize) {
    /** The size that every reader of bundles has always been given. */
    public static final int PART_SIZE = 10_485_760;

    /** Which implementation of Deflate makes the bytes. */
    public static final String COMPRESSOR = "jdk-deflate";

    private static final int SLOWEST = 9;

    public BundleLayout {
        Objects.requireNonNull(prefix, "prefix");
        Objects.requireNonNull(member, "member");
        Objects.requireNonNull(key, "key");
        if (prefix.isBlank() || compressionLevel < 1 || compressionLevel > SLOWEST || partSize < 1) {
            throw new IllegalArgumentException(
                    "a bundle has a prefix, a level from 1 to 9 and parts of a byte or more, not '%s', %d and %d"
                            .formatted(prefix, compressionLevel, partSize));
        }
    }

    /** {@code <prefix>.part.00}, {@code .part.01} and so on, two digits at least. */
    public String partName(int index) {
        return "%s.part.%02d".formatted(prefix, index);
    }

    /** {@code <prefix>.manifest.xml}. */
    public String manifestName() {
        return manifestName(prefix);
    }

    /** The manifest's name under that prefix. */
    public static String manifestName(String prefix) {
        return prefix + ".manifest.xml";
    }

    /** The version of {@link #COMPRESSOR}. */
    public static String compressorVersion() {
        return Runtime.version().toString();
    }
}

package org.spotcloud.adapter.bundle;

/** The types of image that a manifest can declare. */
public enum BundleType {
    MACHINE("machine"),
    KERNEL("kernel"),
    RAMDISK("ramdisk");

    private final String text;

    BundleType(String text) {
        this.text = text;
    }

    /** As the manifest's element {@code type} says it. */
    String text() {
        return text;
    }
}

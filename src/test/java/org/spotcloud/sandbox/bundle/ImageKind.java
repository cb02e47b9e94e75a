package org.spotcloud.sandbox.bundle;

/** What an image is, as its id's prefix and the API's {@code imageType} say. */
public enum ImageKind {
    MACHINE("ami", "machine"),
    KERNEL("aki", "kernel"),
    RAMDISK("ari", "ramdisk");

    private final String prefix;
    private final String type;

    ImageKind(String prefix, String type) {
        this.prefix = prefix;
        this.type = type;
    }

    public String prefix() {
        return prefix;
    }

    public String type() {
        return type;
    }
}

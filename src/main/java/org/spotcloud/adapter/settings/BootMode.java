package org.spotcloud.adapter.settings;

/** What of a package's disk becomes the image, and how the image boots. */
public enum BootMode {
    /** As {@link #KERNEL} where the disk has a root file system with a kernel that can be read, else as {@link #DISK}. */
    AUTO,
    /** The root partition, with kernel and ramdisk beside it, which the cloud boots. */
    KERNEL,
    /** The whole disk, which boots itself. */
    DISK
}

package org.spotcloud.sandbox.bundle;

/**
 * What a bundle holds.
 *
 * @param fileName of the tar's one member
 * @param size bytes of the image
 * @param sha256 of the image, hex
 * @param virtualSize bytes of the disk in a QCOW2 image; 0 for kernels and ramdisks
 */
public record DecodedImage(String fileName, long size, String sha256, long virtualSize) {}

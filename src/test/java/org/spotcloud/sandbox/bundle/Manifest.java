package org.spotcloud.sandbox.bundle;

import java.util.List;

/**
 * The manifest of a bundle, version 2007-10-10.
 *
 * @param kernelId null when there is none; {@code true} when the image is a kernel
 * @param ramdiskId null when there is none; {@code true} when the image is a ramdisk
 * @param type {@code machine}, {@code kernel} or {@code ramdisk}
 * @param digest SHA-1 of the tar, hex
 * @param size bytes of the image
 * @param bundledSize bytes of all parts
 * @param encryptedKey hex of the key, encrypted for the cloud
 * @param encryptedIv hex of the IV, encrypted for the cloud
 * @param signature hex, or {@code UNSIGNED}
 * @param signed the bytes that the signature is made of
 */
public record Manifest(
        String architecture,
        String kernelId,
        String ramdiskId,
        String name,
        String type,
        String digest,
        long size,
        long bundledSize,
        String encryptedKey,
        String encryptedIv,
        List<Part> parts,
        String signature,
        byte[] signed) {
    public static final String THIS_IMAGE = "true";

    /** A part: its file name, looked up from the bucket's root, and the SHA-1 of its bytes in hex. */
    public record Part(String fileName, String digest) {}

    public Manifest {
        parts = List.copyOf(parts);
    }

    public ImageKind kind() {
        if (THIS_IMAGE.equals(kernelId)) {
            return ImageKind.KERNEL;
        }
        return THIS_IMAGE.equals(ramdiskId) ? ImageKind.RAMDISK : ImageKind.MACHINE;
    }
}

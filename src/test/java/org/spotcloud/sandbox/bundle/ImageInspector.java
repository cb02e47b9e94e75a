package org.spotcloud.sandbox.bundle;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.util.HexFormat;

/** Looks at an image as it passes: its digest, its size, and whether its head is that of a QCOW2 disk, a Linux kernel or a ramdisk. */
final class ImageInspector {
    private static final int HEAD = 1024;
    private static final int SETUP_MAGIC_OFFSET = 0x202;
    private static final String SETUP_MAGIC = "HdrS";
    private static final int BOOT_FLAG_OFFSET = 0x1fe;
    private static final int BOOT_FLAG = 0xaa55;

    private final ImageKind kind;
    private final MessageDigest sha256;
    private final ByteBuffer head = ByteBuffer.allocate(HEAD);
    private long size;

    ImageInspector(ImageKind kind) {
        this.kind = kind;
        try {
            sha256 = MessageDigest.getInstance("SHA-256");
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException(e);
        }
    }

    void update(byte[] buffer, int length) {
        sha256.update(buffer, 0, length);
        size += length;
        head.put(buffer, 0, Math.min(length, head.remaining()));
    }

    long size() {
        return size;
    }

    DecodedImage finish(String fileName) throws BundleRefused {
        head.flip();
        long virtualSize = 0;
        switch (kind) {
            case KERNEL -> checkKernel();
            case MACHINE -> virtualSize = Qcow2Head.read(head, size).virtualSize();
            case RAMDISK -> checkRamdisk();
        }
        return new DecodedImage(fileName, size, HexFormat.of().formatHex(sha256.digest()), virtualSize);
    }

    /** A boot sector's flag, and the setup header's magic after it: Linux' Documentation/arch/x86/boot.rst. */
    private void checkKernel() throws BundleRefused {
        boolean isKernel = head.limit() >= SETUP_MAGIC_OFFSET + SETUP_MAGIC.length()
                && (head.order(ByteOrder.LITTLE_ENDIAN).getShort(BOOT_FLAG_OFFSET) & 0xffff) == BOOT_FLAG
                && SETUP_MAGIC.equals(new String(
                        head.array(), SETUP_MAGIC_OFFSET, SETUP_MAGIC.length(), StandardCharsets.ISO_8859_1));
        if (!isKernel) {
            throw new BundleRefused("The kernel is not a Linux bzImage: no setup header");
        }
    }

    private void checkRamdisk() throws BundleRefused {
        if (size == 0) {
            throw new BundleRefused("The ramdisk is empty");
        }
    }
}

package org.spotcloud.sandbox.bundle;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.Random;

/** Small images whose heads are sound. */
public final class SampleImages {
    private static final int CLUSTER = 1 << 16;
    private static final int KERNEL_SIZE = 5000;

    private SampleImages() {}

    /** An empty QCOW2 disk of 64 MiB: header, refcount table, refcount block and L1 table, a cluster each. */
    public static byte[] qcow2() {
        ByteBuffer image = ByteBuffer.allocate(4 * CLUSTER).order(ByteOrder.BIG_ENDIAN);
        image.putInt(0x514649fb).putInt(3).putLong(0).putInt(0).putInt(16).putLong(64L << 20);
        image.putInt(0)
                .putInt(1)
                .putLong(3L * CLUSTER)
                .putLong(CLUSTER)
                .putInt(1)
                .putInt(0)
                .putLong(0);
        image.putLong(0).putLong(0).putLong(0).putInt(4).putInt(104);
        image.putLong(CLUSTER, 2L * CLUSTER);
        for (int cluster = 0; cluster < 4; cluster++) {
            image.putShort(2 * CLUSTER + 2 * cluster, (short) 1);
        }
        return image.array();
    }

    /** Random bytes with the boot flag and the setup header's magic of a bzImage. */
    public static byte[] kernel() {
        byte[] image = random(KERNEL_SIZE);
        ByteBuffer.wrap(image).order(ByteOrder.LITTLE_ENDIAN).putShort(0x1fe, (short) 0xaa55);
        System.arraycopy("HdrS".getBytes(StandardCharsets.US_ASCII), 0, image, 0x202, 4);
        return image;
    }

    public static byte[] random(int size) {
        byte[] bytes = new byte[size];
        new Random(size).nextBytes(bytes);
        return bytes;
    }
}

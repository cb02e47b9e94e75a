package org.spotcloud.adapter.imports;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import org.spotcloud.adapter.diskimage.DiskImageException;
import org.spotcloud.adapter.diskimage.ext.ExtFile;

/** Tells a Linux kernel by its setup header (Linux, Documentation/arch/x86/boot.rst). Little-endian. */
final class LinuxKernel {
    private static final int HEADER_BYTES = 0x210;
    private static final int BOOT_FLAG_OFFSET = 0x1fe;
    private static final int BOOT_FLAG = 0xaa55;
    private static final int MAGIC_OFFSET = 0x202;
    private static final int MAGIC = 0x53726448; // "HdrS"

    private LinuxKernel() {}

    /** @throws DiskImageException when the file is not a Linux kernel that a cloud can boot */
    static void verify(String path, ExtFile file) throws IOException {
        ByteBuffer header = ByteBuffer.allocate(HEADER_BYTES).order(ByteOrder.LITTLE_ENDIAN);
        if (file.read(0, header) < HEADER_BYTES) {
            throw new DiskImageException(
                    "expected a Linux kernel in %s, found a file of %d bytes".formatted(path, file.size()));
        }
        int flag = Short.toUnsignedInt(header.getShort(BOOT_FLAG_OFFSET));
        int magic = header.getInt(MAGIC_OFFSET);
        if (flag != BOOT_FLAG || magic != MAGIC) {
            throw new DiskImageException(
                    "expected a Linux kernel (boot flag aa55, \"HdrS\") in %s, found boot flag %04x and %08x"
                            .formatted(path, flag, magic));
        }
    }
}

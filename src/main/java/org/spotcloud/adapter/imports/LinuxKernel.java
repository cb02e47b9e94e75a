package org.spotcloud.adapter.imports;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.Objects;
import java.util.Optional;
import org.spotcloud.adapter.catalog.Architecture;
import org.spotcloud.adapter.diskimage.DiskImageException;
import org.spotcloud.adapter.diskimage.ext.ExtFile;

/**
 * A Linux kernel, by its setup header (Linux, Documentation/arch/x86/boot.rst). Little-endian.
 *
 * @param bits 32 or 64: what the machine's processor must have at least; empty when it cannot be told
 * @param version the version that it says it has, as {@code uname -r} prints it; empty when it says none
 */
record LinuxKernel(Optional<Integer> bits, String version) {
    private static final int HEADER_BYTES = 0x250;
    private static final int LEAST_HEADER_BYTES = 0x210;
    private static final int SECTOR_BYTES = 512;
    private static final int PARAGRAPH_BYTES = 16;
    private static final int DEFAULT_SETUP_SECTORS = 4;
    private static final int MAX_VERSION_BYTES = 128;

    private static final int SETUP_SECTS = 0x1f1;
    private static final int SYSSIZE = 0x1f4;
    private static final int BOOT_FLAG_OFFSET = 0x1fe;
    private static final int BOOT_FLAG = 0xaa55;
    private static final int MAGIC_OFFSET = 0x202;
    private static final int MAGIC = 0x53726448; // "HdrS"
    private static final int PROTOCOL = 0x206;
    private static final int KERNEL_VERSION = 0x20e;
    /** What {@code kernel_version} counts from. */
    private static final int KERNEL_VERSION_BASE = 0x200;

    private static final int XLOADFLAGS = 0x236;
    private static final int XLF_KERNEL_64 = 1;
    private static final int PAYLOAD_OFFSET = 0x248;

    /** Boot protocols from which on a field is valid. */
    private static final int WITH_VERSION = 0x0200;

    private static final int WITH_SYSSIZE = 0x0204;
    private static final int WITH_PAYLOAD = 0x0208;
    private static final int WITH_XLOADFLAGS = 0x020c;

    LinuxKernel {
        Objects.requireNonNull(bits, "bits");
        Objects.requireNonNull(version, "version");
    }

    /**
     * Reads the header of a kernel.
     *
     * @param path for messages
     * @throws DiskImageException when the file is not a Linux kernel that a cloud can boot, or less than all of it
     */
    static LinuxKernel read(String path, ExtFile file) throws IOException {
        ByteBuffer header = ByteBuffer.allocate(HEADER_BYTES).order(ByteOrder.LITTLE_ENDIAN);
        if (file.read(0, header) < LEAST_HEADER_BYTES) {
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
        refuseShorter(path, file, header);
        return new LinuxKernel(bits(file, header), version(file, header));
    }

    /** Whether it cannot run on that hardware; where its bits cannot be told, it may. */
    boolean isTooWideFor(Architecture architecture) {
        return architecture == Architecture.I386
                && bits.filter(count -> count > 32).isPresent();
    }

    private static void refuseShorter(String path, ExtFile file, ByteBuffer header) throws DiskImageException {
        if (protocol(header) < WITH_SYSSIZE) {
            return; // the size's upper half is not valid
        }
        // the last sector may be cut short: its end is filling
        long least =
                setupBytes(header) + Integer.toUnsignedLong(header.getInt(SYSSIZE)) * PARAGRAPH_BYTES - SECTOR_BYTES;
        if (file.size() < least) {
            throw new DiskImageException(
                    "expected a Linux kernel of at least %d bytes in %s, found %d".formatted(least, path, file.size()));
        }
    }

    private static Optional<Integer> bits(ExtFile file, ByteBuffer header) throws IOException {
        int protocol = protocol(header);
        if (protocol >= WITH_XLOADFLAGS) {
            return Optional.of((header.getShort(XLOADFLAGS) & XLF_KERNEL_64) != 0 ? 64 : 32);
        }
        return protocol >= WITH_PAYLOAD
                ? KernelPayload.bits(file, setupBytes(header) + Integer.toUnsignedLong(header.getInt(PAYLOAD_OFFSET)))
                : Optional.empty();
    }

    private static String version(ExtFile file, ByteBuffer header) throws IOException {
        int offset = Short.toUnsignedInt(header.getShort(KERNEL_VERSION));
        if (protocol(header) < WITH_VERSION || offset == 0) {
            return "";
        }
        ByteBuffer text = ByteBuffer.allocate(MAX_VERSION_BYTES);
        file.read(KERNEL_VERSION_BASE + offset, text);
        String words = StandardCharsets.ISO_8859_1.decode(text.flip()).toString();
        return words.split("[^!-~]", 2)[0];
    }

    private static int protocol(ByteBuffer header) {
        return Short.toUnsignedInt(header.getShort(PROTOCOL));
    }

    private static long setupBytes(ByteBuffer header) {
        int sectors = Byte.toUnsignedInt(header.get(SETUP_SECTS));
        return (1L + (sectors == 0 ? DEFAULT_SETUP_SECTORS : sectors)) * SECTOR_BYTES;
    }
}

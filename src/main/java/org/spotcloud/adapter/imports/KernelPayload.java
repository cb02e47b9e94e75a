package org.spotcloud.adapter.imports;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Optional;
import java.util.zip.GZIPInputStream;
import org.spotcloud.adapter.diskimage.ext.ExtFile;

/** The beginning of what a Linux kernel unpacks when it starts: an ELF file, compressed with gzip or not at all. */
final class KernelPayload {
    /** More than gzip needs to make an ELF header of. */
    private static final int COMPRESSED_BYTES = 64 * 1024;

    private static final int GZIP = 0x8b1f;
    private static final int ELF_BYTES = 20;
    private static final int ELF_MAGIC = 0x464c457f;
    private static final int EI_CLASS = 4;
    private static final int ELFCLASS32 = 1;
    private static final int ELFCLASS64 = 2;
    private static final int E_MACHINE = 18;
    private static final int EM_386 = 3;
    private static final int EM_X86_64 = 62;

    private KernelPayload() {}

    /**
     * Whether it is made for 32 or 64 bits; empty when that cannot be told: with other compressions, and with damage.
     *
     * @param offset where in the kernel's file it begins
     */
    static Optional<Integer> bits(ExtFile kernel, long offset) throws IOException {
        ByteBuffer start = ByteBuffer.allocate(COMPRESSED_BYTES).order(ByteOrder.LITTLE_ENDIAN);
        kernel.read(offset, start);
        start.flip();
        boolean gzip = start.remaining() >= Short.BYTES && Short.toUnsignedInt(start.getShort(0)) == GZIP;
        return bits(gzip ? inflated(start) : start);
    }

    private static ByteBuffer inflated(ByteBuffer gzip) {
        byte[] elf = {};
        try (GZIPInputStream input = new GZIPInputStream(new ByteArrayInputStream(gzip.array(), 0, gzip.limit()))) {
            elf = input.readNBytes(ELF_BYTES);
        } catch (IOException e) {
            // damaged, or ending too early: what is missing tells nothing
        }
        return ByteBuffer.wrap(elf).order(ByteOrder.LITTLE_ENDIAN);
    }

    private static Optional<Integer> bits(ByteBuffer elf) {
        if (elf.remaining() < ELF_BYTES || elf.getInt(0) != ELF_MAGIC) {
            return Optional.empty();
        }
        int width = elf.get(EI_CLASS);
        int machine = Short.toUnsignedInt(elf.getShort(E_MACHINE));
        if (width == ELFCLASS64 && machine == EM_X86_64) {
            return Optional.of(64);
        }
        return width == ELFCLASS32 && machine == EM_386 ? Optional.of(32) : Optional.empty();
    }
}

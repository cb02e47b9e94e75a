package org.spotcloud.adapter.diskimage.ext;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import org.spotcloud.adapter.diskimage.DiskImageException;

/**
 * Verifies the checksums of a file system's metadata, as far as its features have them: metadata_csum all, gdt_csum
 * (uninit_bg) those of the group descriptors (Linux, Documentation/filesystems/ext4/checksums.rst).
 */
final class Checksums {
    private static final int ALL_ONES = -1;
    private static final int CRC16_SEED = 0xffff;
    private static final int CRC16_MASK = 0xffff;
    private static final byte TYPE_CRC32C = 1;
    private static final int OS_LINUX = 0;

    private static final int S_CREATOR_OS = 0x48;
    private static final int S_FEATURE_INCOMPAT = 0x60;
    private static final int S_FEATURE_RO_COMPAT = 0x64;
    private static final int S_UUID = 0x68;
    private static final int UUID_BYTES = 16;
    private static final int S_CHECKSUM_TYPE = 0x175;
    private static final int S_CHECKSUM_SEED = 0x270;
    private static final int S_CHECKSUM = 0x3fc;

    private static final int BG_CHECKSUM = 0x1e;

    private static final int I_GENERATION = 0x64;
    private static final int I_CHECKSUM_LO = 0x7c;
    private static final int I_EXTRA_ISIZE = 0x80;
    private static final int I_CHECKSUM_HI = 0x82;
    /** From this {@code i_extra_isize} on the inode has {@code i_checksum_hi}. */
    private static final int EXTRA_WITH_CHECKSUM_HI = 4;

    private final boolean metadata;
    private final boolean inodes;
    private final boolean oldDescriptors;
    private final int seed;
    private final ByteBuffer uuid;

    private Checksums(ByteBuffer superblock, boolean metadata) {
        this.metadata = metadata;
        this.inodes = metadata && superblock.getInt(S_CREATOR_OS) == OS_LINUX; // as in Linux: others have no room
        this.oldDescriptors = !metadata && (superblock.getInt(S_FEATURE_RO_COMPAT) & Features.RO_COMPAT_GDT_CSUM) != 0;
        this.uuid = superblock.slice(S_UUID, UUID_BYTES);
        this.seed = (superblock.getInt(S_FEATURE_INCOMPAT) & Features.CSUM_SEED) != 0
                ? superblock.getInt(S_CHECKSUM_SEED)
                : Crc.CRC32C.of(ALL_ONES, uuid);
    }

    /** The checksums that this superblock says there are, its own verified. */
    static Checksums of(ByteBuffer superblock) throws DiskImageException {
        boolean metadata = (superblock.getInt(S_FEATURE_RO_COMPAT) & Features.RO_COMPAT_METADATA_CSUM) != 0;
        if (metadata) {
            byte type = superblock.get(S_CHECKSUM_TYPE);
            if (type != TYPE_CRC32C) {
                throw new DiskImageException(
                        "expected checksums of type 1 (crc32c) in the ext superblock, found type " + type);
            }
            int expected = Crc.CRC32C.of(ALL_ONES, superblock.slice(0, S_CHECKSUM));
            verify("the ext superblock", expected, superblock.getInt(S_CHECKSUM));
        }
        return new Checksums(superblock, metadata);
    }

    /** Verifies a whole group descriptor. */
    void verifyDescriptor(long group, ByteBuffer descriptor) throws DiskImageException {
        if (!metadata && !oldDescriptors) {
            return;
        }
        int found = Short.toUnsignedInt(descriptor.getShort(BG_CHECKSUM));
        verify(
                "group descriptor " + group,
                metadata ? newChecksum(group, descriptor) : oldChecksum(group, descriptor),
                found);
    }

    /** Counts the checksum's own field as zero. */
    private int newChecksum(long group, ByteBuffer descriptor) {
        ByteBuffer cleared = copy(descriptor).putShort(BG_CHECKSUM, (short) 0);
        return Crc.CRC32C.of(Crc.CRC32C.of(seed, number(group)), cleared) & CRC16_MASK;
    }

    /** Leaves the checksum's own field out. */
    private int oldChecksum(long group, ByteBuffer descriptor) {
        int crc = Crc.CRC16.of(Crc.CRC16.of(CRC16_SEED, uuid), number(group));
        int after = BG_CHECKSUM + Short.BYTES;
        crc = Crc.CRC16.of(crc, descriptor.slice(0, BG_CHECKSUM));
        return Crc.CRC16.of(crc, descriptor.slice(after, descriptor.limit() - after));
    }

    /** Verifies a whole inode; what verifies the blocks that belong to it. */
    InodeChecksums verifyInode(long number, ByteBuffer inode) throws DiskImageException {
        int inodeSeed = Crc.CRC32C.of(Crc.CRC32C.of(seed, number(number)), inode.slice(I_GENERATION, Integer.BYTES));
        if (inodes) {
            ByteBuffer cleared = copy(inode).putShort(I_CHECKSUM_LO, (short) 0);
            int low = Short.toUnsignedInt(inode.getShort(I_CHECKSUM_LO));
            boolean wide = inode.limit() > I_EXTRA_ISIZE
                    && Short.toUnsignedInt(inode.getShort(I_EXTRA_ISIZE)) >= EXTRA_WITH_CHECKSUM_HI;
            if (wide) {
                int high = Short.toUnsignedInt(inode.getShort(I_CHECKSUM_HI));
                cleared.putShort(I_CHECKSUM_HI, (short) 0);
                verify("inode " + number, Crc.CRC32C.of(inodeSeed, cleared), high << Short.SIZE | low);
            } else {
                verify("inode " + number, Crc.CRC32C.of(inodeSeed, cleared) & CRC16_MASK, low);
            }
        }
        return new InodeChecksums(metadata, number, inodeSeed);
    }

    /** Refuses a structure whose checksum is not the one expected. */
    static void verify(String structure, int expected, int found) throws DiskImageException {
        if (expected != found) {
            throw new DiskImageException(
                    "expected the checksum %08x of %s, found %08x".formatted(expected, structure, found));
        }
    }

    private static ByteBuffer copy(ByteBuffer bytes) {
        return ByteBuffer.allocate(bytes.limit())
                .order(ByteOrder.LITTLE_ENDIAN)
                .put(bytes.duplicate().rewind())
                .flip();
    }

    private static ByteBuffer number(long number) {
        return ByteBuffer.allocate(Integer.BYTES)
                .order(ByteOrder.LITTLE_ENDIAN)
                .putInt((int) number)
                .flip();
    }
}

package org.spotcloud.adapter.diskimage.ext;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import org.spotcloud.adapter.diskimage.DiskImageException;

/** Finds inodes: by the group's descriptor, then in the group's table. */
final class InodeTable {
    private static final int BG_INODE_TABLE_LO = 0x08;
    private static final int BG_INODE_TABLE_HI = 0x28;

    /** Some seconds of work: the paths that lead to a kernel have some hundred steps in all. */
    private static final int MAX_READS = 1_000_000;

    private final Superblock superblock;
    private final Blocks blocks;
    private int reads;

    InodeTable(Superblock superblock, Blocks blocks) {
        this.superblock = superblock;
        this.blocks = blocks;
    }

    Inode read(long number) throws IOException {
        if (number < 1 || number > superblock.inodes()) {
            throw new DiskImageException("expected an inode of the file system's %d, found a reference to inode %d"
                    .formatted(superblock.inodes(), number));
        }
        if (++reads > MAX_READS) {
            throw new DiskImageException(
                    "expected to find the paths by way of %d inodes, found more".formatted(MAX_READS));
        }
        long group = (number - 1) / superblock.inodesPerGroup();
        long offset = (number - 1) % superblock.inodesPerGroup() * superblock.inodeBytes();
        ByteBuffer bytes = ByteBuffer.allocate(superblock.inodeBytes()).order(ByteOrder.LITTLE_ENDIAN);
        blocks.read(tableOf(group) + offset / superblock.blockBytes(), offset % superblock.blockBytes(), bytes);
        InodeChecksums checksums = superblock.checksums().verifyInode(number, bytes.flip());
        return new Inode(bytes, checksums, superblock.has(Features.LARGEDIR));
    }

    private long tableOf(long group) throws IOException {
        ByteBuffer descriptor =
                ByteBuffer.allocate(superblock.descriptorBytes()).order(ByteOrder.LITTLE_ENDIAN);
        int perBlock = superblock.blockBytes() / superblock.descriptorBytes();
        blocks.read(descriptorBlock(group / perBlock), group % perBlock * superblock.descriptorBytes(), descriptor);
        superblock.checksums().verifyDescriptor(group, descriptor.flip());
        long low = Integer.toUnsignedLong(descriptor.getInt(BG_INODE_TABLE_LO));
        return superblock.has(Features.SIXTY_FOUR_BIT)
                ? low | (long) descriptor.getInt(BG_INODE_TABLE_HI) << Integer.SIZE
                : low;
    }

    /**
     * Where the descriptors of that block of groups are: all after the superblock, or (meta_bg) in the block's first
     * group.
     */
    private long descriptorBlock(long metaGroup) {
        if (!superblock.has(Features.META_BG) || metaGroup < superblock.firstMetaGroup()) {
            return superblock.block() + 1 + metaGroup;
        }
        int perBlock = superblock.blockBytes() / superblock.descriptorBytes();
        long firstGroup = metaGroup * perBlock;
        long firstBlock = firstGroup == 0
                ? superblock.block() // differs from the first data block with bigalloc and blocks of 1 KiB
                : superblock.firstDataBlock() + firstGroup * superblock.blocksPerGroup();
        return firstBlock + (hasSuperblock(firstGroup) ? 1 : 0);
    }

    private boolean hasSuperblock(long group) {
        if (group == 0) {
            return true;
        }
        if ((superblock.compatible() & Features.COMPAT_SPARSE_SUPER2) != 0) {
            return group == superblock.backupGroup1() || group == superblock.backupGroup2();
        }
        return (superblock.readOnlyCompatible() & Features.RO_COMPAT_SPARSE_SUPER) == 0
                || group == 1
                || isPowerOf(3, group)
                || isPowerOf(5, group)
                || isPowerOf(7, group);
    }

    private static boolean isPowerOf(int base, long number) {
        long power = base;
        while (power < number) {
            power *= base;
        }
        return power == number;
    }
}

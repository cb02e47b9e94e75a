package org.spotcloud.adapter.diskimage.ext;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.UUID;
import org.spotcloud.adapter.diskimage.DiskImageException;

/** The superblock ({@code struct ext4_super_block}): only what reading needs. Little-endian. */
record Superblock(
        UUID uuid,
        Checksums checksums,
        int blockBytes,
        long blocks,
        int firstDataBlock,
        long blocksPerGroup,
        int clusterBlocks,
        long inodes,
        long inodesPerGroup,
        int inodeBytes,
        int descriptorBytes,
        int compatible,
        int incompatible,
        int readOnlyCompatible,
        long firstMetaGroup,
        long backupGroup1,
        long backupGroup2,
        long journalInode,
        String label) {
    static final int OFFSET = 1024;
    static final int BYTES = 1024;

    private static final int MAGIC = 0xef53;
    private static final int MIN_LOG_BLOCK_BYTES = 10;
    private static final int MAX_LOG_BLOCK_ABOVE_MIN = 6; // 64 KiB
    private static final int MAX_LOG_CLUSTER_ABOVE_MIN = 20; // 1 GiB
    private static final int OLD_REVISION = 0;
    private static final int OLD_INODE_BYTES = 128;
    private static final int MIN_DESCRIPTOR_BYTES = 32;
    private static final int MIN_64BIT_DESCRIPTOR_BYTES = 64;
    private static final int LABEL_BYTES = 16;

    private static final int S_INODES_COUNT = 0x00;
    private static final int S_BLOCKS_COUNT_LO = 0x04;
    private static final int S_FIRST_DATA_BLOCK = 0x14;
    private static final int S_LOG_BLOCK_SIZE = 0x18;
    private static final int S_LOG_CLUSTER_SIZE = 0x1c;
    private static final int S_BLOCKS_PER_GROUP = 0x20;
    private static final int S_CLUSTERS_PER_GROUP = 0x24;
    private static final int S_INODES_PER_GROUP = 0x28;
    private static final int S_MAGIC = 0x38;
    private static final int S_REV_LEVEL = 0x4c;
    private static final int S_INODE_SIZE = 0x58;
    private static final int S_FEATURE_COMPAT = 0x5c;
    private static final int S_FEATURE_INCOMPAT = 0x60;
    private static final int S_FEATURE_RO_COMPAT = 0x64;
    private static final int S_UUID = 0x68;
    private static final int S_VOLUME_NAME = 0x78;
    private static final int S_JOURNAL_INUM = 0xe0;
    private static final int S_DESC_SIZE = 0xfe;
    private static final int S_FIRST_META_BG = 0x104;
    private static final int S_BLOCKS_COUNT_HI = 0x150;
    private static final int S_BACKUP_BGS = 0x24c;

    /** Reads the superblock; refuses one whose numbers do not fit together, or with features that are not supported. */
    static Superblock read(ByteBuffer bytes) throws DiskImageException {
        int magic = Short.toUnsignedInt(bytes.getShort(S_MAGIC));
        if (magic != MAGIC) {
            throw new DiskImageException(
                    "expected an ext2, ext3 or ext4 file system (magic ef53), found %04x".formatted(magic));
        }
        int compatible = bytes.getInt(S_FEATURE_COMPAT);
        int incompatible = bytes.getInt(S_FEATURE_INCOMPAT);
        Features.verify(compatible, incompatible);
        Checksums checksums = Checksums.of(bytes);
        int logBlock = bytes.getInt(S_LOG_BLOCK_SIZE);
        if (logBlock < 0 || logBlock > MAX_LOG_BLOCK_ABOVE_MIN) {
            throw new DiskImageException("expected ext blocks of 1 to 64 KiB, found s_log_block_size %s"
                    .formatted(Integer.toUnsignedString(logBlock)));
        }
        boolean large = (incompatible & Features.SIXTY_FOUR_BIT) != 0;
        ByteBuffer uuid = bytes.slice(S_UUID, 2 * Long.BYTES); // big-endian
        Superblock superblock = new Superblock(
                new UUID(uuid.getLong(), uuid.getLong()),
                checksums,
                1 << (MIN_LOG_BLOCK_BYTES + logBlock),
                unsigned(bytes, S_BLOCKS_COUNT_LO) | (large ? unsigned(bytes, S_BLOCKS_COUNT_HI) << Integer.SIZE : 0),
                bytes.getInt(S_FIRST_DATA_BLOCK),
                unsigned(bytes, S_BLOCKS_PER_GROUP),
                clusterBlocks(bytes, logBlock),
                unsigned(bytes, S_INODES_COUNT),
                unsigned(bytes, S_INODES_PER_GROUP),
                bytes.getInt(S_REV_LEVEL) == OLD_REVISION
                        ? OLD_INODE_BYTES
                        : Short.toUnsignedInt(bytes.getShort(S_INODE_SIZE)),
                large ? Short.toUnsignedInt(bytes.getShort(S_DESC_SIZE)) : MIN_DESCRIPTOR_BYTES,
                compatible,
                incompatible,
                bytes.getInt(S_FEATURE_RO_COMPAT),
                unsigned(bytes, S_FIRST_META_BG),
                unsigned(bytes, S_BACKUP_BGS),
                unsigned(bytes, S_BACKUP_BGS + Integer.BYTES),
                unsigned(bytes, S_JOURNAL_INUM),
                text(bytes, S_VOLUME_NAME, LABEL_BYTES));
        superblock.verify();
        return superblock;
    }

    boolean has(int incompatibleFeature) {
        return (incompatible & incompatibleFeature) != 0;
    }

    /** {@code ext2}, {@code ext3} or {@code ext4}, by the features it uses. */
    String version() {
        if (has(Features.EXTENTS) || has(Features.SIXTY_FOUR_BIT)) {
            return "ext4";
        }
        return (compatible & Features.COMPAT_HAS_JOURNAL) != 0 ? "ext3" : "ext2";
    }

    /** The block that the superblock is in. The group descriptors follow it. */
    long block() {
        return OFFSET / blockBytes;
    }

    /** How many groups of blocks there are. */
    long groups() {
        return (blocks - firstDataBlock + blocksPerGroup - 1) / blocksPerGroup;
    }

    private void verify() throws DiskImageException {
        long bitsOfBlock = (long) blockBytes * Byte.SIZE;
        check(firstDataBlock >= 0 && firstDataBlock <= block(), "s_first_data_block", firstDataBlock);
        check(blocks > firstDataBlock, "s_blocks_count", blocks);
        check(
                blocksPerGroup > 0 && blocksPerGroup <= bitsOfBlock * clusterBlocks,
                "s_blocks_per_group",
                blocksPerGroup);
        check(inodesPerGroup > 0 && inodesPerGroup <= bitsOfBlock, "s_inodes_per_group", inodesPerGroup);
        check(
                inodeBytes >= OLD_INODE_BYTES && inodeBytes <= blockBytes && Integer.bitCount(inodeBytes) == 1,
                "s_inode_size",
                inodeBytes);
        int least = has(Features.SIXTY_FOUR_BIT) ? MIN_64BIT_DESCRIPTOR_BYTES : MIN_DESCRIPTOR_BYTES;
        check(
                descriptorBytes >= least && descriptorBytes <= BYTES && Integer.bitCount(descriptorBytes) == 1,
                "s_desc_size",
                descriptorBytes);
        check(inodes % inodesPerGroup == 0 && inodes / inodesPerGroup == groups(), "s_inodes_count", inodes);
    }

    /** Blocks that are allocated together (bigalloc); without that feature, one. */
    private static int clusterBlocks(ByteBuffer bytes, int logBlock) throws DiskImageException {
        if ((bytes.getInt(S_FEATURE_RO_COMPAT) & Features.RO_COMPAT_BIGALLOC) == 0) {
            return 1;
        }
        long logCluster = unsigned(bytes, S_LOG_CLUSTER_SIZE);
        check(logCluster >= logBlock && logCluster <= MAX_LOG_CLUSTER_ABOVE_MIN, "s_log_cluster_size", logCluster);
        int clusterBlocks = 1 << (int) logCluster - logBlock;
        long clusters = unsigned(bytes, S_CLUSTERS_PER_GROUP);
        check(clusters * clusterBlocks == unsigned(bytes, S_BLOCKS_PER_GROUP), "s_clusters_per_group", clusters);
        return clusterBlocks;
    }

    private static void check(boolean plausible, String field, long found) throws DiskImageException {
        if (!plausible) {
            throw new DiskImageException("expected a plausible " + field + " in the ext superblock, found " + found);
        }
    }

    private static long unsigned(ByteBuffer bytes, int offset) {
        return Integer.toUnsignedLong(bytes.getInt(offset));
    }

    private static String text(ByteBuffer bytes, int offset, int length) {
        byte[] raw = new byte[length];
        bytes.get(offset, raw);
        String text = new String(raw, StandardCharsets.UTF_8);
        int end = text.indexOf('\0');
        return end < 0 ? text : text.substring(0, end);
    }
}

package org.spotcloud.adapter.diskimage.ext;

import java.nio.ByteBuffer;
import org.spotcloud.adapter.diskimage.DiskImageException;

/**
 * Verifies the checksums of the blocks that belong to an inode: the nodes of its extent tree, the blocks of a directory.
 *
 * @param present whether there are checksums; without them everything passes
 * @param inode the inode's number
 * @param seed what the checksum of each block begins with
 */
record InodeChecksums(boolean present, long inode, int seed) {
    /** {@code struct ext4_dir_entry_tail}: looks like an unused entry at the end of a block. */
    private static final int TAIL_BYTES = 12;

    /** Its fields but the checksum: inode 0, 12 bytes, no name, file type de. */
    private static final long TAIL = 0xde00000c_00000000L;

    private static final int DET_CHECKSUM = 8;

    /** Where {@code struct dx_countlimit} is: after a fake entry, in the root after "." and ".." and dx_root_info. */
    private static final int NODE_LIMIT = 8;

    private static final int ROOT_LIMIT = 32;
    private static final int DX_COUNT = 2;
    private static final int DX_ENTRY_BYTES = 8;
    private static final int DX_TAIL_BYTES = 8;
    private static final int DT_CHECKSUM = 4;

    /** Verifies a node of the extent tree, whose checksum is at the byte {@code tail}. */
    void verifyExtents(long block, ByteBuffer node, int tail) throws DiskImageException {
        if (present) {
            Checksums.verify(
                    "block %d of inode %d's extent tree".formatted(block, inode),
                    Crc.CRC32C.of(seed, node.slice(0, tail)),
                    node.getInt(tail));
        }
    }

    /** Verifies a block of entries, at that place of the directory. */
    void verifyEntries(long fileBlock, ByteBuffer block) throws DiskImageException {
        if (!present) {
            return;
        }
        int tail = block.limit() - TAIL_BYTES;
        if (block.getLong(tail) != TAIL) {
            throw new DiskImageException("expected a checksum at the end of %s, found none".formatted(name(fileBlock)));
        }
        Checksums.verify(name(fileBlock), Crc.CRC32C.of(seed, block.slice(0, tail)), block.getInt(tail + DET_CHECKSUM));
    }

    /** Verifies a node of a directory's hash index; the root is the directory's first block. */
    void verifyIndex(long fileBlock, ByteBuffer block) throws DiskImageException {
        if (!present) {
            return;
        }
        int at = fileBlock == 0 ? ROOT_LIMIT : NODE_LIMIT;
        int limit = Short.toUnsignedInt(block.getShort(at));
        int count = Short.toUnsignedInt(block.getShort(at + DX_COUNT));
        int tail = at + limit * DX_ENTRY_BYTES;
        if (count > limit || tail > block.limit() - DX_TAIL_BYTES) {
            throw new DiskImageException(
                    "expected an index of at most %d bytes and a checksum in %s, found %d of %d entries"
                            .formatted(block.limit(), name(fileBlock), count, limit));
        }
        int crc = Crc.CRC32C.of(seed, block.slice(0, at + count * DX_ENTRY_BYTES));
        ByteBuffer cleared = ByteBuffer.allocate(DX_TAIL_BYTES)
                .put(block.slice(tail, DT_CHECKSUM))
                .clear();
        Checksums.verify(name(fileBlock), Crc.CRC32C.of(crc, cleared), block.getInt(tail + DT_CHECKSUM));
    }

    private String name(long fileBlock) {
        return "block %d of directory inode %d".formatted(fileBlock, inode);
    }
}

package org.spotcloud.adapter.diskimage.ext;

import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.spotcloud.adapter.diskimage.DiskImageException;

/**
 * The first block of a journal ({@code struct journal_superblock_s}, Linux,
 * Documentation/filesystems/ext4/journal.rst). Big-endian, as all of the journal.
 *
 * @param first the first block of the log, a ring that goes on to the journal's end
 * @param end the block after the last
 * @param start where the log begins; 0 when it is empty
 * @param sequence the number of its first transaction
 * @param wide whether block numbers have 64 bits
 * @param checksumVersion 0 without checksums, else 2 or 3
 * @param seed what each checksum begins with
 */
record JournalSuperblock(long first, long end, long start, int sequence, boolean wide, int checksumVersion, int seed) {
    static final int MAGIC = 0xc03b3998;

    private static final int BYTES = 1024;
    private static final int TYPE_V1 = 3;
    private static final int TYPE_V2 = 4;
    private static final byte CHECKSUM_CRC32C = 4;
    private static final int UUID_BYTES = 16;
    private static final int ALL_ONES = -1;

    private static final int H_MAGIC = 0x00;
    private static final int H_BLOCKTYPE = 0x04;
    private static final int S_BLOCKSIZE = 0x0c;
    private static final int S_MAXLEN = 0x10;
    private static final int S_FIRST = 0x14;
    private static final int S_SEQUENCE = 0x18;
    private static final int S_START = 0x1c;
    private static final int S_FEATURE_COMPAT = 0x24;
    private static final int S_FEATURE_INCOMPAT = 0x28;
    private static final int S_FEATURE_RO_COMPAT = 0x2c;
    private static final int S_UUID = 0x30;
    private static final int S_CHECKSUM_TYPE = 0x50;
    private static final int S_CHECKSUM = 0xfc;

    private static final int COMPAT_CHECKSUM = 0x1;
    private static final int INCOMPAT_REVOKE = 0x1;
    private static final int INCOMPAT_64BIT = 0x2;
    private static final int INCOMPAT_CSUM_V2 = 0x8;
    private static final int INCOMPAT_CSUM_V3 = 0x10;
    private static final int READABLE = INCOMPAT_REVOKE | INCOMPAT_64BIT | INCOMPAT_CSUM_V2 | INCOMPAT_CSUM_V3;
    private static final Map<Integer, String> NOT_READABLE =
            new TreeMap<>(Map.of(0x4, "async_commit", 0x20, "fast_commit"));

    /** Reads a journal's first block; refuses one that does not fit a file of so many blocks of so many bytes. */
    static JournalSuperblock read(ByteBuffer block, long blocks) throws DiskImageException {
        int type = block.getInt(H_BLOCKTYPE);
        if (block.getInt(H_MAGIC) != MAGIC || type != TYPE_V1 && type != TYPE_V2) {
            throw new DiskImageException("expected a journal (magic c03b3998, type 3 or 4), found %08x, type %d"
                    .formatted(block.getInt(H_MAGIC), type));
        }
        int features = type == TYPE_V1 ? 0 : verifiedFeatures(block);
        if ((features & (INCOMPAT_CSUM_V2 | INCOMPAT_CSUM_V3)) != 0) {
            verifyChecksum(block);
        }
        JournalSuperblock superblock = new JournalSuperblock(
                unsigned(block, S_FIRST),
                unsigned(block, S_MAXLEN),
                unsigned(block, S_START),
                block.getInt(S_SEQUENCE),
                (features & INCOMPAT_64BIT) != 0,
                checksumVersion(features),
                Crc.CRC32C.of(ALL_ONES, block.slice(S_UUID, UUID_BYTES)));
        check(block.getInt(S_BLOCKSIZE) == block.limit(), "s_blocksize", unsigned(block, S_BLOCKSIZE));
        check(superblock.first > 0 && superblock.first < superblock.end, "s_first", superblock.first);
        check(superblock.end <= blocks, "s_maxlen", superblock.end);
        check(
                superblock.isEmpty() || superblock.start >= superblock.first && superblock.start < superblock.end,
                "s_start",
                superblock.start);
        return superblock;
    }

    /** Whether there is nothing to replay. */
    boolean isEmpty() {
        return start == 0;
    }

    private static int verifiedFeatures(ByteBuffer block) throws DiskImageException {
        int incompatible = block.getInt(S_FEATURE_INCOMPAT);
        List<String> refused = new ArrayList<>();
        for (int left = incompatible & ~READABLE; left != 0; left &= left - 1) {
            int bit = Integer.lowestOneBit(left);
            refused.add(NOT_READABLE.getOrDefault(bit, "0x%x".formatted(bit)));
        }
        if ((block.getInt(S_FEATURE_COMPAT) & COMPAT_CHECKSUM) != 0) {
            refused.add("checksum (journal_checksum, version 1)");
        }
        if (block.getInt(S_FEATURE_RO_COMPAT) != 0) {
            refused.add("read-only compatible 0x%x".formatted(block.getInt(S_FEATURE_RO_COMPAT)));
        }
        if (!refused.isEmpty()) {
            throw new DiskImageException("expected a journal to replay without features that are not supported, found "
                    + String.join(", ", refused));
        }
        return incompatible;
    }

    private static int checksumVersion(int features) throws DiskImageException {
        boolean version2 = (features & INCOMPAT_CSUM_V2) != 0;
        boolean version3 = (features & INCOMPAT_CSUM_V3) != 0;
        if (version2 && version3) {
            throw new DiskImageException("expected one version of checksums in the journal, found csum_v2 and csum_v3");
        }
        if (version3) {
            return 3;
        }
        return version2 ? 2 : 0;
    }

    private static void verifyChecksum(ByteBuffer block) throws DiskImageException {
        byte type = block.get(S_CHECKSUM_TYPE);
        if (type != CHECKSUM_CRC32C) {
            throw new DiskImageException("expected checksums of type 4 (crc32c) in the journal, found type " + type);
        }
        ByteBuffer cleared =
                ByteBuffer.allocate(BYTES).put(block.slice(0, BYTES)).putInt(S_CHECKSUM, 0);
        Checksums.verify("the journal's superblock", Crc.CRC32C.of(ALL_ONES, cleared.flip()), block.getInt(S_CHECKSUM));
    }

    private static void check(boolean plausible, String field, long found) throws DiskImageException {
        if (!plausible) {
            throw new DiskImageException("expected a plausible " + field + " in the journal, found " + found);
        }
    }

    private static long unsigned(ByteBuffer bytes, int offset) {
        return Integer.toUnsignedLong(bytes.getInt(offset));
    }
}

package org.spotcloud.adapter.diskimage.ext;

import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;

/**
 * What a descriptor block says of one of the blocks that follow it ({@code struct journal_block_tag_s}).
 *
 * @param block the block of the file system to write
 * @param escaped whether its first four bytes, the journal's magic, are zeros in the journal
 * @param checksum of the block in the journal; 16 bits in version 2
 */
record JournalTag(long block, boolean escaped, int checksum) {
    private static final int HEADER_BYTES = 12;
    private static final int UUID_BYTES = 16;
    /** At the end of a descriptor block with checksums. */
    private static final int TAIL_BYTES = 4;

    private static final int T_BLOCKNR = 0;
    private static final int T_CHECKSUM = 4;
    private static final int T_FLAGS = 6;
    private static final int T_BLOCKNR_HIGH = 8;
    private static final int T_CHECKSUM_V3 = 12;

    private static final int FLAG_ESCAPE = 0x1;
    private static final int FLAG_SAME_UUID = 0x2;
    private static final int FLAG_LAST_TAG = 0x8;

    private static final int BYTES_V3 = 16;
    private static final int BYTES_WIDE = 12;
    private static final int BYTES_NARROW = 8;
    private static final int MORE_BYTES_V2 = 2;

    /** The tags of a descriptor block, in order. */
    static List<JournalTag> read(ByteBuffer descriptor, JournalSuperblock superblock) {
        List<JournalTag> tags = new ArrayList<>();
        int bytes = bytes(superblock);
        int end = descriptor.limit() - (superblock.checksumVersion() == 0 ? 0 : TAIL_BYTES);
        int at = HEADER_BYTES;
        int flags = 0;
        while (at + bytes <= end && (flags & FLAG_LAST_TAG) == 0) {
            flags = descriptor.getShort(at + T_FLAGS);
            long high = superblock.wide() ? (long) descriptor.getInt(at + T_BLOCKNR_HIGH) << Integer.SIZE : 0;
            int checksum = superblock.checksumVersion() == 3
                    ? descriptor.getInt(at + T_CHECKSUM_V3)
                    : Short.toUnsignedInt(descriptor.getShort(at + T_CHECKSUM));
            tags.add(new JournalTag(
                    high | Integer.toUnsignedLong(descriptor.getInt(at + T_BLOCKNR)),
                    (flags & FLAG_ESCAPE) != 0,
                    checksum));
            at += bytes + ((flags & FLAG_SAME_UUID) == 0 ? UUID_BYTES : 0);
        }
        return tags;
    }

    private static int bytes(JournalSuperblock superblock) {
        if (superblock.checksumVersion() == 3) {
            return BYTES_V3;
        }
        return (superblock.wide() ? BYTES_WIDE : BYTES_NARROW)
                + (superblock.checksumVersion() == 2 ? MORE_BYTES_V2 : 0);
    }
}

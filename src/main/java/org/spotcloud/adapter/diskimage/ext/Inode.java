package org.spotcloud.adapter.diskimage.ext;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;

/** An inode ({@code struct ext4_inode}): only what reading needs. Little-endian. */
final class Inode {
    private static final int I_MODE = 0x00;
    private static final int I_SIZE_LO = 0x04;
    private static final int I_FLAGS = 0x20;
    private static final int I_BLOCK = 0x28;
    private static final int I_SIZE_HIGH = 0x6c;
    private static final int I_EXTRA_ISIZE = 0x80;
    /** What an inode had before {@code i_extra_isize}. */
    private static final int OLD_BYTES = 128;

    private static final int FORMAT_MASK = 0xf000;
    private static final int REGULAR = 0x8000;
    private static final int DIRECTORY = 0x4000;
    private static final int SYMLINK = 0xa000;

    private static final int FLAG_ENCRYPT = 0x800;
    private static final int FLAG_INDEX = 0x1000;
    private static final int FLAG_EXTENTS = 0x80000;
    private static final int FLAG_INLINE_DATA = 0x10000000;

    /** The bytes of {@code i_block}. */
    static final int MAP_BYTES = 60;

    private final long number;
    private final ByteBuffer bytes;
    private final InodeChecksums checksums;
    private final boolean largeDirectories;

    Inode(ByteBuffer bytes, InodeChecksums checksums, boolean largeDirectories) {
        this.number = checksums.inode();
        this.bytes = bytes;
        this.checksums = checksums;
        this.largeDirectories = largeDirectories;
    }

    long number() {
        return number;
    }

    /** What verifies the blocks that belong to it. */
    InodeChecksums checksums() {
        return checksums;
    }

    /** Bytes of its content; negative only when damaged. Only regular files (and with large_dir all) exceed 32 bits. */
    long size() {
        long low = Integer.toUnsignedLong(bytes.getInt(I_SIZE_LO));
        return isRegular() || largeDirectories ? low | (long) bytes.getInt(I_SIZE_HIGH) << Integer.SIZE : low;
    }

    boolean isRegular() {
        return format() == REGULAR;
    }

    boolean isDirectory() {
        return format() == DIRECTORY;
    }

    boolean isSymlink() {
        return format() == SYMLINK;
    }

    boolean hasExtents() {
        return (flags() & FLAG_EXTENTS) != 0;
    }

    boolean hasInlineContent() {
        return (flags() & FLAG_INLINE_DATA) != 0;
    }

    /** Whether it is a directory with a hash index. */
    boolean hasIndex() {
        return (flags() & FLAG_INDEX) != 0;
    }

    boolean isEncrypted() {
        return (flags() & FLAG_ENCRYPT) != 0;
    }

    /** {@code i_block}: the extent tree's root, the block map, or the content itself. */
    ByteBuffer map() {
        return bytes.slice(I_BLOCK, MAP_BYTES).order(ByteOrder.LITTLE_ENDIAN);
    }

    /** What follows the inode's fields: its extended attributes. Empty where there is no room for any. */
    ByteBuffer attributes() {
        int start =
                bytes.limit() > OLD_BYTES ? OLD_BYTES + Short.toUnsignedInt(bytes.getShort(I_EXTRA_ISIZE)) : OLD_BYTES;
        int end = Math.max(start, bytes.limit());
        return start > bytes.limit()
                ? ByteBuffer.allocate(0)
                : bytes.slice(start, end - start).order(ByteOrder.LITTLE_ENDIAN);
    }

    private int format() {
        return Short.toUnsignedInt(bytes.getShort(I_MODE)) & FORMAT_MASK;
    }

    private int flags() {
        return bytes.getInt(I_FLAGS);
    }
}

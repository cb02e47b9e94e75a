package org.spotcloud.adapter.diskimage.ext;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import org.spotcloud.adapter.diskimage.DiskImageException;

/**
 * The entries of a directory ({@code struct ext4_dir_entry_2}), read from its beginning to its end: the blocks of a hash
 * index (dir_index) look like unused entries then.
 */
final class Directory {
    /** A directory of more has no business in a path to a kernel. */
    private static final long MAX_BYTES = 64 << 20;

    private static final int MAX_ENTRIES = 50_000;
    /** Of all names together, which stay in memory. */
    private static final int MAX_CHARS = 2 << 20;

    private static final int INODE = 0;
    private static final int RECORD_LENGTH = 4;
    private static final int NAME_LENGTH = 6;
    private static final int NAME = 8;
    private static final int UNUSED = 0;
    /** An inline directory begins with its parent's inode number instead of the entries "." and "..". */
    private static final int INLINE_PARENT_BYTES = 4;

    private final boolean hasFileTypes;
    private final Map<String, Long> entries = new LinkedHashMap<>();
    private int chars;

    private Directory(boolean hasFileTypes) {
        this.hasFileTypes = hasFileTypes;
    }

    /** Bytes of a directory, which are not too many. */
    static long verifiedSize(Inode inode) throws DiskImageException {
        if (inode.size() < 0 || inode.size() > MAX_BYTES) {
            throw new DiskImageException(
                    "expected a directory of at most %d bytes, found one of %d".formatted(MAX_BYTES, inode.size()));
        }
        return inode.size();
    }

    /** The inode numbers by name, "." and ".." included where they are stored. */
    static Map<String, Long> read(Inode inode, Blocks blocks, Superblock superblock) throws IOException {
        long size = verifiedSize(inode);
        Directory directory = new Directory(superblock.has(Features.FILETYPE));
        if (inode.hasInlineContent()) {
            directory.readInline(InlineContent.of(inode).order(ByteOrder.LITTLE_ENDIAN));
        } else {
            boolean indexed = inode.hasIndex() && (superblock.compatible() & Features.COMPAT_DIR_INDEX) != 0;
            ExtFile content = new ExtFile(inode, blocks);
            ByteBuffer block = ByteBuffer.allocate(blocks.blockBytes()).order(ByteOrder.LITTLE_ENDIAN);
            for (long fileBlock = 0; fileBlock * blocks.blockBytes() < size; fileBlock++) {
                content.read(fileBlock * blocks.blockBytes(), block.clear());
                block.flip();
                verifyChecksum(inode.checksums(), fileBlock, block, indexed);
                directory.readEntries(block);
            }
        }
        return Collections.unmodifiableMap(directory.entries);
    }

    /** A node of the index is the first block, or one that is a single unused entry otherwise. */
    private static void verifyChecksum(InodeChecksums checksums, long fileBlock, ByteBuffer block, boolean indexed)
            throws DiskImageException {
        if (block.limit() < block.capacity()) {
            throw new DiskImageException(
                    "expected a directory of whole blocks of %d bytes, found %d bytes in inode %d's last"
                            .formatted(block.capacity(), block.limit(), checksums.inode()));
        }
        if (indexed && (fileBlock == 0 || recordLength(block, 0) == block.limit())) {
            checksums.verifyIndex(fileBlock, block);
        } else {
            checksums.verifyEntries(fileBlock, block);
        }
    }

    private void readInline(ByteBuffer content) throws DiskImageException {
        if (content.remaining() < INLINE_PARENT_BYTES) {
            throw new DiskImageException(
                    "expected an inline directory of at least 4 bytes, found " + content.remaining());
        }
        int end = content.limit();
        int middle = Math.min(end, Inode.MAP_BYTES);
        entries.put("..", Integer.toUnsignedLong(content.getInt(0)));
        readEntries(slice(content, INLINE_PARENT_BYTES, middle));
        readEntries(slice(content, middle, end));
    }

    private static ByteBuffer slice(ByteBuffer content, int start, int end) {
        return content.slice(start, end - start).order(ByteOrder.LITTLE_ENDIAN);
    }

    private void readEntries(ByteBuffer block) throws DiskImageException {
        int at = 0;
        while (at < block.limit()) {
            int left = block.limit() - at;
            int length = left < NAME ? 0 : recordLength(block, at);
            if (length < NAME || length > left || NAME + nameLength(block, at) > length) {
                throw new DiskImageException(
                        "expected directory entries of 8 bytes and more that fit their block, found one of %d"
                                .formatted(length));
            }
            long inode = Integer.toUnsignedLong(block.getInt(at + INODE));
            if (inode != UNUSED) {
                add(name(block, at), inode);
            }
            at += length;
        }
    }

    private void add(String name, long inode) throws DiskImageException {
        if (entries.size() == MAX_ENTRIES) {
            throw new DiskImageException("expected a directory of at most " + MAX_ENTRIES + " entries, found more");
        }
        chars += entries.putIfAbsent(name, inode) == null ? name.length() : 0;
        if (chars > MAX_CHARS) {
            throw new DiskImageException(
                    "expected a directory with names of at most " + MAX_CHARS + " characters in all, found more");
        }
    }

    /** In blocks of 64 KiB, a length that does not fit 16 bits is written as 65535 or 0. */
    private static int recordLength(ByteBuffer block, int at) {
        int length = Short.toUnsignedInt(block.getShort(at + RECORD_LENGTH));
        boolean wholeBlock = block.limit() == 1 << Short.SIZE && (length == 0 || length == 0xffff);
        return wholeBlock ? block.limit() : length;
    }

    /** Without file types, the length has 16 bits; with them, its high byte is the type. */
    private int nameLength(ByteBuffer block, int at) {
        return hasFileTypes
                ? Byte.toUnsignedInt(block.get(at + NAME_LENGTH))
                : Short.toUnsignedInt(block.getShort(at + NAME_LENGTH));
    }

    private String name(ByteBuffer block, int at) {
        byte[] name = new byte[nameLength(block, at)];
        block.get(at + NAME, name);
        return new String(name, StandardCharsets.UTF_8);
    }
}

package org.spotcloud.adapter.diskimage.ext;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import org.spotcloud.adapter.diskimage.DiskImageException;

/**
 * Content that is kept in the inode itself (inline_data): in {@code i_block}, and further in the attribute {@code
 * system.data}.
 */
final class InlineContent {
    private static final int ATTRIBUTES_MAGIC = 0xea020000;
    private static final int FIRST_ENTRY = 4;
    private static final int ENTRY_BYTES = 16;
    private static final int NAME_LENGTH = 0;
    private static final int NAME_INDEX = 1;
    private static final int VALUE_OFFSET = 2;
    private static final int VALUE_SIZE = 8;
    private static final int ALIGNMENT = 4;
    private static final int SYSTEM = 7;
    private static final byte[] DATA = "data".getBytes(StandardCharsets.US_ASCII);

    private InlineContent() {}

    static ByteBuffer of(Inode inode) throws DiskImageException {
        ByteBuffer rest = inode.size() > Inode.MAP_BYTES ? attribute(inode.attributes()) : ByteBuffer.allocate(0);
        if (inode.size() < 0 || inode.size() > Inode.MAP_BYTES + rest.remaining()) {
            throw new DiskImageException("expected %d bytes within inode %d, found %d"
                    .formatted(inode.size(), inode.number(), Inode.MAP_BYTES + rest.remaining()));
        }
        ByteBuffer content = ByteBuffer.allocate(Inode.MAP_BYTES + rest.remaining());
        content.put(inode.map()).put(rest).flip();
        return content.limit((int) inode.size());
    }

    private static ByteBuffer attribute(ByteBuffer attributes) throws DiskImageException {
        if (attributes.limit() < FIRST_ENTRY || attributes.getInt(0) != ATTRIBUTES_MAGIC) {
            return ByteBuffer.allocate(0);
        }
        int entry = FIRST_ENTRY;
        while (entry + ENTRY_BYTES <= attributes.limit() && attributes.getInt(entry) != 0) {
            int nameLength = Byte.toUnsignedInt(attributes.get(entry + NAME_LENGTH));
            if (entry + ENTRY_BYTES + nameLength <= attributes.limit() && isData(attributes, entry, nameLength)) {
                return value(attributes, entry);
            }
            entry += ENTRY_BYTES + (nameLength + ALIGNMENT - 1) / ALIGNMENT * ALIGNMENT;
        }
        return ByteBuffer.allocate(0);
    }

    private static boolean isData(ByteBuffer attributes, int entry, int nameLength) {
        return attributes.get(entry + NAME_INDEX) == SYSTEM
                && attributes.slice(entry + ENTRY_BYTES, nameLength).equals(ByteBuffer.wrap(DATA));
    }

    private static ByteBuffer value(ByteBuffer attributes, int entry) throws DiskImageException {
        int offset = FIRST_ENTRY + Short.toUnsignedInt(attributes.getShort(entry + VALUE_OFFSET));
        long size = Integer.toUnsignedLong(attributes.getInt(entry + VALUE_SIZE));
        if (offset + size > attributes.limit()) {
            throw new DiskImageException("expected the attribute system.data within its inode, found it beyond");
        }
        return attributes.slice(offset, (int) size);
    }
}

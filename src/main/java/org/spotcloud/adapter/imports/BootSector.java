package org.spotcloud.adapter.imports;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;

/** The first sector of a disk, as a PC's BIOS boots it: code, and a signature at the end. Little-endian. */
final class BootSector {
    private static final int BYTES = 512;
    /** After it come, with a table, the disk's signature and the partitions. */
    private static final int CODE_BYTES = 440;

    private static final int SIGNATURE_OFFSET = 510;
    private static final int SIGNATURE = 0xaa55;

    private final ByteBuffer sector = ByteBuffer.allocate(BYTES).order(ByteOrder.LITTLE_ENDIAN);

    /** Takes what it needs of the next bytes of the disk; moves nothing. */
    void take(ByteBuffer piece) {
        int length = Math.min(sector.remaining(), piece.remaining());
        sector.put(piece.slice(piece.position(), length));
    }

    /** Whether there is code of a boot loader. */
    boolean hasCode() {
        if (Short.toUnsignedInt(sector.getShort(SIGNATURE_OFFSET)) != SIGNATURE) {
            return false;
        }
        for (int at = 0; at < CODE_BYTES; at++) {
            if (sector.get(at) != 0) {
                return true;
            }
        }
        return false;
    }
}

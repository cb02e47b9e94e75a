package org.spotcloud.adapter.diskimage.partition;

import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** A boot record with four partition entries: the master boot record, or an extended one. Little-endian. */
final class BootRecord {
    /** MBR counts in these whatever the disk's own sectors are, on every disk that is sold as an image. */
    static final int SECTOR_BYTES = 512;

    private static final int ENTRIES_OFFSET = 446;
    private static final int ENTRY_BYTES = 16;
    private static final int ENTRY_COUNT = 4;
    private static final int SIGNATURE_OFFSET = 510;
    private static final int SIGNATURE = 0xaa55;

    private static final int STATUS = 0;
    private static final int TYPE = 4;
    private static final int FIRST_SECTOR = 8;
    private static final int SECTOR_COUNT = 12;

    private static final int INACTIVE = 0x00;
    private static final int ACTIVE = 0x80;

    /**
     * A used entry.
     *
     * @param slot 0 to 3
     * @param type the partition type
     * @param firstSector counted from what the record's kind counts from
     * @param sectors how many
     */
    record Entry(int slot, int type, long firstSector, long sectors) {
        private static final int UNUSED = 0x00;
        private static final int EXTENDED_CHS = 0x05;
        private static final int EXTENDED_LBA = 0x0f;
        private static final int EXTENDED_LINUX = 0x85;
        private static final int GPT_PROTECTIVE = 0xee;

        boolean isUsed() {
            return type != UNUSED && sectors > 0;
        }

        boolean isExtended() {
            return type == EXTENDED_CHS || type == EXTENDED_LBA || type == EXTENDED_LINUX;
        }

        boolean isProtective() {
            return type == GPT_PROTECTIVE;
        }

        /** @param base the byte on the disk that the entry's sectors are counted from */
        Partition toPartition(int number, long base) {
            return new Partition(
                    number, base + firstSector * SECTOR_BYTES, sectors * SECTOR_BYTES, "%02x".formatted(type));
        }
    }

    private BootRecord() {}

    /**
     * The used entries of the record at that offset; empty when there is no such record, or a file system's boot code.
     */
    static Optional<List<Entry>> entries(ByteBuffer disk, int offset) {
        if (disk.limit() < offset + SECTOR_BYTES
                || Short.toUnsignedInt(disk.getShort(offset + SIGNATURE_OFFSET)) != SIGNATURE) {
            return Optional.empty();
        }
        List<Entry> used = new ArrayList<>();
        for (int slot = 0; slot < ENTRY_COUNT; slot++) {
            int at = offset + ENTRIES_OFFSET + slot * ENTRY_BYTES;
            int status = Byte.toUnsignedInt(disk.get(at + STATUS));
            if (status != INACTIVE && status != ACTIVE) {
                return Optional.empty();
            }
            Entry entry = new Entry(
                    slot,
                    Byte.toUnsignedInt(disk.get(at + TYPE)),
                    Integer.toUnsignedLong(disk.getInt(at + FIRST_SECTOR)),
                    Integer.toUnsignedLong(disk.getInt(at + SECTOR_COUNT)));
            if (entry.isUsed()) {
                used.add(entry);
            }
        }
        return used.isEmpty() ? Optional.empty() : Optional.of(List.copyOf(used));
    }
}

package org.spotcloud.adapter.diskimage.partition;

import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** A boot record with four partition entries: the master boot record, or an extended one. Little-endian. */
final class BootRecord {
    /** What a record occupies, and what its numbers count on a disk whose sectors are not larger. */
    static final int SECTOR_BYTES = 512;
    /** What its numbers count on a disk with sectors of 4096 bytes; nothing in the record tells. */
    static final int LARGE_SECTOR_BYTES = 4096;

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
        Partition toPartition(int number, long base, int sectorBytes) {
            return new Partition(
                    number, base + firstSector * sectorBytes, sectors * sectorBytes, "%02x".formatted(type));
        }
    }

    private BootRecord() {}

    /**
     * The used entries of a disk's master boot record; empty when its first sector is none, but a file system's boot
     * code.
     */
    static Optional<List<Entry>> master(ByteBuffer disk) {
        for (int slot = 0; isRecord(disk) && slot < ENTRY_COUNT; slot++) {
            int status = Byte.toUnsignedInt(disk.get(at(slot) + STATUS));
            if (status != INACTIVE && status != ACTIVE) {
                return Optional.empty();
            }
        }
        return Optional.of(entries(disk)).filter(used -> !used.isEmpty());
    }

    /** The used entries of an extended boot record; none when that sector is no boot record. */
    static List<Entry> entries(ByteBuffer sector) {
        List<Entry> used = new ArrayList<>();
        for (int slot = 0; isRecord(sector) && slot < ENTRY_COUNT; slot++) {
            Entry entry = new Entry(
                    slot,
                    Byte.toUnsignedInt(sector.get(at(slot) + TYPE)),
                    Integer.toUnsignedLong(sector.getInt(at(slot) + FIRST_SECTOR)),
                    Integer.toUnsignedLong(sector.getInt(at(slot) + SECTOR_COUNT)));
            if (entry.isUsed() || entry.isProtective()) {
                used.add(entry);
            }
        }
        return List.copyOf(used);
    }

    private static boolean isRecord(ByteBuffer sector) {
        return sector.limit() >= SECTOR_BYTES && Short.toUnsignedInt(sector.getShort(SIGNATURE_OFFSET)) == SIGNATURE;
    }

    private static int at(int slot) {
        return ENTRIES_OFFSET + slot * ENTRY_BYTES;
    }
}

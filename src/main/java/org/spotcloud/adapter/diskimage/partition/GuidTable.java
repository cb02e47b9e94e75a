package org.spotcloud.adapter.diskimage.partition;

import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.UUID;
import java.util.zip.CRC32;
import org.spotcloud.adapter.diskimage.DiskImageException;

/** A GUID partition table (UEFI 2.10, section 5.3), read from its primary header. Little-endian. */
final class GuidTable {
    private static final long SIGNATURE = 0x5452415020494645L; // "EFI PART"
    private static final int[] SECTOR_SIZES = {512, 4096};
    private static final int MIN_HEADER_BYTES = 92;
    private static final int MIN_ENTRY_BYTES = 128;
    private static final int MAX_ENTRIES = 1024;

    private static final int HEADER_SIZE = 12;
    private static final int HEADER_CRC = 16;
    private static final int ENTRIES_LBA = 72;
    private static final int ENTRY_COUNT = 80;
    private static final int ENTRY_SIZE = 84;
    private static final int ENTRIES_CRC = 88;

    private static final int TYPE_GUID = 0;
    private static final int FIRST_LBA = 32;
    private static final int LAST_LBA = 40;

    private final ByteBuffer disk;
    private final int sectorBytes;
    private final int header;

    private GuidTable(ByteBuffer disk, int sectorBytes) {
        this.disk = disk;
        this.sectorBytes = sectorBytes;
        this.header = sectorBytes; // the header is at LBA 1
    }

    static List<Partition> read(ByteBuffer disk) throws DiskImageException {
        for (int sectorBytes : SECTOR_SIZES) {
            if (disk.limit() >= sectorBytes * 2 && disk.getLong(sectorBytes) == SIGNATURE) {
                GuidTable table = new GuidTable(disk, sectorBytes);
                table.verifyHeader();
                return table.partitions();
            }
        }
        throw new DiskImageException(
                "expected GPT's header \"EFI PART\" in the disk's second sector, as the protective MBR says,"
                        + " found something else");
    }

    private void verifyHeader() throws DiskImageException {
        long length = Integer.toUnsignedLong(disk.getInt(header + HEADER_SIZE));
        if (length < MIN_HEADER_BYTES || length > sectorBytes) {
            throw new DiskImageException("expected GPT's header to have %d to %d bytes, found %d"
                    .formatted(MIN_HEADER_BYTES, sectorBytes, length));
        }
        byte[] bytes = new byte[(int) length];
        disk.get(header, bytes);
        ByteBuffer.wrap(bytes).putInt(HEADER_CRC, 0);
        verify("header", crc(bytes), disk.getInt(header + HEADER_CRC));
    }

    private List<Partition> partitions() throws DiskImageException {
        long count = Integer.toUnsignedLong(disk.getInt(header + ENTRY_COUNT));
        long size = Integer.toUnsignedLong(disk.getInt(header + ENTRY_SIZE));
        long first = disk.getLong(header + ENTRIES_LBA);
        if (count > MAX_ENTRIES || size < MIN_ENTRY_BYTES || size > sectorBytes) {
            throw new DiskImageException("expected at most %d GPT entries of %d to %d bytes, found %d of %d"
                    .formatted(MAX_ENTRIES, MIN_ENTRY_BYTES, sectorBytes, count, size));
        }
        if (first < 0 || first > disk.limit() / sectorBytes || first * sectorBytes + count * size > disk.limit()) {
            throw new DiskImageException(
                    "expected GPT's entries within the disk's first %d bytes, found them at sector %d"
                            .formatted(disk.limit(), first));
        }
        int start = (int) first * sectorBytes;
        byte[] entries = new byte[(int) (count * size)];
        disk.get(start, entries);
        verify("entries", crc(entries), disk.getInt(header + ENTRIES_CRC));
        List<Partition> partitions = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            addEntry(partitions, i + 1, start + i * (int) size);
        }
        return partitions;
    }

    private void addEntry(List<Partition> partitions, int number, int entry) throws DiskImageException {
        if (disk.getLong(entry + TYPE_GUID) == 0 && disk.getLong(entry + TYPE_GUID + Long.BYTES) == 0) {
            return;
        }
        long first = disk.getLong(entry + FIRST_LBA);
        long last = disk.getLong(entry + LAST_LBA);
        if (first <= 0 || last < first || last > Long.MAX_VALUE / sectorBytes - 1) {
            throw new DiskImageException("expected GPT partition %d to have a first and a last sector, found %d and %d"
                    .formatted(number, first, last));
        }
        partitions.add(
                new Partition(number, first * sectorBytes, (last - first + 1) * sectorBytes, guid(entry + TYPE_GUID)));
    }

    /** The first three fields of a GUID are little-endian, the rest is as written. */
    private String guid(int offset) {
        long timeLow = Integer.toUnsignedLong(disk.getInt(offset));
        long timeMid = Short.toUnsignedLong(disk.getShort(offset + 4));
        long timeHigh = Short.toUnsignedLong(disk.getShort(offset + 6));
        long rest = Long.reverseBytes(disk.getLong(offset + 8));
        return new UUID(timeLow << 32 | timeMid << 16 | timeHigh, rest)
                .toString()
                .toUpperCase(Locale.ROOT);
    }

    private static int crc(byte[] bytes) {
        CRC32 crc = new CRC32();
        crc.update(bytes);
        return (int) crc.getValue();
    }

    private static void verify(String what, int found, int expected) throws DiskImageException {
        if (found != expected) {
            throw new DiskImageException(
                    "expected the checksum %08x of GPT's %s, found %08x".formatted(expected, what, found));
        }
    }
}

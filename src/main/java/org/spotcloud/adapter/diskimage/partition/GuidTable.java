package org.spotcloud.adapter.diskimage.partition;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.UUID;
import java.util.zip.CRC32;
import org.spotcloud.adapter.diskimage.BlockDevice;
import org.spotcloud.adapter.diskimage.DiskImageException;

/** A GUID partition table (UEFI 2.10, section 5.3). Little-endian. */
final class GuidTable {
    private static final long SIGNATURE = 0x5452415020494645L; // "EFI PART"
    private static final int[] SECTOR_SIZES = {512, 4096};
    private static final int MIN_HEADER_BYTES = 92;
    private static final int MIN_ENTRY_BYTES = 128;
    private static final int MAX_ENTRIES = 1024;

    private static final int HEADER_SIZE = 12;
    private static final int HEADER_CRC = 16;
    private static final int MY_LBA = 24;
    private static final int ENTRIES_LBA = 72;
    private static final int ENTRY_COUNT = 80;
    private static final int ENTRY_SIZE = 84;
    private static final int ENTRIES_CRC = 88;

    private static final int TYPE_GUID = 0;
    private static final int FIRST_LBA = 32;
    private static final int LAST_LBA = 40;

    private final BlockDevice disk;
    private final int sectorBytes;
    private final ByteBuffer header;

    private GuidTable(BlockDevice disk, int sectorBytes, ByteBuffer header) {
        this.disk = disk;
        this.sectorBytes = sectorBytes;
        this.header = header;
    }

    /**
     * The partitions by the primary header.
     *
     * @param disk the disk, or its head
     */
    static List<Partition> primary(BlockDevice disk) throws IOException {
        for (int sectorBytes : SECTOR_SIZES) {
            Optional<ByteBuffer> header = header(disk, sectorBytes, 1);
            if (header.isPresent()) {
                return new GuidTable(disk, sectorBytes, header.get()).partitions(1);
            }
        }
        throw new DiskImageException(
                "expected GPT's header \"EFI PART\" in the disk's second sector, as the protective MBR says,"
                        + " found something else");
    }

    /** The partitions by the backup header. */
    static List<Partition> backup(BlockDevice disk) throws IOException {
        for (int sectorBytes : SECTOR_SIZES) {
            long last = disk.size() / sectorBytes - 1;
            Optional<ByteBuffer> header = header(disk, sectorBytes, last);
            if (header.isPresent()) {
                return new GuidTable(disk, sectorBytes, header.get()).partitions(last);
            }
        }
        throw new DiskImageException("expected GPT's backup header in the disk's last sector, found something else");
    }

    private static Optional<ByteBuffer> header(BlockDevice disk, int sectorBytes, long sector) throws IOException {
        if (sector < 1 || disk.size() / sectorBytes <= sector) {
            return Optional.empty();
        }
        ByteBuffer header = bytes(disk, sector * sectorBytes, sectorBytes);
        return Optional.of(header).filter(bytes -> bytes.getLong(0) == SIGNATURE);
    }

    private static ByteBuffer bytes(BlockDevice disk, long position, int length) throws IOException {
        ByteBuffer bytes = ByteBuffer.allocate(length).order(ByteOrder.LITTLE_ENDIAN);
        disk.read(position, bytes);
        return bytes.flip();
    }

    private List<Partition> partitions(long sector) throws IOException {
        verifyHeader(sector);
        ByteBuffer entries = entries();
        int size = header.getInt(ENTRY_SIZE);
        List<Partition> partitions = new ArrayList<>();
        for (int i = 0; i < entries.limit() / size; i++) {
            addEntry(partitions, i + 1, entries.slice(i * size, size).order(ByteOrder.LITTLE_ENDIAN));
        }
        return partitions;
    }

    private void verifyHeader(long sector) throws DiskImageException {
        long length = Integer.toUnsignedLong(header.getInt(HEADER_SIZE));
        if (length < MIN_HEADER_BYTES || length > sectorBytes) {
            throw new DiskImageException("expected GPT's header to have %d to %d bytes, found %d"
                    .formatted(MIN_HEADER_BYTES, sectorBytes, length));
        }
        byte[] bytes = new byte[(int) length];
        header.get(0, bytes);
        ByteBuffer.wrap(bytes).putInt(HEADER_CRC, 0);
        verify("header", crc(bytes), header.getInt(HEADER_CRC));
        if (header.getLong(MY_LBA) != sector) {
            throw new DiskImageException("expected GPT's header for sector %d, found the one for sector %d"
                    .formatted(sector, header.getLong(MY_LBA)));
        }
    }

    private ByteBuffer entries() throws IOException {
        long count = Integer.toUnsignedLong(header.getInt(ENTRY_COUNT));
        long size = Integer.toUnsignedLong(header.getInt(ENTRY_SIZE));
        long first = header.getLong(ENTRIES_LBA);
        if (count > MAX_ENTRIES || size < MIN_ENTRY_BYTES || size > sectorBytes) {
            throw new DiskImageException("expected at most %d GPT entries of %d to %d bytes, found %d of %d"
                    .formatted(MAX_ENTRIES, MIN_ENTRY_BYTES, sectorBytes, count, size));
        }
        if (first < 0 || first > disk.size() / sectorBytes || first * sectorBytes + count * size > disk.size()) {
            throw new DiskImageException(
                    "expected GPT's entries within the disk's first %d bytes, found them at sector %d"
                            .formatted(disk.size(), first));
        }
        ByteBuffer entries = bytes(disk, first * sectorBytes, (int) (count * size));
        verify("entries", crc(entries.array()), header.getInt(ENTRIES_CRC));
        return entries;
    }

    private void addEntry(List<Partition> partitions, int number, ByteBuffer entry) throws DiskImageException {
        if (entry.getLong(TYPE_GUID) == 0 && entry.getLong(TYPE_GUID + Long.BYTES) == 0) {
            return;
        }
        long first = entry.getLong(FIRST_LBA);
        long last = entry.getLong(LAST_LBA);
        if (first <= 0 || last < first || last > Long.MAX_VALUE / sectorBytes - 1) {
            throw new DiskImageException("expected GPT partition %d to have a first and a last sector, found %d and %d"
                    .formatted(number, first, last));
        }
        partitions.add(new Partition(number, first * sectorBytes, (last - first + 1) * sectorBytes, typeOf(entry)));
    }

    /** The first three fields of a GUID are little-endian, the rest is as written. */
    private static String typeOf(ByteBuffer entry) {
        long timeLow = Integer.toUnsignedLong(entry.getInt(TYPE_GUID));
        long timeMid = Short.toUnsignedLong(entry.getShort(TYPE_GUID + 4));
        long timeHigh = Short.toUnsignedLong(entry.getShort(TYPE_GUID + 6));
        long rest = Long.reverseBytes(entry.getLong(TYPE_GUID + 8));
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

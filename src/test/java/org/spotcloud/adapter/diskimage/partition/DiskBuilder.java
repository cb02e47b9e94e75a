package org.spotcloud.adapter.diskimage.partition;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.zip.CRC32;

/** Makes small disks with partition tables, for tests. */
public final class DiskBuilder {
    private static final int SECTOR = 512;

    private final ByteBuffer disk;

    public DiskBuilder(int bytes) {
        this.disk = ByteBuffer.allocate(bytes).order(ByteOrder.LITTLE_ENDIAN);
    }

    /** An entry of the boot record in that sector. */
    public DiskBuilder entry(int record, int slot, int type, int firstSector, int sectors) {
        int at = record * SECTOR + 446 + slot * 16;
        disk.put(at + 4, (byte) type).putInt(at + 8, firstSector).putInt(at + 12, sectors);
        disk.putShort(record * SECTOR + 510, (short) 0xaa55);
        return this;
    }

    /** A GUID partition table of four entries with one Linux partition, and its protective MBR. */
    public DiskBuilder guidTable(int sectorBytes, int firstSector, int lastSector) {
        entry(0, 0, 0xee, 1, 1000);
        int entries = 2 * sectorBytes;
        disk.putLong(entries, 0x477284830fc63dafL).putLong(entries + 8, 0xe47d47d8693d798eL);
        disk.putLong(entries + 32, firstSector).putLong(entries + 40, lastSector);
        int header = sectorBytes;
        disk.putLong(header, 0x5452415020494645L).putInt(header + 8, 0x10000).putInt(header + 12, 92);
        disk.putLong(header + 24, 1)
                .putLong(header + 72, 2)
                .putInt(header + 80, 4)
                .putInt(header + 84, 128);
        return sum(sectorBytes);
    }

    /** Corrects the checksums of the table. */
    public DiskBuilder sum(int sectorBytes) {
        return sum(sectorBytes, 2 * sectorBytes);
    }

    /** The backup of the table, in the disk's last two sectors. */
    public DiskBuilder backupTable(int sectorBytes) {
        int last = disk.capacity() / sectorBytes - 1;
        byte[] primary = disk.array();
        disk.put(last * sectorBytes, primary, sectorBytes, 92);
        disk.put((last - 1) * sectorBytes, primary, 2 * sectorBytes, 4 * 128);
        disk.putLong(last * sectorBytes + 24, last).putLong(last * sectorBytes + 32, 1);
        disk.putLong(last * sectorBytes + 72, last - 1);
        return sum(last * sectorBytes, (last - 1) * sectorBytes);
    }

    /** The sign of an ext file system that begins at that byte. */
    public DiskBuilder ext(int offset) {
        disk.putShort(offset + 0x438, (short) 0xef53);
        return this;
    }

    /** That text, a byte a character. */
    public DiskBuilder text(int offset, String text) {
        disk.put(offset, text.getBytes(StandardCharsets.ISO_8859_1));
        return this;
    }

    /** Corrects the checksums of the table whose header and entries are at those bytes. */
    DiskBuilder sum(int header, int entries) {
        disk.putInt(header + 88, crc(entries, 4 * 128));
        disk.putInt(header + 16, 0);
        disk.putInt(header + 16, crc(header, 92));
        return this;
    }

    public DiskBuilder put(int offset, int value) {
        disk.put(offset, (byte) value);
        return this;
    }

    public ByteBuffer build() {
        return disk.duplicate().clear();
    }

    private int crc(int offset, int length) {
        CRC32 crc = new CRC32();
        crc.update(disk.array(), offset, length);
        return (int) crc.getValue();
    }
}

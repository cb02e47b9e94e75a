package org.spotcloud.fuzz;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.zip.CRC32;
import org.spotcloud.adapter.diskimage.DiskImageException;
import org.spotcloud.adapter.diskimage.partition.ContentSign;
import org.spotcloud.adapter.diskimage.partition.Partition;
import org.spotcloud.adapter.diskimage.partition.PartitionSplitter;

/** Splits a disk into its partitions: each gets exactly its bytes of the disk, however the disk comes in pieces. */
public final class PartitionFuzz {
    private static final int[] PIECES = {511, 8192};
    private static final int[] SECTORS = {512, 4096};
    private static final long EFI_PART = 0x5452415020494645L;
    private static final int HEADER_SIZE = 12;
    private static final int HEADER_CRC = 16;
    private static final int ENTRIES_LBA = 72;
    private static final int ENTRY_COUNT = 80;
    private static final int ENTRY_SIZE = 84;
    private static final int ENTRIES_CRC = 88;

    private PartitionFuzz() {}

    public static void fuzzerTestOneInput(byte[] input) throws IOException {
        byte[] disk = withChecksums(input);
        for (int piece : PIECES) {
            try {
                split(disk, piece).forEach((partition, bytes) -> compare(disk, partition, bytes.toByteArray()));
            } catch (DiskImageException e) {
                Expected.message(e);
            }
        }
    }

    private static Map<Partition, ByteArrayOutputStream> split(byte[] disk, int pieceBytes) throws IOException {
        Map<Partition, ByteArrayOutputStream> contents = new LinkedHashMap<>();
        PartitionSplitter splitter = new PartitionSplitter((partition, probe) -> {
            ContentSign.of(probe);
            ByteArrayOutputStream content = new ByteArrayOutputStream();
            contents.put(partition, content);
            return Optional.of(piece -> {
                byte[] bytes = new byte[piece.remaining()];
                piece.get(bytes);
                content.writeBytes(bytes);
            });
        });
        for (int at = 0; at < disk.length; at += pieceBytes) {
            splitter.write(ByteBuffer.wrap(disk, at, Math.min(pieceBytes, disk.length - at)));
        }
        splitter.finish();
        return contents;
    }

    private static void compare(byte[] disk, Partition partition, byte[] bytes) {
        int start = (int) Math.min(disk.length, partition.start());
        int end = (int) Math.min(disk.length, partition.end());
        if (!Arrays.equals(disk, start, end, bytes, 0, bytes.length)) {
            throw new AssertionError("other bytes than those of " + partition);
        }
    }

    /** Corrects what no mutation would: the checksums of a GPT. */
    private static byte[] withChecksums(byte[] input) {
        byte[] bytes = input.clone();
        ByteBuffer disk = ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN);
        for (int sector : SECTORS) {
            if (disk.limit() >= 2 * sector && disk.getLong(sector) == EFI_PART) {
                long entries = disk.getLong(sector + ENTRIES_LBA) * sector;
                long length = (long) disk.getInt(sector + ENTRY_COUNT) * disk.getInt(sector + ENTRY_SIZE);
                put(disk, sector + ENTRIES_CRC, entries, length);
                disk.putInt(sector + HEADER_CRC, 0);
                put(disk, sector + HEADER_CRC, sector, disk.getInt(sector + HEADER_SIZE));
            }
        }
        return bytes;
    }

    private static void put(ByteBuffer disk, int at, long from, long length) {
        if (from >= 0 && length >= 0 && from <= disk.limit() && length <= disk.limit() - from) {
            CRC32 crc = new CRC32();
            crc.update(disk.array(), (int) from, (int) length);
            disk.putInt(at, (int) crc.getValue());
        }
    }
}

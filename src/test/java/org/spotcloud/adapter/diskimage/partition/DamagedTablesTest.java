package org.spotcloud.adapter.diskimage.partition;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assertions.assertTimeoutPreemptively;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.time.Duration;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.spotcloud.adapter.diskimage.DiskImageException;
import org.spotcloud.adapter.diskimage.ext.MemoryDevice;

/** Damages one field of a table at a time: what cannot be read is refused, in no time and with no other exception. */
class DamagedTablesTest {
    private static final int SECTOR = 512;
    private static final int LARGE = 4096;
    private static final PartitionSplitter.Target NOWHERE = piece -> piece.position(piece.limit());
    private static final Duration LIMIT = Duration.ofSeconds(60);

    /** A field: where it is, and its length in bytes. */
    private record Field(int offset, int length) {}

    static Stream<String> tables() {
        return Stream.of("MBR", "MBR with larger sectors", "GPT", "GPT with larger sectors", "GPT's backup");
    }

    @ParameterizedTest
    @MethodSource("tables")
    void everyFieldMayHoldAnything(String kind) {
        byte[] disk = disk(kind);
        Map<String, Field> fields = fields(kind, disk.length);
        assertTimeoutPreemptively(LIMIT, () -> {
            for (Map.Entry<String, Field> field : fields.entrySet()) {
                Field place = field.getValue();
                for (int change = 0; change < 3 + Byte.SIZE * place.length(); change++) {
                    byte[] damaged = disk.clone();
                    change(damaged, place, change);
                    readAll(damaged, field.getKey());
                    readAll(summed(kind, damaged), field.getKey());
                }
            }
        });
    }

    @ParameterizedTest
    @MethodSource("tables")
    void everyDiskMayEndAnywhere(String kind) {
        byte[] disk = disk(kind);
        assertTimeoutPreemptively(LIMIT, () -> {
            for (int end = 0; end <= disk.length; end += SECTOR) {
                for (int length : new int[] {end - 1, end, end + 1}) {
                    readAll(Arrays.copyOf(disk, Math.max(0, Math.min(length, disk.length))), "ends at " + length);
                }
            }
        });
    }

    private static byte[] disk(String kind) {
        return switch (kind) {
            case "MBR" ->
                new DiskBuilder(600 * SECTOR)
                        .entry(0, 0, 0x83, 63, 20)
                        .entry(0, 3, 0x05, 100, 400)
                        .entry(100, 0, 0x83, 3, 20)
                        .entry(100, 1, 0x05, 200, 100)
                        .entry(300, 0, 0x83, 3, 20)
                        .entry(300, 1, 0x05, 50, 50)
                        .entry(150, 0, 0x83, 3, 20)
                        .ext(63 * SECTOR)
                        .build()
                        .array();
            case "MBR with larger sectors" ->
                new DiskBuilder(60 * LARGE)
                        .entry(0, 0, 0x83, 16, 4)
                        .entry(0, 1, 0x0f, 24, 20)
                        .entry(24 * 8, 0, 0x83, 1, 4)
                        .entry(24 * 8, 1, 0x05, 10, 5)
                        .entry(34 * 8, 0, 0x83, 1, 4)
                        .ext(16 * LARGE)
                        .build()
                        .array();
            case "GPT with larger sectors" ->
                new DiskBuilder(16 * LARGE)
                        .guidTable(LARGE, 6, 9)
                        .backupTable(LARGE)
                        .build()
                        .array();
            case "GPT's backup" -> gpt().put(SECTOR, 0).build().array();
            default -> gpt().build().array();
        };
    }

    private static DiskBuilder gpt() {
        return new DiskBuilder(64 * SECTOR).guidTable(SECTOR, 6, 9).backupTable(SECTOR);
    }

    private static Map<String, Field> fields(String kind, int diskBytes) {
        Map<String, Field> fields = new LinkedHashMap<>();
        switch (kind) {
            case "MBR" -> putRecords(fields, 0, 100, 150, 300);
            case "MBR with larger sectors" -> putRecords(fields, 0, 24 * 8, 34 * 8);
            default -> {
                int sectorBytes = kind.contains("larger") ? LARGE : SECTOR;
                putRecords(fields, 0);
                putGuidTable(fields, sectorBytes, 2 * sectorBytes);
                putGuidTable(fields, diskBytes - sectorBytes, diskBytes - 2 * sectorBytes);
            }
        }
        return fields;
    }

    private static void putRecords(Map<String, Field> fields, int... records) {
        for (int record : records) {
            for (int slot = 0; slot < 4; slot++) {
                int at = record * SECTOR + 446 + slot * 16;
                String name = "entry " + slot + " of record " + record + ": ";
                fields.put(name + "status", new Field(at, 1));
                fields.put(name + "first CHS", new Field(at + 1, 3));
                fields.put(name + "type", new Field(at + 4, 1));
                fields.put(name + "last CHS", new Field(at + 5, 3));
                fields.put(name + "first sector", new Field(at + 8, 4));
                fields.put(name + "sectors", new Field(at + 12, 4));
            }
            fields.put("signature of record " + record, new Field(record * SECTOR + 510, 2));
        }
    }

    private static void putGuidTable(Map<String, Field> fields, int header, int entries) {
        int[] offsets = {0, 8, 12, 16, 20, 24, 32, 40, 48, 56, 72, 80, 84, 88, 92};
        for (int i = 0; i + 1 < offsets.length; i++) {
            int length = Math.min(8, offsets[i + 1] - offsets[i]);
            fields.put("header " + header + " at " + offsets[i], new Field(header + offsets[i], length));
        }
        for (int entry = 0; entry < 2; entry++) {
            for (int field = 0; field < 64; field += 8) {
                int at = entries + entry * 128 + field;
                fields.put("entries " + entries + " at " + field, new Field(at, 8));
            }
        }
    }

    /** Zero, ones, one more, or one bit changed. */
    private static void change(byte[] disk, Field field, int change) {
        int end = field.offset() + field.length();
        if (change < 2) {
            Arrays.fill(disk, field.offset(), end, (byte) -change);
        } else if (change == 2) {
            for (int i = field.offset(); i < end && ++disk[i] == 0; i++) {
                // carries on
            }
        } else {
            int bit = change - 3;
            disk[field.offset() + bit / Byte.SIZE] ^= (byte) (1 << bit % Byte.SIZE);
        }
    }

    /** With checksums that hold what is damaged to be true. */
    private static byte[] summed(String kind, byte[] disk) {
        if (kind.startsWith("MBR")) {
            return disk;
        }
        int sectorBytes = kind.contains("larger") ? LARGE : SECTOR;
        DiskBuilder builder = new DiskBuilder(disk.length);
        builder.build().order(ByteOrder.LITTLE_ENDIAN).put(disk);
        return builder.sum(sectorBytes)
                .sum(disk.length - sectorBytes, disk.length - 2 * sectorBytes)
                .build()
                .array();
    }

    private static void readAll(byte[] disk, String what) throws IOException {
        attempt(
                what,
                () -> PartitionTable.read(ByteBuffer.wrap(disk, 0, Math.min(disk.length, PartitionTable.HEAD_BYTES))));
        attempt(what, () -> {
            PartitionSplitter splitter = new PartitionSplitter((partition, probe) -> Optional.of(NOWHERE));
            splitter.write(ByteBuffer.wrap(disk));
            splitter.needsWholeDisk();
            splitter.finish();
        });
        attempt(what, () -> {
            PartitionTable whole = PartitionTable.read(new MemoryDevice(disk));
            PartitionSplitter splitter = new PartitionSplitter(whole, (partition, probe) -> Optional.of(NOWHERE));
            splitter.write(ByteBuffer.wrap(disk));
            splitter.finish();
        });
    }

    /** What may be refused. */
    @FunctionalInterface
    private interface Attempt {
        void run() throws IOException;
    }

    private static void attempt(String what, Attempt attempt) throws IOException {
        try {
            attempt.run();
        } catch (DiskImageException e) {
            assertThat(e).as(what).message().startsWith("expected ");
        } catch (RuntimeException | IOException e) {
            throw new AssertionError(what, e);
        }
    }
}

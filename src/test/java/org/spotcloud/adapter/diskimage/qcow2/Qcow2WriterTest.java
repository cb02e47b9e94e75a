package org.spotcloud.adapter.diskimage.qcow2;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.spotcloud.adapter.diskimage.DiskImageException;

class Qcow2WriterTest {
    private static final int CLUSTER = Qcow2Writer.CLUSTER_BYTES;

    @TempDir
    Path dir;

    @ParameterizedTest
    @ValueSource(ints = {512, 65536, 65537, 100_000, 262144, 4 << 20})
    void holdsTheDiskWhateverThePiecesAre(int pieceBytes) throws IOException {
        byte[] disk = diskWithHoles(40 * CLUSTER + 1536);
        Path image = write(disk, pieceBytes);
        try (Qcow2Image read = Qcow2Image.open(image)) {
            assertThat(read.size()).isEqualTo(disk.length);
            assertThat(readAll(read, 30_000)).isEqualTo(disk);
        }
    }

    @Test
    void leavesZeroClustersOut() throws IOException {
        byte[] disk = new byte[100 * CLUSTER];
        disk[50 * CLUSTER + 7] = 1;
        // header, one cluster, L2 table, L1 table, refcount block, refcount table
        assertThat(Files.size(write(disk, 3 * CLUSTER))).isEqualTo(6L * CLUSTER);
        assertThat(Files.size(write(disk, 1000))).isEqualTo(6L * CLUSTER);
    }

    @Test
    void writesADiskOfSeveralL2Tables() throws IOException {
        long l2Bytes = 512L << 20;
        ByteBuffer zeros = ByteBuffer.allocateDirect(8 << 20);
        Path image = dir.resolve("large.qcow2");
        try (Qcow2Writer writer = new Qcow2Writer(image)) {
            for (long done = 0; done < 20 * l2Bytes; done += zeros.capacity()) {
                zeros.clear().put(0, (byte) (done == 17 * l2Bytes ? 1 : 0));
                writer.write(zeros);
            }
            writer.finish();
        }
        try (Qcow2Image read = Qcow2Image.open(image)) {
            assertThat(read.size()).isEqualTo(20 * l2Bytes);
            ByteBuffer three = ByteBuffer.allocate(3);
            read.read(17 * l2Bytes - 1, three);
            assertThat(three.array()).containsExactly(0, 1, 0);
        }
        assertThat(Files.size(image)).isEqualTo(6L * CLUSTER);
    }

    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3, 4, 5, 6, 7, 8})
    void takesLaterWhatWasSkipped(long seed) throws IOException {
        Random random = new Random(seed);
        byte[] disk = diskWithHoles(40 * CLUSTER + random.nextInt(CLUSTER));
        List<int[]> skipped = new ArrayList<>();
        Path image = dir.resolve("skipped.qcow2");
        try (Qcow2Writer writer = new Qcow2Writer(image)) {
            boolean skips = random.nextBoolean();
            for (int start = 0; start < disk.length; skips = !skips) {
                int length = Math.min(disk.length - start, random.nextInt(random.nextBoolean() ? 5000 : 6 * CLUSTER));
                if (skips) {
                    writer.skip(length);
                    skipped.add(new int[] {start, length});
                } else {
                    writer.write(ByteBuffer.wrap(disk, start, length));
                }
                start += length;
                assertThat(writer.diskBytes()).isEqualTo(start);
            }
            writer.end();
            for (int[] stretch : skipped) {
                int middle = stretch[1] / 2;
                writer.writeAt(stretch[0], ByteBuffer.wrap(disk, stretch[0], middle));
                writer.writeAt(stretch[0] + middle, ByteBuffer.wrap(disk, stretch[0] + middle, stretch[1] - middle));
            }
            writer.finish();
        }
        try (Qcow2Image read = Qcow2Image.open(image)) {
            assertThat(readAll(read, 30_000)).isEqualTo(disk);
        }
        assertThat(Files.size(image)).isLessThanOrEqualTo(Files.size(write(disk, CLUSTER)));
    }

    @Test
    void hasZerosWhereItWasSkippedOnly() throws IOException {
        Path image = dir.resolve("skipped.qcow2");
        try (Qcow2Writer writer = new Qcow2Writer(image)) {
            writer.write(ByteBuffer.wrap(new byte[] {1, 2, 3}));
            writer.skip((512L << 20) + 5);
            writer.write(ByteBuffer.wrap(new byte[] {4}));
            writer.finish();
        }
        assertThat(Files.size(image)).isEqualTo(8L * CLUSTER);
        try (Qcow2Image read = Qcow2Image.open(image)) {
            assertThat(read.size()).isEqualTo((512L << 20) + 9);
            ByteBuffer two = ByteBuffer.allocate(2);
            read.read((512L << 20) + 7, two);
            assertThat(two.array()).containsExactly(0, 4);
        }
    }

    @Test
    void writesNothingBesideTheDisk() throws IOException {
        try (Qcow2Writer writer = new Qcow2Writer(dir.resolve("small.qcow2"))) {
            ByteBuffer two = ByteBuffer.allocate(2);
            assertThatThrownBy(() -> writer.writeAt(0, two)).isInstanceOf(IllegalArgumentException.class);
            writer.skip(10);
            writer.end();
            assertThatThrownBy(() -> writer.writeAt(9, two)).hasMessage("not within the disk: 2 bytes at byte 9");
            assertThatThrownBy(() -> writer.writeAt(-1, two)).isInstanceOf(IllegalArgumentException.class);
        }
    }

    @Test
    void isNoImageBeforeItIsFinished() throws IOException {
        Path image = dir.resolve("unfinished.qcow2");
        try (Qcow2Writer writer = new Qcow2Writer(image)) {
            writer.write(ByteBuffer.wrap(diskWithHoles(40 * CLUSTER)));
        }
        assertThatThrownBy(() -> Qcow2Image.open(image).close())
                .isInstanceOf(DiskImageException.class)
                .hasMessage("expected a QCOW2 image (first bytes 51 46 49 fb), found first bytes 00000000");
    }

    @Test
    void refusesToReadBeyondTheDisk() throws IOException {
        try (Qcow2Image image = Qcow2Image.open(write(new byte[CLUSTER], CLUSTER))) {
            assertThatThrownBy(() -> image.read(CLUSTER - 1, ByteBuffer.allocate(2)))
                    .hasMessage("expected 2 bytes at byte 65535, found the end of the disk at byte 65536");
        }
    }

    @Test
    void refusesByNameWhatItCannotRead() throws IOException {
        Path image = write(diskWithHoles(3 * CLUSTER), CLUSTER);
        assertRefused(image, 8 + 7, 1, "a backing file");
        assertRefused(image, 32 + 3, 2, "encryption");
        assertRefused(image, 72 + 7, 1 << 4, "[extended L2 entries]");
        assertRefused(image, 72, 1 << 7, "[bit 63]");
        assertRefused(image, 7, 4, "version 2 or 3, found 4");
        assertRefused(image, 20 + 3, 30, "cluster_bits of 9 to 21, found 30");
        assertRefused(image, 36, 0x7f, "L1 table of at most 4194304 entries");
        assertRefused(image, 24 + 2, 1, "L1 table for");
        assertRefused(image, 40, 0x7f, "found the end of the image");
    }

    private static void assertRefused(Path image, int offset, int value, String message) throws IOException {
        byte[] bytes = Files.readAllBytes(image);
        bytes[offset] = (byte) value;
        Path changed = Files.write(image.resolveSibling("changed.qcow2"), bytes);
        assertThatThrownBy(() -> Qcow2Image.open(changed).close())
                .isInstanceOf(DiskImageException.class)
                .hasMessageContaining(message);
    }

    private Path write(byte[] disk, int pieceBytes) throws IOException {
        Path image = dir.resolve("disk.qcow2");
        try (Qcow2Writer writer = new Qcow2Writer(image)) {
            for (int start = 0; start < disk.length; start += pieceBytes) {
                writer.write(ByteBuffer.wrap(disk, start, Math.min(pieceBytes, disk.length - start)));
            }
            assertThat(writer.diskBytes()).isEqualTo(disk.length);
            writer.finish();
        }
        return image;
    }

    private static byte[] readAll(Qcow2Image image, int pieceBytes) throws IOException {
        ByteBuffer all = ByteBuffer.allocate((int) image.size());
        while (all.position() < all.capacity()) {
            int start = all.position();
            all.limit(Math.min(all.capacity(), start + pieceBytes));
            image.read(start, all);
        }
        return all.array();
    }

    /** Every third cluster is random, every third zero, every third zero but for its last byte. */
    private static byte[] diskWithHoles(int length) {
        byte[] disk = new byte[length];
        Random random = new Random(length);
        for (int start = 0; start < length; start += 3 * CLUSTER) {
            byte[] cluster = new byte[Math.min(CLUSTER, length - start)];
            random.nextBytes(cluster);
            System.arraycopy(cluster, 0, disk, start, cluster.length);
            int last = start + 3 * CLUSTER - 1;
            if (last < length) {
                disk[last] = 1;
            }
        }
        assertThat(Arrays.copyOfRange(disk, CLUSTER, CLUSTER + 10)).containsOnly(0);
        return disk;
    }
}

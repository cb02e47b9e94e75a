package org.spotcloud.adapter.xvm2;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.RandomAccessFile;
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
import org.spotcloud.adapter.diskimage.Tool;

/** Reads what GNU tar writes of sparse disks, in each of its forms. */
class GnuTarIT {
    private static final int MIB = 1 << 20;
    private static final String NAME = "hd0.img";

    @TempDir
    Path dir;

    @ParameterizedTest
    @ValueSource(
            strings = {
                "--format=gnu",
                "--format=oldgnu",
                "--format=pax --sparse-version=0.0",
                "--format=pax --sparse-version=0.1",
                "--format=pax --sparse-version=1.0"
            })
    void readsSparseDisksHoweverTheirBytesCome(String form) throws IOException, InterruptedException {
        byte[] disk = fragmented();
        Path tar = pack(form);
        assertThat(tar).as("is sparse").satisfies(file -> assertThat(Files.size(file))
                .isLessThan(disk.length / 2));
        for (int given : new int[] {1, 511, 513, MIB}) {
            try (InputStream stream = new BufferedInputStream(Files.newInputStream(tar), MIB)) {
                PackageReader reader = new PackageReader(new ShortReads(stream, given));
                assertThat(reader.toBootDisk()).isEqualTo(new Member(NAME, disk.length));
                assertThat(Arrays.mismatch(reader.content().readAllBytes(), disk))
                        .as("%d bytes at a time", given)
                        .isNegative();
                reader.toEnd();
            }
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "--format=gnu",
                "--format=pax --sparse-version=0.0",
                "--format=pax --sparse-version=0.1",
                "--format=pax --sparse-version=1.0"
            })
    void readsSparseDisksOfMoreThan8Gib(String form) throws IOException, InterruptedException {
        long size = (9L << 30) + 12_345;
        byte[] mark = new byte[MIB];
        new Random(7).nextBytes(mark);
        try (RandomAccessFile disk = new RandomAccessFile(dir.resolve(NAME).toFile(), "rw")) {
            disk.setLength(size);
            disk.seek(3L << 30);
            disk.write(mark);
            disk.seek(9L << 30);
            disk.write(mark, 0, 4096);
        }
        try (InputStream stream = Files.newInputStream(pack(form))) {
            PackageReader reader = new PackageReader(stream);
            assertThat(reader.toBootDisk().size()).isEqualTo(size);
            InputStream content = reader.content();
            content.skipNBytes(3L << 30);
            assertThat(Arrays.equals(content.readNBytes(MIB), mark)).isTrue();
            content.skipNBytes((6L << 30) - MIB);
            assertThat(content.readNBytes(4096)).isEqualTo(Arrays.copyOf(mark, 4096));
            assertThat(content.readAllBytes()).hasSize(12_345 - 4096).containsOnly(0);
            reader.toEnd();
        }
    }

    @Test
    void takesNoLinkForADisk() throws IOException, InterruptedException {
        Files.write(dir.resolve("b.img"), new byte[] {1, 2, 3});
        Files.createLink(dir.resolve("hd1.img"), dir.resolve("b.img"));
        Files.createSymbolicLink(dir.resolve("hd0.img"), Path.of("b.img"));
        Files.write(dir.resolve("hd2.img"), new byte[] {4, 5, 6});
        Path tar = dir.resolve("package.xvm2");
        Tool.needed("tar").run("-C", dir, "-cf", tar, "b.img", "hd0.img", "hd1.img", "hd2.img");
        try (InputStream stream = Files.newInputStream(tar)) {
            PackageReader reader = new PackageReader(stream);
            assertThat(reader.toBootDisk().name()).isEqualTo("hd2.img");
            assertThat(reader.content().readAllBytes()).containsExactly(4, 5, 6);
            reader.toEnd();
        }
    }

    private Path pack(String form) throws IOException, InterruptedException {
        Path tar = dir.resolve("package.xvm2");
        List<Object> arguments = new ArrayList<>(List.of("--sparse"));
        arguments.addAll(List.of(form.split(" ")));
        arguments.addAll(List.of("-C", dir, "-cf", tar, NAME));
        Tool.needed("tar").run(arguments.toArray());
        return tar;
    }

    /** So many chunks that old GNU's map needs several blocks, of odd lengths where they lie last. */
    private byte[] fragmented() throws IOException {
        Random random = new Random(1);
        byte[] disk = new byte[8 * MIB + 777];
        try (RandomAccessFile file = new RandomAccessFile(dir.resolve(NAME).toFile(), "rw")) {
            file.setLength(disk.length);
            for (int at = 64 * 1024; at < disk.length; at += 64 * 1024) {
                byte[] piece = new byte[Math.min(4096 + random.nextInt(9000), disk.length - at)];
                random.nextBytes(piece);
                System.arraycopy(piece, 0, disk, at, piece.length);
                file.seek(at);
                file.write(piece);
            }
        }
        return disk;
    }
}

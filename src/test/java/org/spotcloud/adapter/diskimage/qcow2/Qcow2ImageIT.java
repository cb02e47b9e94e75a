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
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.spotcloud.adapter.diskimage.DiskImageException;
import org.spotcloud.adapter.diskimage.Tool;

/** Holds what is read against images that QEMU made. */
class Qcow2ImageIT {
    private static final int BYTES = (9 << 20) + 1536;

    @TempDir
    Path dir;

    private final byte[] disk = disk();
    private Tool qemuImg;
    private Path raw;
    private Path image;

    @BeforeEach
    void writeTheDisk() throws IOException {
        qemuImg = Tool.needed("qemu-img");
        raw = Files.write(dir.resolve("disk.raw"), disk);
        image = dir.resolve("disk.qcow2");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "compat=0.10",
                "compat=1.1",
                "compat=0.10,cluster_size=512",
                "compat=1.1,cluster_size=4096",
                "compat=1.1,cluster_size=2M",
                "compat=1.1,lazy_refcounts=on",
                "compat=1.1,preallocation=metadata",
                "compat=1.1,refcount_bits=1"
            })
    void readsWhatQemuWrites(String options) throws IOException, InterruptedException {
        qemuImg.run("convert", "-f", "raw", "-O", "qcow2", "-o", options, raw, image);
        assertReadsTheDisk();
        if (!options.contains("preallocation")) {
            qemuImg.run("convert", "-c", "-f", "raw", "-O", "qcow2", "-o", options, raw, image);
            assertReadsTheDisk();
        }
    }

    @Test
    void readsWhatIsThereNowAndNotASnapshot() throws IOException, InterruptedException {
        Files.write(dir.resolve("old.raw"), new byte[BYTES]);
        qemuImg.run("convert", "-f", "raw", "-O", "qcow2", dir.resolve("old.raw"), image);
        qemuImg.run("snapshot", "-c", "before", image);
        Tool qemuIo = Tool.needed("qemu-io");
        for (int at = 0; at < BYTES; at += 512) {
            if (at % (1 << 20) == 0) {
                qemuIo.run("-f", "qcow2", "-c", "write -P 7 " + at + " 512", image);
                Arrays.fill(disk, at, Math.min(at + 512, BYTES), (byte) 7);
            } else {
                Arrays.fill(disk, at, Math.min(at + 512, BYTES), (byte) 0);
            }
        }
        qemuIo.run("-f", "qcow2", "-c", "write -z 1M 64k", image);
        Arrays.fill(disk, 1 << 20, (1 << 20) + (64 << 10), (byte) 0);
        assertReadsTheDisk();
    }

    @ParameterizedTest
    @CsvSource({
        "-o|compression_type=zstd, [compression type]",
        "-o|extended_l2=on, [extended L2 entries]",
        "-o|data_file=data.raw, [external data file]",
        "-b|disk.raw|-F|raw, a backing file"
    })
    void refusesByNameWhatItCannotRead(String options, String message) throws IOException, InterruptedException {
        List<Object> create = new ArrayList<>(List.of("create", "-f", "qcow2"));
        create.addAll(List.of(
                options.replace("data.raw", dir.resolve("data.raw").toString()).split("\\|")));
        create.addAll(List.of(image, BYTES));
        qemuImg.run(create.toArray());
        assertThatThrownBy(() -> Qcow2Image.open(image).close())
                .isInstanceOf(DiskImageException.class)
                .hasMessageContaining(message);
    }

    private void assertReadsTheDisk() throws IOException {
        try (Qcow2Image read = Qcow2Image.open(image)) {
            assertThat(read.size()).isEqualTo(BYTES);
            ByteBuffer all = ByteBuffer.allocate(BYTES);
            while (all.hasRemaining()) {
                int end = Math.min(BYTES, all.position() + 70_000);
                read.read(all.position(), all.limit(end));
                all.limit(BYTES);
            }
            assertThat(all.array()).isEqualTo(disk);
        }
    }

    /** Noise, text that compresses, and holes. */
    private static byte[] disk() {
        byte[] bytes = new byte[BYTES];
        Random random = new Random(5);
        for (int start = 0; start < BYTES; start += 100_000) {
            int kind = random.nextInt(3);
            for (int at = start; at < Math.min(BYTES, start + 100_000); at++) {
                bytes[at] = (byte) (kind == 0 ? 0 : kind == 1 ? random.nextInt() : at / 1000);
            }
        }
        return bytes;
    }
}

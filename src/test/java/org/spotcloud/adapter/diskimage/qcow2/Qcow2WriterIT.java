package org.spotcloud.adapter.diskimage.qcow2;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Random;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.spotcloud.adapter.diskimage.Tool;

/** Holds what is written against qemu-img. */
class Qcow2WriterIT {
    private static final int SECTOR = 512;

    @TempDir
    Path dir;

    /** The last one has more than 32768 clusters: a second refcount block. */
    @ParameterizedTest
    @CsvSource({"0, 0", "1, 1", "127, 1", "128, 1", "129, 100", "1048576, 3", "1048577, 0", "2200000, 2200000"})
    void qemuFindsNoErrorAndNoDifference(long sectors, long written) throws IOException, InterruptedException {
        Tool qemuImg = Tool.needed("qemu-img");
        Path raw = dir.resolve("disk.raw");
        Path image = dir.resolve("disk.qcow2");
        ByteBuffer sector = ByteBuffer.allocateDirect(SECTOR);
        Random random = new Random(sectors);
        long clusterSectors = Qcow2Writer.CLUSTER_BYTES / SECTOR;
        try (FileChannel disk = FileChannel.open(raw, StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE);
                Qcow2Writer writer = new Qcow2Writer(image)) {
            for (long i = 0; i < sectors; i++) {
                // one sector of a cluster is enough to have the cluster written
                boolean filled = written > 0 && i % Math.max(1, sectors / written) == 0 && i % clusterSectors == 0;
                sector.clear().putLong(0, filled ? random.nextLong() : 0);
                if (filled) {
                    disk.write(sector.duplicate(), i * SECTOR);
                }
                writer.write(sector);
            }
            disk.truncate(sectors * SECTOR);
            if (sectors > 0 && disk.size() < sectors * SECTOR) {
                disk.write(ByteBuffer.allocate(1), sectors * SECTOR - 1);
            }
            writer.finish();
        }
        assertThat(qemuImg.run("check", image)).contains("No errors were found");
        assertThat(qemuImg.run("info", "--output=json", image)).contains("\"virtual-size\": " + sectors * SECTOR);
        assertThat(qemuImg.run("compare", "-f", "raw", "-F", "qcow2", raw, image))
                .contains("Images are identical");
    }
}

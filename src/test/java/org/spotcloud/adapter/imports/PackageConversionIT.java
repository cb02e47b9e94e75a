package org.spotcloud.adapter.imports;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.spotcloud.adapter.catalog.TransferProgress;
import org.spotcloud.adapter.diskimage.Tool;
import org.spotcloud.adapter.xvm2.PackageBuilder;

/** Holds a conversion against QEMU's and ext's own tools. */
class PackageConversionIT {
    @TempDir
    Path dir;

    private Path partition;

    @BeforeEach
    void convertTheSample() throws IOException {
        ConvertedPackage converted;
        try (InputStream sample = Files.newInputStream(PackageBuilder.SAMPLE)) {
            converted =
                    new PackageConversion(new ConversionLimits(1L << 30)).convert(sample, dir, TransferProgress.NONE);
        }
        new KernelExtraction().extract(dir, converted);
        byte[] disk = PackageBuilder.sampleDisk();
        int start = (int) converted.partitions().get(0).start();
        partition = Files.write(dir.resolve("partition.raw"), Arrays.copyOfRange(disk, start, disk.length));
    }

    @Test
    void qemuFindsNoErrorAndNoDifference() throws IOException, InterruptedException {
        Tool qemuImg = Tool.needed("qemu-img");
        Path image = dir.resolve("disk.qcow2");
        assertThat(qemuImg.run("check", image)).contains("No errors were found");
        assertThat(qemuImg.run("compare", "-f", "raw", "-F", "qcow2", partition, image))
                .contains("Images are identical");
        assertThat(qemuImg.run("info", image)).contains("(" + Files.size(partition) + " bytes)");
    }

    @Test
    void kernelAndRamdiskAreWhatDebugfsDumps() throws IOException, InterruptedException {
        Tool debugfs = Tool.needed("debugfs");
        Path dumped = dir.resolve("dumped");
        debugfs.run("-R", "dump /boot/vmlinuz-6.1.0-sample " + dumped, partition);
        assertThat(dir.resolve("kernel")).hasSameBinaryContentAs(dumped);
        debugfs.run("-R", "dump /boot/initrd.img-6.1.0-sample " + dumped, partition);
        assertThat(dir.resolve("ramdisk")).hasSameBinaryContentAs(dumped);
    }
}

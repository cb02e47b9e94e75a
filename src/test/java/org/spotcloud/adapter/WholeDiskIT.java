package org.spotcloud.adapter;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.UUID;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;
import org.spotcloud.adapter.diskimage.partition.DiskBuilder;
import org.spotcloud.adapter.xvm2.PackageBuilder;
import org.spotcloud.lab.Lab;

/** A disk that boots itself becomes an image without a kernel, and a machine. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class WholeDiskIT {
    private static final int DISK_BYTES = 3 << 20;
    private static final String XFS = "XFSB";

    private Path dir;
    private Lab lab;

    @BeforeAll
    void startLab(@TempDir Path folder) throws IOException, InterruptedException {
        dir = folder;
        lab = Lab.start(Files.createDirectories(dir.resolve("lab")));
        lab.startService();
    }

    @AfterAll
    void endLab() {
        lab.close();
    }

    @Test
    void runsAMachineFromADiskThatBootsItself() throws Exception {
        DiskBuilder disk = new DiskBuilder(DISK_BYTES).put(0, 0xeb).entry(0, 0, 0x83, 2048, 2048);
        for (int i = 0; i < XFS.length(); i++) {
            disk.put(2048 * 512 + i, XFS.charAt(i));
        }
        byte[] xvm2 =
                new PackageBuilder().addGzip("hd0.img.gz", disk.build().array()).build();
        String uuid = lab.shelve(Files.write(dir.resolve("xfs.xvm2"), xvm2));

        JsonNode order = lab.marketplace().order(UUID.randomUUID().toString(), uuid);
        JsonNode end = lab.awaitEnd(order.path("txid").asText());
        assertThat(end.path("is_error").asBoolean()).as("%s", end).isFalse();
        assertThat(lab.images("kernel")).isEmpty();
        assertThat(lab.images("ramdisk")).isEmpty();
        assertThat(lab.images("machine")).singleElement().satisfies(image -> {
            assertThat(image.kernelId()).isNull();
            assertThat(image.ramdiskId()).isNull();
            assertThat(image.virtualSize()).isEqualTo(DISK_BYTES);
        });
        assertThat(lab.instances()).hasSize(1);
        lab.await("the workspace is clean", () -> {
            try {
                return lab.workspaces().isEmpty();
            } catch (IOException e) {
                throw new AssertionError(e);
            }
        });
    }
}

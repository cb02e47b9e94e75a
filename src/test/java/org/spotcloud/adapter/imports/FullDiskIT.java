package org.spotcloud.adapter.imports;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.spotcloud.adapter.catalog.Architecture;
import org.spotcloud.adapter.catalog.Fault;
import org.spotcloud.adapter.catalog.ImageKey;
import org.spotcloud.adapter.catalog.PackageId;
import org.spotcloud.adapter.catalog.TransferProgress;
import org.springframework.util.unit.DataSize;

/** A workspace on a real, small and full file system: what stands says what is missing, and after space was made it goes on. */
@Timeout(120)
class FullDiskIT {
    private static final Path SAMPLE = Path.of("src/test/resources/packages/sample.xvm2");
    private static final PackageId ID = PackageId.of("0f9d3b8a-7f0c-11e0-9b4a-001b63b5a5e2");
    private static final Duration STALL = Duration.ofSeconds(10);
    private static final DataSize NOTHING = DataSize.ofBytes(0);
    private static final int MIB = 1 << 20;

    @TempDir
    Path dir;

    private Path disk;
    private PackageHost host;
    private Workspaces workspaces;
    private Path ballast;

    @BeforeEach
    void mountASmallDisk() throws Exception {
        disk = Files.createDirectory(dir.resolve("disk"));
        boolean mounted = run("mount", "-t", "tmpfs", "-o", "size=8m", "tmpfs", disk.toString()) == 0;
        if ("true".equals(System.getenv("CI"))) {
            assertThat(mounted).as("a tmpfs can be mounted").isTrue();
        }
        assumeTrue(mounted, "a tmpfs can be mounted only by root");
        host = new PackageHost(Files.readAllBytes(SAMPLE));
        workspaces = new Workspaces(disk, NOTHING);
        workspaces.reserve("import-1");
        ballast = disk.resolve("ballast");
    }

    @AfterEach
    void unmount() throws Exception {
        if (host != null) {
            host.close();
        }
        run("umount", "-l", disk.toString());
    }

    @Test
    void beforeTheDownload() throws Exception {
        fillUpTo(Files.size(SAMPLE) / 2);
        assertMissing(this::fetchAndConvert);
        assertThat(workspaces.open("import-1").converted()).doesNotExist();
        Files.delete(ballast);
        assertWhole();
    }

    @Test
    void withNotAByteFree() throws Exception {
        fillUpTo(0);
        assertMissing(this::fetchAndConvert);
        assertThatThrownBy(this::fetchAndConvert)
                .hasMessageContaining("needs at least " + Bytes.text(2 * Files.size(SAMPLE)) + " free");
        Files.delete(ballast);
        assertWhole();
    }

    @Test
    void inTheMiddleOfTheConversion() throws Exception {
        long left = Files.size(SAMPLE) * 2 + 64 * 1024;
        fillUpTo(left);
        assertMissing(this::fetchAndConvert);
        assertThat(workspaces.open("import-1").converted()).doesNotExist();
        Files.delete(ballast);
        assertWhole();
    }

    @Test
    void whileTheKernelIsExtracted() throws Exception {
        fetchAndConvert();
        fillUpTo(4096);
        assertMissing(this::extract);
        assertThat(workspaces.open("import-1").converted().resolve(WorkFiles.KERNEL))
                .doesNotExist();
        Files.delete(ballast);
        assertThat(extract().kernel()).exists();
    }

    private void assertMissing(ThrowingCallable step) {
        assertThatThrownBy(step)
                .isInstanceOfSatisfying(
                        Fault.class, fault -> assertThat(fault.kind()).isEqualTo(Fault.Kind.OPERATOR))
                .hasMessageMatching(".* [0-9.]+ (bytes|KiB|MiB) are missing\\.");
    }

    private void assertWhole() throws Exception {
        fetchAndConvert();
        assertThat(extract().kernel()).isNotEmptyFile();
        assertThat(workspaces.open("import-1").converted().resolve(WorkFiles.DISK))
                .isNotEmptyFile();
    }

    private ConvertedPackage fetchAndConvert() throws InterruptedException {
        PackageFetch fetch = new PackageFetch(
                new PackageServer(host.urlTemplate(), STALL, endpoint -> {}),
                new FetchLimits(DataSize.ofGigabytes(1).toBytes(), STALL),
                workspaces);
        PackageConversion conversion = new PackageConversion(
                new ConversionLimits(DataSize.ofGigabytes(1).toBytes()));
        return new FetchAndConvert(fetch, conversion::convert)
                .run(
                        new ImageKey(ID, Architecture.X86_64),
                        workspaces.open("import-1"),
                        "attempt-" + System.nanoTime(),
                        TransferProgress.NONE,
                        TransferProgress.NONE);
    }

    private ExtractedKernel extract() throws InterruptedException {
        return new Extraction(new KernelExtraction())
                .run(ID, workspaces.open("import-1"), "attempt-" + System.nanoTime())
                .orElseThrow();
    }

    private void fillUpTo(long left) throws IOException {
        long free = Files.getFileStore(disk).getUsableSpace();
        try (var out = Files.newOutputStream(ballast)) {
            byte[] piece = new byte[MIB];
            for (long todo = free - left; todo > 0; todo -= piece.length) {
                out.write(piece, 0, (int) Math.min(piece.length, todo));
            }
        }
    }

    private static int run(String... command) throws Exception {
        Process process = new ProcessBuilder(command)
                .redirectErrorStream(true)
                .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                .start();
        assertThat(process.waitFor(10, TimeUnit.SECONDS)).isTrue();
        return process.exitValue();
    }
}

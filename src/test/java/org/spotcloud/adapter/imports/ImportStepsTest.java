package org.spotcloud.adapter.imports;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.spotcloud.adapter.catalog.Architecture;
import org.spotcloud.adapter.catalog.Endpoints;
import org.spotcloud.adapter.catalog.Fault;
import org.spotcloud.adapter.catalog.ImageKey;
import org.spotcloud.adapter.catalog.NoImports;
import org.spotcloud.adapter.catalog.PackageId;
import org.spotcloud.adapter.catalog.Refusals;
import org.spotcloud.adapter.catalog.RunningImports;
import org.spotcloud.adapter.catalog.TransferProgress;
import org.spotcloud.adapter.imports.ImportProgress.Step;
import org.spotcloud.adapter.settings.Installation;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;
import org.springframework.context.ApplicationContext;

/** The steps of an import on a real package, as the service puts them together. */
@Timeout(60)
class ImportStepsTest {
    private static final PackageId ID = PackageId.of("0f9d3b8a-7f0c-11e0-9b4a-001b63b5a5e2");
    private static final ImageKey KEY = new ImageKey(ID, Architecture.X86_64);
    private static final Path SAMPLE = Path.of("src/test/resources/packages/sample.xvm2");
    private static final String IMPORT = "7f3c9d2e-1";

    private static final String INSTALLATION = "0123abcd";

    @TempDir
    Path root;

    private byte[] sample;
    private PackageHost host;

    /** What is done with the beans of a running service. */
    private interface Work {
        void with(ImportSteps steps, ImportProgress progress) throws Exception;
    }

    @BeforeEach
    void start() throws IOException {
        sample = Files.readAllBytes(SAMPLE);
        host = new PackageHost(sample);
    }

    @AfterEach
    void stop() {
        host.close();
    }

    @Test
    void importsAPackageStepByStep() {
        host.always(host.dropAfter(sample.length / 3));
        service((steps, progress) -> {
            steps.reserve(IMPORT);
            List<Long> told = new ArrayList<>();
            ConvertedPackage converted =
                    steps.fetchAndConvert(IMPORT, KEY, "node/1/1", (done, total) -> told.add(done));
            assertThat(converted.packageBytes()).isEqualTo(sample.length);
            assertThat(told).isSorted().endsWith((long) sample.length);
            ExtractedKernel extracted = steps.extract(IMPORT, ID, "node/1/2").orElseThrow();
            ImportFiles files = steps.files(IMPORT);
            assertThat(files.kernel()).contains(extracted.kernel());
            assertThat(files.ramdisk()).isEqualTo(extracted.ramdisk());
            assertSameAsConvertedAlone(files);
            assertThat(progress.find(IMPORT)
                            .orElseThrow()
                            .steps()
                            .get(Step.CONVERT)
                            .done())
                    .isEqualTo(sample.length);
            assertThat(folder()).isDirectoryContaining("glob:**converted");
            steps.clean(IMPORT);
            assertThat(folder()).doesNotExist();
            assertThat(progress.find(IMPORT)).isEmpty();
        });
    }

    @Test
    void everyStepCanBeRunAgainInAnotherProcess() {
        host.next(host.dropAfter(sample.length / 2), PackageHost.status(503));
        service((steps, progress) -> {
            steps.reserve(IMPORT);
            assertThatThrownBy(() -> fetchAndConvert(steps, "1"))
                    .isInstanceOfSatisfying(
                            Fault.class, fault -> assertThat(fault.kind()).isEqualTo(Fault.Kind.TRY_AGAIN));
        });
        ConvertedPackage[] converted = new ConvertedPackage[1];
        service((steps, progress) -> {
            steps.reserve(IMPORT);
            converted[0] = fetchAndConvert(steps, "2");
            steps.extract(IMPORT, ID, "3");
        });
        assertThat(host.bodyBytes).hasValue(sample.length);
        host.close();
        service((steps, progress) -> {
            assertThat(fetchAndConvert(steps, "4")).isEqualTo(converted[0]);
            Files.delete(steps.files(IMPORT).kernel().orElseThrow());
            steps.extract(IMPORT, ID, "5");
            assertSameAsConvertedAlone(steps.files(IMPORT));
        });
    }

    @Test
    void everythingThatIsNotWholeIsRefusedAndLeavesAnEmptyWorkspace() {
        service((steps, progress) -> {
            steps.reserve(IMPORT);
            for (int length : new int[] {0, 1, 511, 512, 10_000, sample.length / 2, sample.length - 20_000}) {
                byte[] truncated = new byte[length];
                System.arraycopy(sample, 0, truncated, 0, length);
                host.change(truncated, "ETag: \"" + length + "\"");
                assertThatThrownBy(() -> fetchAndConvert(steps, "a" + length))
                        .as("%d bytes", length)
                        .isInstanceOfSatisfying(Fault.class, fault -> {
                            assertThat(fault.code()).isEqualTo(Refusals.BAD_PACKAGE);
                            assertThat(fault).hasMessageContaining(ID.toString());
                        });
                assertThat(folder()).isEmptyDirectory();
            }
        });
    }

    @Test
    void tellsALostWorkspaceAndALostDisk() {
        service((steps, progress) -> {
            assertThatThrownBy(() -> fetchAndConvert(steps, "1")).isInstanceOf(WorkspaceLost.class);
            assertThatThrownBy(() -> steps.files(IMPORT)).isInstanceOf(WorkspaceLost.class);
            steps.reserve(IMPORT);
            assertThatThrownBy(() -> steps.files(IMPORT)).isInstanceOf(WorkspaceLost.class);
            assertThatThrownBy(() -> steps.extract(IMPORT, ID, "2")).isInstanceOf(WorkspaceLost.class);
        });
    }

    @Test
    void anInterruptedExtractionSaysSo() {
        service((steps, progress) -> {
            steps.reserve(IMPORT);
            fetchAndConvert(steps, "1");
            Thread.currentThread().interrupt();
            assertThatThrownBy(() -> steps.extract(IMPORT, ID, "2")).isInstanceOf(InterruptedException.class);
            assertThat(Thread.interrupted()).isFalse();
            assertThat(steps.extract(IMPORT, ID, "3").orElseThrow().kernel()).exists();
        });
    }

    @Test
    void findsNoFolderOfAnotherInstallationNorOfANodeThatDoesNotShareIt() {
        runner(INSTALLATION, true).run(one -> {
            one.getBean(ImportSteps.class).reserve(IMPORT);
            runner(INSTALLATION, true).run(other -> assertThat(folders(other)).containsExactly(IMPORT));
            runner("89abcdef", true).run(other -> assertThat(folders(other)).isEmpty());
        });
        runner(INSTALLATION, false).run(one -> {
            one.getBean(ImportSteps.class).reserve("another");
            assertThat(folders(one)).containsExactly("another");
            runner(INSTALLATION, false).run(other -> assertThat(folders(other)).isEmpty());
        });
    }

    private static List<String> folders(ApplicationContext service) {
        return service.getBean(Workspaces.class).list();
    }

    private void assertSameAsConvertedAlone(ImportFiles files) throws IOException {
        Path alone = Files.createTempDirectory(root, "alone");
        ConvertedPackage converted;
        try (InputStream stream = Files.newInputStream(SAMPLE)) {
            converted = new PackageConversion(new ConversionLimits(Long.MAX_VALUE))
                    .convert(stream, alone, TransferProgress.NONE);
        }
        ExtractedKernel extracted =
                new KernelExtraction().extract(alone, converted).orElseThrow();
        assertThat(files.disk()).hasSameBinaryContentAs(alone.resolve("disk.qcow2"));
        assertThat(files.kernel().orElseThrow()).hasSameBinaryContentAs(extracted.kernel());
        assertThat(files.ramdisk().orElseThrow())
                .hasSameBinaryContentAs(extracted.ramdisk().orElseThrow());
    }

    private static ConvertedPackage fetchAndConvert(ImportSteps steps, String attempt) throws InterruptedException {
        return steps.fetchAndConvert(IMPORT, KEY, attempt, TransferProgress.NONE);
    }

    private Path folder() throws IOException {
        try (Stream<Path> nodes = Files.list(root.resolve("nodes"))) {
            Path node = nodes.findFirst().orElseThrow().getFileName();
            return root.resolve(INSTALLATION).resolve(node).resolve("imports").resolve(IMPORT);
        }
    }

    /** A service of its own on the same workspace root. */
    private void service(Work work) {
        runner(INSTALLATION, false).run(context -> {
            assertThat(context).hasNotFailed().hasSingleBean(NodeId.class);
            work.with(context.getBean(ImportSteps.class), context.getBean(ImportProgress.class));
        });
    }

    private ApplicationContextRunner runner(String installation, boolean shared) {
        return new ApplicationContextRunner()
                .withUserConfiguration(ImportsConfiguration.class)
                .withBean(Installation.class, () -> new Installation(installation))
                .withBean(Endpoints.class, () -> new Endpoints(Clock.systemUTC()))
                .withBean(RunningImports.class, NoImports::new)
                .withPropertyValues(
                        "spotcloud.workspace.dir=" + root,
                        "spotcloud.workspace.shared=" + shared,
                        "spotcloud.workspace.keep-free=1MB",
                        "spotcloud.packages.url-template=" + host.urlTemplate());
    }
}

package org.spotcloud.adapter.imports;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;
import org.spotcloud.adapter.catalog.Architecture;
import org.spotcloud.adapter.catalog.Fault;
import org.spotcloud.adapter.catalog.ImageKey;
import org.spotcloud.adapter.catalog.PackageId;
import org.spotcloud.adapter.catalog.Refusals;
import org.spotcloud.adapter.catalog.TransferProgress;
import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;
import org.springframework.util.unit.DataSize;

/** How fetching and converting go together; the conversion here only copies. */
@Timeout(30)
@ExtendWith(OutputCaptureExtension.class)
class FetchAndConvertTest {
    private static final PackageId ID = PackageId.of("0f9d3b8a-7f0c-11e0-9b4a-001b63b5a5e2");
    private static final ImageKey KEY = new ImageKey(ID, Architecture.X86_64);
    private static final byte[] PACKAGE = bytes(1);
    private static final byte[] OTHER = bytes(2);
    private static final Duration PATIENCE = Duration.ofSeconds(20);
    private static final Duration STALL = Duration.ofSeconds(2);

    @TempDir
    Path root;

    private final AtomicInteger conversions = new AtomicInteger();
    private final AtomicInteger attempts = new AtomicInteger();
    private PackageHost host;
    private Workspaces workspaces;
    private Workspace workspace;

    @BeforeEach
    void start() throws IOException {
        host = new PackageHost(PACKAGE);
        workspaces = new Workspaces(root, DataSize.ofBytes(0));
        workspace = workspaces.reserve("import-1");
    }

    @AfterEach
    void stop() {
        host.close();
    }

    @Test
    void convertsWhatItFetchesAndKeepsOnlyTheResult() throws Exception {
        assertThat(run().packageBytes()).isEqualTo(PACKAGE.length);
        assertThat(disk()).hasBinaryContent(PACKAGE);
        assertThat(entries()).containsExactly("converted");
    }

    @Test
    void convertsWhileItFetches() throws Exception {
        CountDownLatch half = new CountDownLatch(1);
        host.next((request, out) -> {
            host.dropAfter(150_000).answer(request, out);
            await(half); // the rest comes only when the first half was converted
        });
        run((stream, folder, wanted, progress) -> {
            byte[] first = stream.readNBytes(150_000);
            half.countDown();
            ByteArrayOutputStream all = new ByteArrayOutputStream();
            all.write(first);
            stream.transferTo(all);
            return written(all.toByteArray(), folder);
        });
        assertThat(disk()).hasBinaryContent(PACKAGE);
    }

    @Test
    void recognisesWhatIsFinished() throws Exception {
        ConvertedPackage first = run();
        host.close();
        assertThat(run()).isEqualTo(first);
        assertThat(conversions).hasValue(1);
    }

    @Test
    void doesNotTakeDamagedOutputForFinished() throws Exception {
        run();
        Files.writeString(workspace.converted().resolve("package.json"), "{");
        run();
        assertThat(conversions).hasValue(2);
        assertThat(disk()).hasBinaryContent(PACKAGE);
    }

    @Test
    void goesOnAfterADownloadThatFailed() throws Exception {
        host.next(host.dropAfter(200_000), PackageHost.status(503));
        assertThatThrownBy(this::run).isInstanceOfSatisfying(Fault.class, fault -> {
            assertThat(fault.kind()).isEqualTo(Fault.Kind.TRY_AGAIN);
            assertThat(fault).hasMessageContaining("HTTP 503");
        });
        assertThat(entries()).hasSize(2).allMatch(name -> name.startsWith("package-"));
        run();
        assertThat(disk()).hasBinaryContent(PACKAGE);
        assertThat(host.bodyBytes).hasValue(PACKAGE.length);
    }

    @Test
    void theDownloadsFailureIsToldWhateverTheConversionMakesOfIt() {
        host.next(host.dropAfter(200_000), PackageHost.status(503));
        assertThatThrownBy(() -> run((stream, folder, wanted, progress) -> {
                    try {
                        return copying(stream, folder, wanted, progress);
                    } catch (IOException e) {
                        throw Fault.refused(Refusals.BAD_PACKAGE, "expected more, found an end", e);
                    }
                }))
                .isInstanceOfSatisfying(
                        Fault.class, fault -> assertThat(fault.kind()).isEqualTo(Fault.Kind.TRY_AGAIN));
        assertThat(entries()).hasSize(2);
    }

    @Test
    void aStallFailsTheStepWithOneMessage() {
        host.always(host.stallAfter(200_000));
        assertThatThrownBy(() -> steps(STALL, this::copying)
                        .run(KEY, workspace, "stalled", TransferProgress.NONE, TransferProgress.NONE))
                .isInstanceOfSatisfying(
                        Fault.class, fault -> assertThat(fault.kind()).isEqualTo(Fault.Kind.TRY_AGAIN))
                .hasMessage("Package " + ID + ": nothing came from the marketplace for 2 seconds, after 195.3 KiB.");
        assertThat(conversions).hasValue(1);
    }

    @Test
    void startsTheConversionAgainWhenItDied() throws Exception {
        Error death = new OutOfMemoryError("as if killed");
        assertThatThrownBy(() -> run((stream, folder, wanted, progress) -> {
                    Files.write(folder.resolve(WorkFiles.DISK), stream.readNBytes(100_000));
                    throw death;
                }))
                .isSameAs(death);
        run();
        assertThat(disk()).hasBinaryContent(PACKAGE);
    }

    @Test
    void startsOverWhenThePackageChangesMeanwhile() throws Exception {
        host.next((request, out) -> {
            host.dropAfter(100_000).answer(request, out);
            host.change(OTHER, "ETag: \"two\"");
        });
        run();
        assertThat(disk()).hasBinaryContent(OTHER);
        assertThat(conversions).hasValue(2);
        assertThat(entries()).containsExactly("converted");
    }

    @Test
    void triesAgainLaterWhenThePackageKeepsChanging() {
        AtomicInteger version = new AtomicInteger();
        host.always((request, out) -> {
            host.dropAfter(100_000).answer(request, out);
            host.change(bytes(version.incrementAndGet()), "ETag: \"" + version + "\"");
        });
        assertThatThrownBy(this::run).isInstanceOf(Fault.class).hasMessageContaining("kept changing");
    }

    @Test
    void progressNeverGoesBackWhenItStartsOver() throws Exception {
        host.next((request, out) -> {
            host.dropAfter(100_000).answer(request, out);
            host.change(OTHER, "ETag: \"two\"");
        });
        List<Long> told = new ArrayList<>();
        steps(this::copying).run(KEY, workspace, "a", (done, total) -> told.add(done), TransferProgress.NONE);
        assertThat(told).isSorted().endsWith((long) OTHER.length);
    }

    @Test
    void aBadPackageEndsTheDownloadAndLeavesAnEmptyWorkspace() {
        host.always(host.stallAfter(100_000));
        assertThatThrownBy(() -> run(FetchAndConvertTest::refusing)).isInstanceOfSatisfying(Fault.class, fault -> {
            assertThat(fault.code()).isEqualTo(Refusals.BAD_PACKAGE);
            assertThat(fault).hasMessage("Package " + ID + ": expected a tar, found noise");
        });
        assertThat(entries()).isEmpty();
        assertThat(host.requests).hasSize(1);
    }

    @Test
    void aPackageThatCameInPiecesIsRefusedOnlyAfterItWasFetchedAnew() {
        host.next(host.dropAfter(100_000));
        assertThatThrownBy(() -> run((stream, folder, wanted, progress) -> {
                    stream.readNBytes(200_000);
                    return refusing(stream, folder, wanted, progress);
                }))
                .isInstanceOf(Fault.class);
        assertThat(host.requests).extracting(PackageHost.Request::from).containsExactly(0L, 100_000L, 0L);
        assertThat(entries()).isEmpty();
    }

    @Test
    void piecesThatDoNotFitTogetherAreFetchedAnew() throws Exception {
        host.next((request, out) -> {
            host.dropAfter(100_000).answer(request, out);
            host.change(OTHER, "ETag: \"one\""); // a server whose validator does not change with the package
        });
        run((stream, folder, wanted, progress) -> {
            byte[] all = stream.readAllBytes();
            return Arrays.equals(all, OTHER) ? written(all, folder) : refusing(stream, folder, wanted, progress);
        });
        assertThat(disk()).hasBinaryContent(OTHER);
    }

    @Test
    void cancellingStopsBothThreadsAndKeepsWhatCame() throws Exception {
        host.next(host.stallAfter(200_000));
        CountDownLatch reading = new CountDownLatch(1);
        AtomicReference<Throwable> thrown = new AtomicReference<>();
        Thread attempt = new Thread(() -> {
            try {
                steps(PATIENCE, (stream, folder, wanted, progress) -> {
                            stream.readNBytes(200_000);
                            reading.countDown();
                            return copying(stream, folder, wanted, progress);
                        })
                        .run(KEY, workspace, "cancelled", TransferProgress.NONE, TransferProgress.NONE);
            } catch (Throwable e) {
                thrown.set(e);
            }
        });
        attempt.start();
        await(reading);
        attempt.interrupt();
        attempt.join(5_000);
        assertThat(thrown.get()).isInstanceOf(InterruptedException.class);
        assertThat(Thread.getAllStackTraces().keySet())
                .filteredOn(Thread::isAlive)
                .extracting(Thread::getName)
                .doesNotContain("fetch-" + ID);
        assertThat(entries()).hasSize(2).allMatch(name -> name.startsWith("package-"));
        run();
        assertThat(disk()).hasBinaryContent(PACKAGE);
        assertThat(host.bodyBytes).hasValue(PACKAGE.length);
    }

    @Test
    void cancellingStopsTheWaitForTheServersAnswer() throws Exception {
        CountDownLatch asked = new CountDownLatch(1);
        host.always((request, out) -> {
            asked.countDown();
            Thread.sleep(PATIENCE.toMillis());
        });
        AtomicReference<Throwable> thrown = new AtomicReference<>();
        Thread attempt = new Thread(() -> {
            try {
                steps(PATIENCE, this::copying)
                        .run(KEY, workspace, "cancelled", TransferProgress.NONE, TransferProgress.NONE);
            } catch (Throwable e) {
                thrown.set(e);
            }
        });
        attempt.start();
        await(asked);
        attempt.interrupt();
        attempt.join(5_000);
        assertThat(thrown.get()).isInstanceOf(InterruptedException.class);
    }

    @Test
    void aLateAttemptFindsTheResultOfAnotherInItsPlace() throws Exception {
        CountDownLatch converted = new CountDownLatch(1);
        CountDownLatch go = new CountDownLatch(1);
        CompletableFuture<Throwable> late = CompletableFuture.supplyAsync(() -> {
            try {
                run((stream, folder, wanted, progress) -> {
                    ConvertedPackage result = copying(stream, folder, wanted, progress);
                    converted.countDown();
                    await(go);
                    return result;
                });
                return null;
            } catch (Throwable e) {
                return e;
            }
        });
        await(converted);
        run(); // takes over and finishes
        Object published = Files.readAttributes(disk(), "unix:ino").get("ino");
        go.countDown();
        assertThat(late.get(10, TimeUnit.SECONDS)).isInstanceOfSatisfying(Fault.class, fault -> assertThat(fault.kind())
                .isEqualTo(Fault.Kind.TRY_AGAIN));
        assertThat(Files.readAttributes(disk(), "unix:ino").get("ino")).isEqualTo(published);
        assertThat(disk()).hasBinaryContent(PACKAGE);
        assertThat(entries()).containsExactly("converted");
    }

    @Test
    void aLateAttemptThatFailsTakesNothingFromTheOneAtWork() throws Exception {
        CountDownLatch lateReads = new CountDownLatch(1);
        CountDownLatch lateFails = new CountDownLatch(1);
        CompletableFuture<Throwable> late = CompletableFuture.supplyAsync(() -> {
            try {
                run((stream, folder, wanted, progress) -> {
                    lateReads.countDown();
                    await(lateFails);
                    throw new IOException("late");
                });
                return null;
            } catch (Throwable e) {
                return e;
            }
        });
        await(lateReads);
        run((stream, folder, wanted, progress) -> {
            byte[] first = stream.readNBytes(10);
            lateFails.countDown();
            assertThat(late.join()).isInstanceOf(Fault.class);
            ByteArrayOutputStream all = new ByteArrayOutputStream();
            all.write(first);
            stream.transferTo(all);
            return written(all.toByteArray(), folder);
        });
        assertThat(disk()).hasBinaryContent(PACKAGE);
    }

    @Test
    void warnsOnceOfADescriptionWithAnotherUuidAndGoesByTheOneThatWasOrdered(CapturedOutput output) throws Exception {
        UUID another = UUID.fromString("5a3c1e2e-7d0b-4f6a-9c58-2f1b6f0e4d11");
        for (UUID described : List.of(ID.value(), another)) {
            workspaces.clean("import-1");
            workspaces.reserve("import-1");
            run((stream, folder, wanted, progress) -> written(stream.readAllBytes(), folder, Optional.of(described)));
        }
        assertThat(output.getAll().lines().filter(line -> line.contains("description.xml")))
                .singleElement()
                .asString()
                .contains("WARN", "Package " + ID + " says in its description.xml that it is " + another);
        assertThat(disk()).hasBinaryContent(PACKAGE);
    }

    @Test
    void tellsALostWorkspaceFromOtherFaults() {
        assertThatThrownBy(() -> run((stream, folder, wanted, progress) -> {
                    workspaces.clean("import-1");
                    return copying(stream, folder, wanted, progress);
                }))
                .isInstanceOf(WorkspaceLost.class);
        assertThat(workspace.dir()).doesNotExist();
    }

    @Test
    void aConversionThatCannotWriteIsTheOperators() {
        assertThatThrownBy(() -> run((stream, folder, wanted, progress) -> {
                    throw new IOException("No space left on device");
                }))
                .isInstanceOfSatisfying(Fault.class, fault -> {
                    assertThat(fault.kind()).isEqualTo(Fault.Kind.OPERATOR);
                    assertThat(fault).hasMessageContaining("cannot be written to the workspace");
                });
    }

    private ConvertedPackage run() throws InterruptedException {
        return run(this::copying);
    }

    private ConvertedPackage run(Conversion conversion) throws InterruptedException {
        return steps(conversion)
                .run(
                        KEY,
                        workspace,
                        "node/1/" + attempts.incrementAndGet(),
                        TransferProgress.NONE,
                        TransferProgress.NONE);
    }

    private FetchAndConvert steps(Conversion conversion) {
        return steps(PATIENCE, conversion);
    }

    private FetchAndConvert steps(Duration stall, Conversion conversion) {
        FetchLimits limits = new FetchLimits(1_000_000, stall, 3, Duration.ofMillis(10));
        PackageFetch fetch =
                new PackageFetch(new PackageServer(host.urlTemplate(), stall, host -> {}), limits, workspaces);
        return new FetchAndConvert(fetch, conversion);
    }

    private ConvertedPackage copying(InputStream stream, Path folder, Wanted wanted, TransferProgress progress)
            throws IOException {
        conversions.incrementAndGet();
        return written(stream.readAllBytes(), folder);
    }

    private static ConvertedPackage refusing(InputStream stream, Path folder, Wanted wanted, TransferProgress progress)
            throws IOException {
        stream.readNBytes(1000);
        throw Fault.refused(Refusals.BAD_PACKAGE, "expected a tar, found noise");
    }

    private static ConvertedPackage written(byte[] bytes, Path folder) throws IOException {
        return written(bytes, folder, Optional.empty());
    }

    private static ConvertedPackage written(byte[] bytes, Path folder, Optional<UUID> described) throws IOException {
        Files.write(folder.resolve(WorkFiles.DISK), bytes);
        int size = bytes.length;
        return new ConvertedPackage(
                "copy",
                described,
                "",
                Optional.empty(),
                "hd0",
                size,
                size,
                size,
                size,
                "NONE",
                List.of(),
                Optional.of("/vmlinuz"),
                Optional.empty());
    }

    private static void await(CountDownLatch latch) {
        try {
            assertThat(latch.await(10, TimeUnit.SECONDS)).isTrue();
        } catch (InterruptedException e) {
            throw new AssertionError(e);
        }
    }

    private Path disk() {
        return workspace.converted().resolve(WorkFiles.DISK);
    }

    private List<String> entries() {
        try (Stream<Path> files = Files.list(workspace.dir())) {
            return files.map(file -> file.getFileName().toString()).toList();
        } catch (IOException e) {
            throw new AssertionError(e);
        }
    }

    private static byte[] bytes(long seed) {
        byte[] bytes = new byte[300_000];
        new Random(seed).nextBytes(bytes);
        return bytes;
    }
}

package org.spotcloud.adapter.imports;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.spotcloud.adapter.catalog.Fault;
import org.spotcloud.adapter.catalog.PackageId;
import org.spotcloud.adapter.catalog.Refusals;
import org.spotcloud.adapter.catalog.TransferProgress;
import org.springframework.util.unit.DataSize;

@Timeout(30)
class PackageFetchTest {
    private static final PackageId ID = PackageId.of("0f9d3b8a-7f0c-11e0-9b4a-001b63b5a5e2");
    private static final byte[] PACKAGE = bytes(1, 300_000);
    private static final byte[] OTHER = bytes(2, 300_000);
    private static final Duration PATIENCE = Duration.ofSeconds(20);
    private static final Duration STALL = Duration.ofSeconds(2);

    @TempDir
    Path root;

    private PackageHost host;
    private Workspaces workspaces;
    private Workspace workspace;
    private int attempts;
    private Duration stallTimeout = PATIENCE;

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
    void fetchesAPackageWhole() throws Exception {
        assertThat(fetch()).isEqualTo(PACKAGE);
        assertThat(host.requests).hasSize(1);
        assertThat(host.requests.get(0).path()).isEqualTo("/download?uuid=" + ID);
        assertThat(host.requests.get(0).headers()).doesNotContainKeys("range", "if-range");
    }

    @Test
    void tellsProgressUpToTheTotal() throws Exception {
        List<Long> told = new ArrayList<>();
        fetch((done, total) -> {
            assertThat(total).isEqualTo(PACKAGE.length);
            told.add(done);
        });
        assertThat(told).isSorted().startsWith(0L).endsWith((long) PACKAGE.length);
    }

    @Test
    void goesOnByRangeAfterAConnectionThatBroke() throws Exception {
        host.next(host.dropAfter(100_000));
        assertThat(fetch()).isEqualTo(PACKAGE);
        assertThat(host.requests).hasSize(2);
        assertThat(host.requests.get(1).headers()).containsEntry("if-range", "\"one\"");
        assertThat(host.bodyBytes).hasValue(PACKAGE.length);
    }

    @Test
    void getsThroughAServerThatDropsEveryFewBytes() throws Exception {
        host.always(host.dropAfter(1_000));
        assertThat(fetch()).isEqualTo(PACKAGE);
        assertThat(host.requests).hasSize(300);
    }

    @Test
    void fetchesLittleTwiceAfterACrash() throws Exception {
        host.next(host.dropAfter(200_000), PackageHost.status(503));
        assertThatThrownBy(this::fetch).isInstanceOf(Fault.class);
        // nothing but the files of the first attempt is known to the second
        assertThat(fetch()).isEqualTo(PACKAGE);
        assertThat(host.bodyBytes.get() - PACKAGE.length)
                .isBetween(0L, DataSize.ofMegabytes(1).toBytes());
        assertThat(host.requests.get(2).from()).isEqualTo(200_000);
    }

    @Test
    void asksNobodyWhenThePackageIsThereWhole() throws Exception {
        fetch();
        host.close();
        assertThat(fetch()).isEqualTo(PACKAGE);
    }

    @Test
    void takesLastModifiedForAValidatorWhenTheTagIsWeak() throws Exception {
        host.validator("ETag: W/\"weak\"\r\nLast-Modified: Tue, 03 May 2011 10:00:00 GMT");
        host.next(host.dropAfter(100_000));
        assertThat(fetch()).isEqualTo(PACKAGE);
        assertThat(host.requests.get(1).headers()).containsEntry("if-range", "Tue, 03 May 2011 10:00:00 GMT");
        assertThat(host.bodyBytes).hasValue(PACKAGE.length);
    }

    @Test
    void startsOverWhenThePackageChangedBetweenAttempts() throws Exception {
        host.next(host.dropAfter(200_000), PackageHost.status(503));
        assertThatThrownBy(this::fetch).isInstanceOf(Fault.class);
        host.change(OTHER, "ETag: \"two\"");
        assertThatThrownBy(this::fetch).isInstanceOf(PackageChanged.class);
        assertThat(fetch()).isEqualTo(OTHER);
    }

    @Test
    void startsOverWhenThePackageChangesWithinAnAttempt() throws Exception {
        host.next((request, out) -> {
            host.dropAfter(100_000).answer(request, out);
            host.change(OTHER, "ETag: \"two\"");
        });
        assertThatThrownBy(this::fetch).isInstanceOf(PackageChanged.class);
        assertThat(fetch()).isEqualTo(OTHER);
    }

    @Test
    void goesOnWithAServerThatKnowsNoRanges() throws Exception {
        host.next(host.wholeOnly(100_000), host.wholeOnly(200_000), host.wholeOnly(Long.MAX_VALUE));
        assertThat(fetch()).isEqualTo(PACKAGE);
        assertThat(host.requests).hasSize(3);
    }

    @Test
    void startsOverWhenAServerWithoutValidatorsSendsOtherBytes() throws Exception {
        host.validator("");
        host.next((request, out) -> {
            host.dropAfter(100_000).answer(request, out);
            host.change(OTHER, "");
        });
        assertThatThrownBy(this::fetch).isInstanceOf(PackageChanged.class);
        assertThat(fetch()).isEqualTo(OTHER);
    }

    @Test
    void goesOnWithAServerThatHasNeitherRangesNorValidators() throws Exception {
        host.validator("");
        host.next(host.dropAfter(100_000));
        assertThat(fetch()).isEqualTo(PACKAGE);
        assertThat(host.requests.get(1).headers()).doesNotContainKey("range");
    }

    @Test
    void keepsNothingForOtherAttemptsOfWhatHasNoValidator() throws Exception {
        host.validator("");
        host.next(host.dropAfter(200_000), PackageHost.status(503));
        assertThatThrownBy(this::fetch).isInstanceOf(Fault.class);
        host.change(OTHER, "");
        assertThat(fetch()).isEqualTo(OTHER);
    }

    @Test
    void refusesToGoOnWithAPartFromElsewhere() throws Exception {
        host.next(host.dropAfter(100_000), (request, out) -> {
            PackageHost.head(out, 206, "ETag: \"one\"", "Content-Range: bytes 50000-299999/300000");
            host.body(out, PACKAGE, 50_000, Long.MAX_VALUE);
        });
        assertThatThrownBy(this::fetch).isInstanceOf(PackageChanged.class);
        assertThat(fetch()).isEqualTo(PACKAGE);
    }

    @Test
    void noticesAServerThatIgnoresIfRange() throws Exception {
        host.next(host.dropAfter(100_000), (request, out) -> {
            PackageHost.head(out, 206, "ETag: \"two\"", "Content-Range: bytes 100000-299999/300000");
            host.body(out, OTHER, 100_000, Long.MAX_VALUE);
        });
        assertThatThrownBy(this::fetch).isInstanceOf(PackageChanged.class);
    }

    @Test
    void fetchesChunksOfUnknownTotal() throws Exception {
        host.next((request, out) -> {
            PackageHost.head(out, 200, "ETag: \"one\"", "Transfer-Encoding: chunked");
            out.write("4\r\nabcd\r\n3\r\nefg\r\n0\r\n\r\n".getBytes(StandardCharsets.US_ASCII));
        });
        assertThat(fetch()).asString().isEqualTo("abcdefg");
        host.close();
        assertThat(fetch()).asString().isEqualTo("abcdefg");
    }

    @Test
    void triesAgainLaterWhenTheServerAnnouncesMoreThanItHas() {
        host.always((request, out) -> {
            if (request.from() >= 1000) {
                PackageHost.head(out, 416);
            } else {
                PackageHost.head(out, 200, "ETag: \"one\"", "Content-Length: 2000");
                host.body(out, PACKAGE, 0, 1000);
            }
        });
        assertFault(
                Fault.Kind.TRY_AGAIN,
                "the connection to the marketplace broke 3 times without a further byte, after 1000 bytes");
    }

    @Test
    void startsOverWhenAnEarlierAttemptHasMoreThanTheServer() throws Exception {
        host.next(host.dropAfter(200_000), PackageHost.status(503));
        assertThatThrownBy(this::fetch).isInstanceOf(Fault.class);
        host.next(PackageHost.status(416, "Content-Range: bytes */1000"));
        assertThatThrownBy(this::fetch).isInstanceOf(PackageChanged.class);
        assertThat(fetch()).isEqualTo(PACKAGE);
    }

    @Test
    void endsAStallWithOneMessageAndKeepsWhatCame() {
        stallTimeout = STALL;
        host.always(host.stallAfter(100_000));
        long start = System.nanoTime();
        assertFault(Fault.Kind.TRY_AGAIN, "nothing came from the marketplace for 2 seconds, after 97.7 KiB");
        assertThat(Duration.ofNanos(System.nanoTime() - start)).isBetween(STALL, STALL.multipliedBy(3));
        assertThat(host.requests).hasSize(1);
    }

    @Test
    void endsAStallBeforeTheAnswer() {
        stallTimeout = STALL;
        host.always((request, out) -> Thread.sleep(PATIENCE.toMillis()));
        assertFault(Fault.Kind.TRY_AGAIN, "nothing came from the marketplace");
    }

    @Test
    void triesAgainLaterWhenNobodyListens() {
        host.close();
        assertFault(Fault.Kind.TRY_AGAIN, "the connection to the marketplace broke 3 times");
    }

    @Test
    void followsRedirects() throws Exception {
        host.next(
                PackageHost.status(302, "Location: /elsewhere"),
                PackageHost.status(307, "Location: " + host.url("/there")));
        assertThat(fetch()).isEqualTo(PACKAGE);
        assertThat(host.requests).extracting(PackageHost.Request::path).endsWith("/elsewhere", "/there");
    }

    @Test
    void followsRedirectsAgainWhenItGoesOn() throws Exception {
        host.next(
                PackageHost.status(302, "Location: /there"),
                host.dropAfter(100_000),
                PackageHost.status(302, "Location: /there"));
        assertThat(fetch()).isEqualTo(PACKAGE);
        assertThat(host.requests.get(3).from()).isEqualTo(100_000);
    }

    @Test
    void givesUpOnEndlessRedirects() {
        host.always(PackageHost.status(301, "Location: /again"));
        assertFault(Fault.Kind.OPERATOR, "redirected more than 5 times");
        assertThat(host.requests).hasSize(6);
    }

    @ParameterizedTest
    @ValueSource(strings = {"file:///etc/passwd", "ftp://127.0.0.1/x", "http://", "::"})
    void refusesRedirectsToOtherThanHttp(String target) {
        host.always(PackageHost.status(302, "Location: " + target));
        assertFault(Fault.Kind.OPERATOR, "redirected to something other than http or https");
    }

    @ParameterizedTest
    @ValueSource(strings = {"ftp://127.0.0.1/%s", "/packages/%s", "http:///%s", "http://a b/%s"})
    void takesOnlyHttpForTheMarketplace(String urlTemplate) {
        assertThatThrownBy(() -> new PackageServer(urlTemplate, STALL, host -> {}))
                .isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void refusesAPageThatComesAtEachTry() {
        host.always(PackageHost.page());
        Fault fault = assertFault(Fault.Kind.REFUSED, "a web page instead of the package");
        assertThat(fault.code()).isEqualTo(Refusals.BAD_PACKAGE);
        assertThat(host.requests).hasSize(3);
    }

    @Test
    void getsPastAPageThatComesOnce() throws Exception {
        host.next(PackageHost.page());
        assertThat(fetch()).isEqualTo(PACKAGE);
    }

    @Test
    void getsPastAPageInTheMiddle() throws Exception {
        host.next(host.dropAfter(100_000), PackageHost.page());
        assertThat(fetch()).isEqualTo(PACKAGE);
        assertThat(host.bodyBytes).hasValue(PACKAGE.length);
    }

    @Test
    void takesAPackageThatTheServerCallsHtml() throws Exception {
        host.validator("ETag: \"one\"\r\nContent-Type: text/html");
        assertThat(fetch()).isEqualTo(PACKAGE);
    }

    @ParameterizedTest
    @ValueSource(ints = {404, 410})
    void refusesWhatTheMarketplaceDoesNotHave(int status) {
        host.always(PackageHost.status(status));
        Fault fault = assertFault(Fault.Kind.REFUSED, "the marketplace has no such package (HTTP " + status + ")");
        assertThat(fault.code()).isEqualTo(Refusals.BAD_PACKAGE);
    }

    @ParameterizedTest
    @ValueSource(ints = {401, 403, 400, 304, 201})
    void leavesToTheOperatorWhatOnlyTheOperatorCanMend(int status) {
        host.always(PackageHost.status(status));
        assertFault(Fault.Kind.OPERATOR, "HTTP " + status);
        assertThat(host.requests).hasSize(1);
    }

    @ParameterizedTest
    @ValueSource(ints = {408, 425, 429, 500, 503})
    void leavesToTheProcessWhatMayPass(int status) {
        host.always(PackageHost.status(status));
        assertFault(Fault.Kind.TRY_AGAIN, "HTTP " + status);
        assertThat(host.requests).hasSize(1);
    }

    @Test
    void refusesAPackageThatIsTooLarge() {
        host.change(new byte[1_000_001], "ETag: \"one\"");
        assertFault(Fault.Kind.REFUSED, "at most 976.6 KiB may be downloaded");
    }

    @Test
    void refusesAPackageThatTurnsOutTooLarge() {
        host.always((request, out) -> {
            PackageHost.head(out, 200);
            host.body(out, new byte[1_100_000], 0, Long.MAX_VALUE);
        });
        assertFault(Fault.Kind.REFUSED, "at most 976.6 KiB may be downloaded");
    }

    @Test
    void namesWhatIsMissingWhenThereIsNoRoomForTheRest() {
        workspaces = new Workspaces(root, DataSize.ofTerabytes(1_000_000));
        assertFault(Fault.Kind.OPERATOR, "The workspace needs at least 1000000.0 TiB free (585.9 KiB for files");
        assertThat(host.bodyBytes.get()).isLessThanOrEqualTo(PACKAGE.length);
    }

    @Test
    void lateWritersOfTheSameVersionDoNoHarm() throws Exception {
        CountDownLatch secondIsDone = new CountDownLatch(1);
        host.next((request, out) -> {
            host.dropAfter(200_000).answer(request, out);
            secondIsDone.await();
        });
        Path folder = workspace.beginAttempt("late");
        Download late = fetching().begin(ID, workspace, folder, TransferProgress.NONE);
        Thread thread = new Thread(late::run);
        thread.start();
        late.growth().awaitBeyond(199_999, PATIENCE);
        byte[] second = fetch(); // while the first still waits, holding the file open
        secondIsDone.countDown();
        thread.join();
        assertThat(second).isEqualTo(PACKAGE);
        assertThat(late.growth().failure()).isEmpty();
        assertThat(late.part().file()).hasBinaryContent(PACKAGE);
    }

    @Test
    void endsAtOnceWhenInterrupted() throws Exception {
        host.always(host.stallAfter(100_000));
        Download download = fetching().begin(ID, workspace, workspace.beginAttempt("a"), TransferProgress.NONE);
        Thread thread = new Thread(download::run);
        thread.start();
        download.growth().awaitBeyond(99_999, PATIENCE);
        thread.interrupt();
        thread.join(5_000);
        assertThat(thread.isAlive()).isFalse();
        assertThat(download.part().length()).isEqualTo(100_000);
    }

    private Fault assertFault(Fault.Kind kind, String message) {
        Fault[] caught = new Fault[1];
        assertThatThrownBy(this::fetch).isInstanceOfSatisfying(Fault.class, fault -> {
            caught[0] = fault;
            assertThat(fault.kind()).isEqualTo(kind);
            assertThat(fault).hasMessageContaining(message).hasMessageNotContaining("127.0.0.1");
        });
        return caught[0];
    }

    private byte[] fetch() throws Exception {
        return fetch(TransferProgress.NONE);
    }

    /** One attempt, with objects of its own. */
    private byte[] fetch(TransferProgress progress) throws Exception {
        Path folder = workspace.beginAttempt("attempt-" + attempts++);
        try (Download download = fetching().begin(ID, workspace, folder, progress);
                FollowingInputStream stream =
                        new FollowingInputStream(download.part().file(), download.growth(), PATIENCE)) {
            download.run();
            return stream.readAllBytes();
        } catch (FetchFailed e) {
            throw (Exception) e.getCause();
        } catch (PackageChanged e) {
            assertThat(workspace.dir()).isDirectoryNotContaining("glob:**.part");
            throw e;
        }
    }

    private PackageFetch fetching() {
        FetchLimits limits = new FetchLimits(1_000_000, stallTimeout, 3, Duration.ofMillis(10));
        return new PackageFetch(new PackageServer(host.urlTemplate(), stallTimeout, host -> {}), limits, workspaces);
    }

    private static byte[] bytes(long seed, int count) {
        byte[] bytes = new byte[count];
        new Random(seed).nextBytes(bytes);
        return bytes;
    }
}

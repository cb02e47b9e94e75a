package org.spotcloud.sandbox.packages;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.spotcloud.sandbox.Sandbox;
import org.spotcloud.sandbox.SandboxClient;
import org.spotcloud.sandbox.SandboxOptions;
import org.spotcloud.sandbox.bundle.SampleImages;
import org.spotcloud.sandbox.faults.Fault;
import org.spotcloud.sandbox.faults.HeldCall;
import org.spotcloud.sandbox.faults.Outcome;
import org.spotcloud.sandbox.faults.Trigger;

@Timeout(30)
class PackageServerIT {
    private static final String ID = "11111111-2222-3333-4444-555555555555";
    private static final int SIZE = 300_000;
    private static final byte[] CONTENT = SampleImages.random(SIZE);
    private static final Duration SOON = Duration.ofSeconds(15);

    @TempDir
    private Path folder;

    private final HttpClient http = HttpClient.newHttpClient();
    private Sandbox sandbox;
    private SandboxClient control;

    @BeforeEach
    void start() throws IOException {
        Files.write(folder.resolve(ID + ".xvm2"), CONTENT);
        sandbox = Sandbox.start(SandboxOptions.defaults().packages(folder));
        control = sandbox.client();
    }

    @AfterEach
    void stop() throws IOException {
        sandbox.close();
    }

    @Test
    void servesWholePackages() throws Exception {
        HttpResponse<byte[]> answer = get();

        assertThat(answer.statusCode()).isEqualTo(200);
        assertThat(answer.body()).isEqualTo(CONTENT);
        assertThat(answer.headers().firstValue("Accept-Ranges")).contains("bytes");
        assertThat(answer.headers().firstValue("ETag")).isPresent();
        assertThat(answer.headers().firstValue("Last-Modified")).isPresent();
    }

    @ParameterizedTest
    @CsvSource({
        "bytes=1000-1999,1000,2000",
        "bytes=299990-,299990,300000",
        "bytes=-10,299990,300000",
        "bytes=0-999999,0,300000"
    })
    void servesRanges(String range, int from, int to) throws Exception {
        HttpResponse<byte[]> answer = get("Range", range);

        assertThat(answer.statusCode()).isEqualTo(206);
        assertThat(answer.body()).isEqualTo(Arrays.copyOfRange(CONTENT, from, to));
        assertThat(answer.headers().firstValue("Content-Range")).contains("bytes " + from + "-" + (to - 1) + "/300000");
    }

    @Test
    void refusesRangeBehindTheEnd() throws Exception {
        HttpResponse<byte[]> answer = get("Range", "bytes=300000-");

        assertThat(answer.statusCode()).isEqualTo(416);
        assertThat(answer.headers().firstValue("Content-Range")).contains("bytes */300000");
    }

    @Test
    void servesTheWholeWhenTheValidatorIsOfAnotherEdition() throws Exception {
        String tag = get().headers().firstValue("ETag").orElseThrow();
        assertThat(get("Range", "bytes=5-", "If-Range", tag).statusCode()).isEqualTo(206);
        String date = get().headers().firstValue("Last-Modified").orElseThrow();
        assertThat(get("Range", "bytes=5-", "If-Range", date).statusCode()).isEqualTo(206);

        Path other = Files.write(folder.resolve("other"), SampleImages.random(1000));
        Files.setLastModifiedTime(other, FileTime.from(Instant.parse("2020-01-01T00:00:00Z")));
        control.putPackage(ID, other);

        assertThat(get("Range", "bytes=5-", "If-Range", tag).statusCode()).isEqualTo(200);
        assertThat(get("Range", "bytes=5-", "If-Range", date).body()).hasSize(1000);
    }

    @Test
    void answersHeadWithoutABody() throws Exception {
        HttpRequest head = HttpRequest.newBuilder(uri())
                .method("HEAD", HttpRequest.BodyPublishers.noBody())
                .build();
        HttpResponse<byte[]> answer = http.send(head, HttpResponse.BodyHandlers.ofByteArray());

        assertThat(answer.headers().firstValue("Content-Length")).contains("300000");
        assertThat(answer.body()).isEmpty();
    }

    @Test
    void knowsNoOtherPackages() throws Exception {
        HttpRequest other = HttpRequest.newBuilder(
                        URI.create(sandbox.addresses().packages().replace("%s", "..%2F..%2Fetc%2Fpasswd")))
                .build();

        assertThat(http.send(other, HttpResponse.BodyHandlers.discarding()).statusCode())
                .isEqualTo(404);
    }

    @Test
    void dropsEveryNBytes() {
        control.order(Trigger.packages(ID).always(), Fault.dropAfterBytes(100_000));

        for (int from = 0; from < SIZE - 100_000; from += 100_000) {
            String range = "bytes=" + from + "-";
            assertThatThrownBy(() -> get("Range", range)).isInstanceOf(IOException.class);
        }
        assertThat(control.faults().get(0).struck()).isEqualTo(2);
        assertThat(control.calls()).allSatisfy(call -> assertThat(call.bytes()).isEqualTo(100_000));
    }

    @Test
    void stallsAfterNBytesUntilReleased() throws Exception {
        String fault = control.order(Trigger.packages(null), Fault.holdAfterBytes(100_000));
        HttpResponse<InputStream> answer =
                http.send(HttpRequest.newBuilder(uri()).build(), HttpResponse.BodyHandlers.ofInputStream());
        byte[] first = answer.body().readNBytes(100_000);
        HeldCall held = control.awaitHeld(fault, SOON);

        assertThat(answer.body().available()).isZero();
        control.release(held, Outcome.ANSWER);
        assertThat(first).isEqualTo(Arrays.copyOf(CONTENT, 100_000));
        assertThat(answer.body().readAllBytes()).hasSize(SIZE - 100_000);
    }

    @Test
    void sendsSlowly() throws Exception {
        control.order(Trigger.packages(ID), Fault.slow(1_000_000));
        Instant start = Instant.now();

        assertThat(get().body()).isEqualTo(CONTENT);
        assertThat(Duration.between(start, Instant.now())).isBetween(Duration.ofMillis(250), SOON);
    }

    @Test
    void ignoresRangeWhenTold() throws Exception {
        control.order(Trigger.packages(ID), Fault.noRange());
        HttpResponse<byte[]> answer = get("Range", "bytes=5-");

        assertThat(answer.statusCode()).isEqualTo(200);
        assertThat(answer.body()).hasSize(SIZE);
        assertThat(answer.headers().firstValue("Accept-Ranges")).isEmpty();
    }

    @Test
    void liesAboutTheLength() throws Exception {
        control.order(Trigger.packages(ID), Fault.wrongLength(1000));
        control.order(Trigger.packages(ID), Fault.wrongLength(-1000));

        assertThatThrownBy(this::get).isInstanceOf(IOException.class);
        assertThat(get().body()).hasSize(SIZE - 1000);
    }

    @Test
    void redirectsAndAnswersHtmlAndErrors() throws Exception {
        control.order(Trigger.packages(ID), Fault.redirect(null));
        control.order(Trigger.packages(ID), Fault.html());
        control.order(Trigger.packages(ID), Fault.error(503, null, "Busy"));

        HttpResponse<byte[]> redirect = get();
        assertThat(redirect.statusCode()).isEqualTo(302);
        assertThat(redirect.headers().firstValue("Location")).contains("/packages/" + ID);
        assertThat(get().headers().firstValue("Content-Type").orElseThrow()).startsWith("text/html");
        assertThat(get().statusCode()).isEqualTo(503);
        assertThat(get().statusCode()).isEqualTo(200);
    }

    private URI uri() {
        return URI.create(sandbox.addresses().packages().replace("%s", ID));
    }

    private HttpResponse<byte[]> get(String... headers) throws IOException, InterruptedException {
        HttpRequest.Builder request = HttpRequest.newBuilder(uri()).timeout(SOON);
        if (headers.length > 0) {
            request.headers(headers);
        }
        return http.send(request.build(), HttpResponse.BodyHandlers.ofByteArray());
    }
}

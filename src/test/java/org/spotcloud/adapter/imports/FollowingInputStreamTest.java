package org.spotcloud.adapter.imports;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.io.InterruptedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@Timeout(20)
class FollowingInputStreamTest {
    private static final Duration LONG = Duration.ofSeconds(10);

    @TempDir
    Path folder;

    private final Growth growth = new Growth();
    private Path file;
    private FollowingInputStream stream;

    @BeforeEach
    void open() throws IOException {
        file = Files.createFile(folder.resolve("growing"));
        stream = new FollowingInputStream(file, growth, LONG);
    }

    @AfterEach
    void close() throws IOException {
        stream.close();
    }

    @Test
    void readsWhatComesUntilTheEnd() throws Exception {
        CompletableFuture<byte[]> all = CompletableFuture.supplyAsync(this::readAll);
        for (int i = 0; i < 10; i++) {
            Thread.sleep(5);
            grow("0123456789");
        }
        assertThat(all).isNotDone();
        growth.end();
        assertThat(all.get(5, TimeUnit.SECONDS)).asString().isEqualTo("0123456789".repeat(10));
    }

    @Test
    void readsNoByteThatIsNotYetToBeRead() throws Exception {
        Files.writeString(file, "abcdef");
        growth.reached(3);
        assertThat(stream.readNBytes(3)).asString().isEqualTo("abc");
        growth.end();
        assertThat(stream.read()).isEqualTo(-1);
    }

    @Test
    void failsWithTheWritersFailureAndNotWithAShortEnd() throws Exception {
        grow("abc");
        IOException cause = new IOException("the network is down");
        growth.fail(cause);
        assertThatThrownBy(() -> stream.readAllBytes())
                .isInstanceOf(FetchFailed.class)
                .hasCause(cause);
    }

    @Test
    void waitsNoLongerThanTheWriterMayBeSilent() throws Exception {
        Duration silence = Duration.ofMillis(100);
        try (FollowingInputStream impatient = new FollowingInputStream(file, new Growth(), silence)) {
            assertThatThrownBy(impatient::read)
                    .isInstanceOf(FetchFailed.class)
                    .hasRootCauseMessage("the download gave no sign for PT0.1S");
        }
    }

    @Test
    void aSignOfLifeKeepsItWaiting() throws Exception {
        Growth living = new Growth();
        try (FollowingInputStream patient = new FollowingInputStream(file, living, Duration.ofMillis(400))) {
            CompletableFuture<Integer> read = CompletableFuture.supplyAsync(() -> readOne(patient));
            for (int i = 0; i < 10; i++) {
                Thread.sleep(100);
                living.alive();
            }
            assertThat(read).isNotDone();
            living.end();
            assertThat(read.get(5, TimeUnit.SECONDS)).isEqualTo(-1);
        }
    }

    @Test
    void endsAtOnceWhenInterrupted() throws Exception {
        AtomicReference<Exception> failure = new AtomicReference<>();
        AtomicReference<Boolean> stillInterrupted = new AtomicReference<>();
        Thread reader = new Thread(() -> {
            try {
                stream.read();
            } catch (IOException e) {
                failure.set(e);
                stillInterrupted.set(Thread.currentThread().isInterrupted());
            }
        });
        reader.start();
        reader.interrupt();
        reader.join(5_000);
        assertThat(failure.get()).isInstanceOf(InterruptedIOException.class);
        assertThat(stillInterrupted.get()).isTrue();
    }

    private void grow(String text) throws IOException {
        Files.writeString(file, text, StandardOpenOption.APPEND);
        growth.reached(Files.size(file));
    }

    private byte[] readAll() {
        try {
            return stream.readAllBytes();
        } catch (IOException e) {
            throw new AssertionError(e);
        }
    }

    private static int readOne(FollowingInputStream stream) {
        try {
            return stream.read();
        } catch (IOException e) {
            throw new AssertionError(e);
        }
    }
}

package org.spotcloud.adapter.imports;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(30)
class WritebackTest {
    @Test
    void keepsAFailureForWhoForcesLast() throws IOException {
        try (Writeback writeback = new Writeback()) {
            writeback.begin(() -> {
                throw new IOException("EIO");
            });
            assertThatThrownBy(writeback::verify)
                    .isInstanceOf(IOException.class)
                    .hasMessage("EIO");
            assertThatThrownBy(writeback::verify).as("asked again").hasMessage("EIO");
        }
    }

    @Test
    void isAtOneFileAtATimeAndWaitsForIt() throws Exception {
        CountDownLatch goesOn = new CountDownLatch(1);
        AtomicInteger forced = new AtomicInteger();
        try (Writeback writeback = new Writeback()) {
            writeback.begin(() -> {
                try {
                    goesOn.await();
                } catch (InterruptedException e) {
                    throw new IOException(e);
                }
                forced.addAndGet(1);
            });
            writeback.begin(() -> forced.addAndGet(10)); // it is busy
            Thread later = new Thread(goesOn::countDown);
            later.start();
            Thread.currentThread().interrupt();
            writeback.verify();
            assertThat(Thread.interrupted()).as("stays interrupted").isTrue();
            assertThat(forced).hasValue(1);
            later.join();
        }
    }
}

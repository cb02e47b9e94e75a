package org.spotcloud.adapter.hosting;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.time.Duration;
import org.junit.jupiter.api.Test;

class BodyReadingTest {
    private static final int LARGEST = 10;

    private long now;
    private final BodyReading bodies =
            new BodyReading(LARGEST, 1, Duration.ofMillis(10), Duration.ofSeconds(15), () -> now);

    @Test
    void readsWhatIsThereAndNoMoreThanOneByteTooMany() throws IOException {
        assertThat(bodies.read(new ByteArrayInputStream(new byte[7]), 7)).hasSize(7);
        assertThat(bodies.read(new ByteArrayInputStream(new byte[100]), 100)).hasSize(11);
        assertThat(bodies.read(new Drops(7, 1), 7)).hasSize(7);
        assertThat(bodies.read(new Drops(100, 1), -1)).hasSize(11);
    }

    @Test
    void givesUpABodyThatTakesTooLong() {
        assertThatThrownBy(() -> bodies.read(new Drops(7, 5), 7))
                .isInstanceOf(BadForm.class)
                .hasMessage("The body takes longer than 15 s");
    }

    @Test
    void waitsForFewAtTheSameTime() throws IOException {
        InputStream held = new Drops(7, 1) {
            @Override
            public int read() {
                assertThatThrownBy(() -> bodies.read(new Drops(7, 1), 7))
                        .isInstanceOf(BadForm.class)
                        .hasMessage("Too many requests come slowly at the same time");
                return super.read();
            }
        };
        assertThat(bodies.read(held, 7)).hasSize(7);
        assertThat(bodies.read(new Drops(7, 1), 7))
                .as("the turn was given back")
                .hasSize(7);
    }

    @Test
    void whatHasArrivedWaitsForNobody() throws IOException {
        InputStream held = new Drops(7, 1) {
            @Override
            public int read() {
                try {
                    assertThat(bodies.read(new SaysLittle(7), 7)).hasSize(7);
                    assertThat(bodies.read(new SaysLittle(100), 100)).hasSize(11);
                } catch (IOException e) {
                    throw new AssertionError(e);
                }
                return super.read();
            }
        };
        assertThat(bodies.read(held, 7)).hasSize(7);
    }

    /** As the server's: of all that has arrived it says no more than that it is something, and gives a part of it. */
    private static class SaysLittle extends ByteArrayInputStream {
        SaysLittle(int bytes) {
            super(new byte[bytes]);
        }

        @Override
        public int available() {
            return Math.min(1, super.available());
        }

        @Override
        public int read(byte[] into, int offset, int length) {
            return super.read(into, offset, Math.min(3, length));
        }
    }

    /** A byte each so many seconds; none is there before it is read. */
    private class Drops extends InputStream {
        private final int seconds;
        private int left;

        Drops(int bytes, int seconds) {
            left = bytes;
            this.seconds = seconds;
        }

        @Override
        public int read() {
            now += Duration.ofSeconds(seconds).toNanos();
            return left-- > 0 ? 'a' : -1;
        }

        @Override
        public int read(byte[] into, int offset, int length) {
            int read = read();
            if (read < 0) {
                return -1;
            }
            into[offset] = (byte) read;
            return 1;
        }
    }
}

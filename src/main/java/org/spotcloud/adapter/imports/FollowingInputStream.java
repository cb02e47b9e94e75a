package org.spotcloud.adapter.imports;

import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.io.InterruptedIOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.util.Objects;

/**
 * Reads a file while it grows: waits for bytes that are not there yet, ends where the file ends, and fails with
 * {@link FetchFailed} as soon as the writer has failed, never with a short end. An interrupt ends it with an
 * {@link InterruptedIOException}, or a {@link java.nio.channels.ClosedByInterruptException} when it comes while bytes
 * are read; the thread stays interrupted.
 */
final class FollowingInputStream extends InputStream {
    private final FileChannel channel;
    private final Growth growth;
    private final Duration longestSilence;
    private long position;

    /**
     * Opens the file, which must be there.
     *
     * @param longestSilence how long the writer may give no sign of life
     */
    FollowingInputStream(Path file, Growth growth, Duration longestSilence) throws IOException {
        this.channel = FileChannel.open(file, StandardOpenOption.READ);
        this.growth = growth;
        this.longestSilence = longestSilence;
    }

    @Override
    public int read() throws IOException {
        byte[] one = new byte[1];
        return read(one, 0, 1) < 0 ? -1 : Byte.toUnsignedInt(one[0]);
    }

    @Override
    public int read(byte[] target, int offset, int length) throws IOException {
        Objects.checkFromIndexSize(offset, length, target.length);
        if (length == 0) {
            return 0;
        }
        long there = awaitMore();
        if (there <= position) {
            return -1;
        }
        int wanted = (int) Math.min(length, there - position);
        int count = channel.read(ByteBuffer.wrap(target, offset, wanted), position);
        if (count < 0) {
            throw new EOFException("the file ends at " + position + ", but " + there + " bytes were written");
        }
        position += count;
        return count;
    }

    private long awaitMore() throws IOException {
        try {
            return growth.awaitBeyond(position, longestSilence);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            InterruptedIOException interrupted =
                    new InterruptedIOException("interrupted while waiting for the package");
            interrupted.initCause(e);
            throw interrupted;
        }
    }

    @Override
    public void close() throws IOException {
        channel.close();
    }
}

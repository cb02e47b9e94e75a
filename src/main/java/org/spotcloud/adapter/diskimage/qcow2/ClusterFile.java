package org.spotcloud.adapter.diskimage.qcow2;

import java.io.Closeable;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;

/** The image file as it grows: clusters are appended, gathered in memory, and written in large runs. */
final class ClusterFile implements Closeable {
    /** Large enough that a write costs little, small enough for the caches. */
    private static final int RUN_CLUSTERS = 16;

    private final FileChannel channel;
    private final int clusterBytes;
    private final ByteBuffer run;
    private long written;

    /** Leaves the first cluster free, for the header. */
    ClusterFile(Path file, int clusterBytes) throws IOException {
        this.clusterBytes = clusterBytes;
        this.run = ByteBuffer.allocateDirect(RUN_CLUSTERS * clusterBytes);
        this.channel = FileChannel.open(
                file, StandardOpenOption.CREATE, StandardOpenOption.TRUNCATE_EXISTING, StandardOpenOption.WRITE);
        this.written = clusterBytes;
    }

    /** Where to put the bytes of the next cluster: from its position on. Nothing counts before {@link #append}. */
    ByteBuffer next() {
        return run;
    }

    /**
     * What was put at {@link #next}, exactly a cluster, is the file's next cluster. Returns where it will be in the
     * file.
     */
    long append() throws IOException {
        long offset = written + run.position() - clusterBytes;
        if (!run.hasRemaining()) {
            flush();
        }
        return offset;
    }

    /** How many clusters the file has. */
    long clusters() {
        return (written + run.position()) / clusterBytes;
    }

    /** Bytes of it that are not in memory any more. */
    long written() {
        return written;
    }

    void flush() throws IOException {
        run.flip();
        while (run.hasRemaining()) {
            written += channel.write(run, written);
        }
        run.clear();
    }

    /** Writes over what was appended before, or over the first cluster. */
    void overwrite(long offset, ByteBuffer bytes) throws IOException {
        flush();
        long at = offset;
        while (bytes.hasRemaining()) {
            at += channel.write(bytes, at);
        }
    }

    void force() throws IOException {
        channel.force(true);
    }

    @Override
    public void close() throws IOException {
        channel.close();
    }
}

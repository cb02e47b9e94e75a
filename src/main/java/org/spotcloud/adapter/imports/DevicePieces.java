package org.spotcloud.adapter.imports;

import java.io.IOException;
import java.io.InterruptedIOException;
import java.nio.ByteBuffer;
import org.spotcloud.adapter.diskimage.BlockDevice;
import org.spotcloud.adapter.diskimage.partition.PartitionSplitter;

/** A disk that is there, as the stream that others come as. */
final class DevicePieces {
    private DevicePieces() {}

    /**
     * Hands all of a disk to {@code target}.
     *
     * @throws InterruptedIOException when the thread is interrupted
     */
    static void of(BlockDevice disk, PartitionSplitter.Target target) throws IOException {
        ByteBuffer buffer = ByteBuffer.allocateDirect(BufferRing.BUFFER_BYTES);
        for (long position = 0; position < disk.size(); position += buffer.limit()) {
            if (Thread.currentThread().isInterrupted()) {
                throw new InterruptedIOException("the conversion was stopped");
            }
            buffer.clear().limit((int) Math.min(buffer.capacity(), disk.size() - position));
            disk.read(position, buffer);
            target.write(buffer.flip());
        }
    }
}

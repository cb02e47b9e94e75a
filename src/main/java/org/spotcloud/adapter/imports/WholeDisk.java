package org.spotcloud.adapter.imports;

import java.io.Closeable;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.util.List;
import org.spotcloud.adapter.diskimage.BlockDevice;

/**
 * The QCOW2 of a whole disk. Each byte of a disk is written once: what goes to the image of a partition is left out here,
 * and put in only when it turns out that the whole disk is wanted.
 */
final class WholeDisk implements Closeable {
    /** Some clusters. */
    private static final int COPY_BYTES = 1 << 20;

    private final ImagePart part;

    /**
     * Bytes of the disk that are written elsewhere.
     *
     * @param start the first one's place on the disk
     * @param end that of the first one after them
     */
    record Stretch(long start, long end) {}

    WholeDisk(Path dir, Writeback writeback) throws IOException {
        this.part = new ImagePart(WorkFiles.wholePart(dir), writeback);
    }

    /**
     * Takes the next bytes of the disk.
     *
     * @param piece is left as it is
     * @param elsewhere what is to be left out, in ascending order; none of it beyond the piece
     */
    void write(ByteBuffer piece, List<Stretch> elsewhere) throws IOException {
        long start = part.diskBytes();
        ByteBuffer left = piece.duplicate();
        for (Stretch stretch : elsewhere) {
            long position = part.diskBytes();
            if (stretch.end() > position) {
                long from = Math.max(stretch.start(), position);
                part.write(slice(left, position - start, from - start));
                part.writer().skip(stretch.end() - from);
            }
        }
        part.write(slice(left, part.diskBytes() - start, left.remaining()));
    }

    /** The disk has ended. */
    void end() throws IOException {
        part.writer().end();
    }

    /** Puts in what was left out. */
    void put(PartitionImage image) throws IOException {
        BlockDevice device = image.part().finish();
        long start = image.partition().start();
        ByteBuffer buffer = ByteBuffer.allocateDirect(COPY_BYTES);
        for (long position = 0; position < device.size(); position += buffer.limit()) {
            // to the ends of the disk's clusters, so that each is written at once
            long misaligned = (start + position) % COPY_BYTES;
            buffer.clear().limit((int) Math.min(COPY_BYTES - misaligned, device.size() - position));
            device.read(position, buffer);
            part.writer().writeAt(start + position, buffer.flip());
        }
    }

    ImagePart part() {
        return part;
    }

    @Override
    public void close() throws IOException {
        part.close();
    }

    private static ByteBuffer slice(ByteBuffer piece, long from, long to) {
        return piece.slice(piece.position() + (int) from, (int) (to - from));
    }
}

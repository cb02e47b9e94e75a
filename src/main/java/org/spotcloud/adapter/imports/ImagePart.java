package org.spotcloud.adapter.imports;

import java.io.Closeable;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import org.spotcloud.adapter.diskimage.qcow2.Qcow2Image;
import org.spotcloud.adapter.diskimage.qcow2.Qcow2Writer;

/** A QCOW2 on its way: written as the disk passes, then read for what it holds, then published or deleted. */
final class ImagePart implements Closeable {
    /** Large enough that what is forced at once is large, small enough that little is left at the end. */
    private static final long WRITEBACK_BYTES = 32L << 20;

    private final Path part;
    private final Writeback writeback;
    private final Qcow2Writer writer;
    private long writtenBack;
    private Qcow2Image image;

    ImagePart(Path part, Writeback writeback) throws IOException {
        this.part = part;
        this.writeback = writeback;
        this.writer = new Qcow2Writer(part);
    }

    /** Takes the next bytes of the disk: all that remains in {@code piece}. */
    void write(ByteBuffer piece) throws IOException {
        writer.write(piece);
        if (writer.fileBytes() - writtenBack >= WRITEBACK_BYTES) {
            writtenBack = writer.fileBytes();
            writeback.begin(writer::force);
        }
    }

    Qcow2Writer writer() {
        return writer;
    }

    /** Makes the file an image, and opens it. */
    Qcow2Image finish() throws IOException {
        if (image == null) {
            writer.finish();
            image = Qcow2Image.open(part);
        }
        return image;
    }

    /** Bytes of the disk that it holds. */
    long diskBytes() {
        return writer.diskBytes();
    }

    /** Bytes of the file. */
    long fileBytes() throws IOException {
        return Files.size(part);
    }

    /** Waits until it is on the storage device. */
    void force() throws IOException {
        writeback.verify();
        writer.force();
    }

    void publish(Path file) throws IOException {
        WorkFiles.publish(part, file);
    }

    /** Deletes the file, unless it was published; what is open stays so. */
    void delete() throws IOException {
        Files.deleteIfExists(part);
    }

    /** Deletes the file, unless it was published. */
    @Override
    public void close() throws IOException {
        try (writer) {
            if (image != null) {
                image.close();
            }
        } finally {
            delete();
        }
    }
}

package org.spotcloud.adapter.imports;

import java.io.Closeable;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.spotcloud.adapter.diskimage.qcow2.Qcow2Image;
import org.spotcloud.adapter.diskimage.qcow2.Qcow2Writer;

/** A QCOW2 on its way: written as the disk passes, then read for what it holds, then published or deleted. */
final class ImagePart implements Closeable {
    private final Path part;
    private final Qcow2Writer writer;
    private Qcow2Image image;

    ImagePart(Path part) throws IOException {
        this.part = part;
        this.writer = new Qcow2Writer(part);
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
        writer.force();
    }

    void publish(Path file) throws IOException {
        WorkFiles.publish(part, file);
    }

    /** Deletes the file, unless it was published. */
    @Override
    public void close() throws IOException {
        try (writer) {
            if (image != null) {
                image.close();
            }
        } finally {
            Files.deleteIfExists(part);
        }
    }
}

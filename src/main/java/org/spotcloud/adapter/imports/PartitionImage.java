package org.spotcloud.adapter.imports;

import java.io.Closeable;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import org.spotcloud.adapter.diskimage.DiskImageException;
import org.spotcloud.adapter.diskimage.ext.ExtFileSystem;
import org.spotcloud.adapter.diskimage.partition.Partition;
import org.spotcloud.adapter.diskimage.partition.PartitionSplitter;
import org.spotcloud.adapter.diskimage.qcow2.Qcow2Image;
import org.spotcloud.adapter.diskimage.qcow2.Qcow2Writer;

/**
 * The QCOW2 of one partition: written as the disk passes, then read for what its file system holds, then kept or
 * deleted.
 */
final class PartitionImage implements PartitionSplitter.Target, Closeable {
    private final Partition partition;
    private final Path part;
    private final Qcow2Writer writer;
    private Qcow2Image image;
    private ExtFileSystem fileSystem;
    private String unreadable = "";

    PartitionImage(Partition partition, Path dir) throws IOException {
        this.partition = partition;
        this.part = WorkFiles.partitionPart(dir, partition.number());
        this.writer = new Qcow2Writer(part);
    }

    @Override
    public void write(ByteBuffer piece) throws IOException {
        writer.write(piece);
    }

    void finish() throws IOException {
        writer.finish();
    }

    /** Opens the file system that was written. One that cannot be read is remembered, with what was wrong. */
    void openFileSystem() throws IOException {
        image = Qcow2Image.open(part);
        try {
            fileSystem = ExtFileSystem.open(image);
        } catch (DiskImageException e) {
            unreadable = e.getMessage();
        }
    }

    Partition partition() {
        return partition;
    }

    /** Its file system; empty when it cannot be read. */
    Optional<ExtFileSystem> fileSystem() {
        return Optional.ofNullable(fileSystem);
    }

    /** Why its file system cannot be read; empty when it can. */
    String unreadable() {
        return unreadable;
    }

    /** Bytes of the partition. */
    long diskBytes() {
        return writer.diskBytes();
    }

    /** Bytes of the image's file. */
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

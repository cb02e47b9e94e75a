package org.spotcloud.adapter.imports;

import java.io.Closeable;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.util.Optional;
import org.spotcloud.adapter.diskimage.BlockDevice;
import org.spotcloud.adapter.diskimage.DiskImageException;
import org.spotcloud.adapter.diskimage.ext.ExtFileSystem;
import org.spotcloud.adapter.diskimage.partition.Partition;

/** The QCOW2 of one partition, and the file system in it. */
final class PartitionImage implements Closeable {
    private final Partition partition;
    private final ImagePart part;
    private ExtFileSystem fileSystem;
    private String unreadable = "";

    PartitionImage(Partition partition, Path dir, Writeback writeback) throws IOException {
        this.partition = partition;
        this.part = new ImagePart(WorkFiles.partitionPart(dir, partition.number()), writeback);
    }

    void write(ByteBuffer piece) throws IOException {
        part.write(piece);
    }

    /** The partition has ended: opens its file system. One that cannot be read is remembered, with what was wrong. */
    void finish() throws IOException {
        BlockDevice device = part.finish();
        try {
            fileSystem = ExtFileSystem.open(device);
        } catch (DiskImageException e) {
            unreadable = e.getMessage();
        }
    }

    Partition partition() {
        return partition;
    }

    ImagePart part() {
        return part;
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
        return part.diskBytes();
    }

    @Override
    public void close() throws IOException {
        part.close();
    }
}

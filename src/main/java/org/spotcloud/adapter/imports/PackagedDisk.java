package org.spotcloud.adapter.imports;

import java.io.Closeable;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Optional;
import org.spotcloud.adapter.diskimage.DiskImageException;
import org.spotcloud.adapter.diskimage.partition.ContentSign;
import org.spotcloud.adapter.diskimage.qcow2.Qcow2Image;

/**
 * A disk as it comes out of its member: raw, and then it goes on as it comes, or a QCOW2 image, whose tables may lie
 * behind what they tell of, so that all of it has to be there first.
 */
final class PackagedDisk implements Closeable {
    private final PartitionImages images;
    private final ConversionLimits limits;
    private final Path part;
    private FileChannel image;
    private boolean hasBegun;

    PackagedDisk(PartitionImages images, ConversionLimits limits, Path dir) {
        this.images = images;
        this.limits = limits;
        this.part = WorkFiles.packagedPart(dir);
    }

    /** Takes the next bytes of the member's content: all that remains in {@code piece}. */
    void write(ByteBuffer piece) throws IOException {
        if (!hasBegun) {
            hasBegun = true;
            if (ContentSign.of(piece).equals(Optional.of(ContentSign.QCOW2))) {
                image = FileChannel.open(
                        part,
                        StandardOpenOption.CREATE,
                        StandardOpenOption.TRUNCATE_EXISTING,
                        StandardOpenOption.WRITE);
            }
        }
        if (image == null) {
            images.write(piece);
            return;
        }
        while (piece.hasRemaining()) {
            image.write(piece);
        }
    }

    /** The member has ended. */
    void finish() throws IOException {
        if (image != null) {
            unpack();
        }
        images.finish();
    }

    @Override
    public void close() throws IOException {
        if (image != null) {
            image.close();
            Files.deleteIfExists(part);
        }
    }

    private void unpack() throws IOException {
        try (Qcow2Image disk = Qcow2Image.open(part)) {
            if (disk.size() > limits.maxDiskBytes()) {
                throw new DiskImageException("expected a disk of at most %d bytes in the QCOW2 image, found one of %d"
                        .formatted(limits.maxDiskBytes(), disk.size()));
            }
            DevicePieces.of(disk, images::write);
            Files.delete(part);
        }
    }
}

package org.spotcloud.adapter.imports;

import java.io.Closeable;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.spotcloud.adapter.diskimage.DiskImageException;
import org.spotcloud.adapter.diskimage.partition.ContentSign;
import org.spotcloud.adapter.diskimage.partition.Partition;
import org.spotcloud.adapter.diskimage.partition.PartitionSplitter;
import org.spotcloud.adapter.diskimage.partition.PartitionTable;

/**
 * The partitions of a disk that comes as a stream. Each one that looks like ext gets an image of its own: which of them
 * is the root can be told only when all of them have passed.
 */
final class PartitionImages implements Closeable {
    private static final String UNKNOWN = "unknown";
    /** A disk has a few; each has buffers and an open file. */
    private static final int MAX_IMAGES = 16;

    private final Path dir;
    private final PartitionSplitter splitter = new PartitionSplitter(this::choose);
    private final List<PartitionImage> images = new ArrayList<>();
    private final Map<Integer, String> contents = new HashMap<>();

    PartitionImages(Path dir) {
        this.dir = dir;
    }

    void write(ByteBuffer piece) throws IOException {
        splitter.write(piece);
    }

    /** The disk has ended: the images are whole, and their file systems open. */
    void finish() throws IOException {
        splitter.finish();
        for (PartitionImage image : images) {
            image.finish();
            image.openFileSystem();
        }
    }

    List<PartitionImage> all() {
        return List.copyOf(images);
    }

    PartitionTable.Kind table() {
        return splitter.table().orElseThrow().kind();
    }

    List<Partition> partitions() {
        return splitter.partitions();
    }

    long diskBytes() {
        return splitter.diskBytes();
    }

    /** What a partition holds, in a word. */
    String contentOf(Partition partition) {
        return images.stream()
                .filter(image -> image.partition().equals(partition))
                .findFirst()
                .flatMap(image -> image.fileSystem().map(fileSystem -> fileSystem.version()))
                .orElseGet(() -> contents.getOrDefault(partition.number(), UNKNOWN));
    }

    /** Deletes every image that was not published. */
    @Override
    public void close() throws IOException {
        IOException first = null;
        for (PartitionImage image : images) {
            try {
                image.close();
            } catch (IOException e) {
                first = first == null ? e : first;
            }
        }
        if (first != null) {
            throw first;
        }
    }

    private Optional<PartitionSplitter.Target> choose(Partition partition, ByteBuffer probe) throws IOException {
        Optional<ContentSign> sign = ContentSign.of(probe);
        contents.put(partition.number(), sign.map(ContentSign::label).orElse(UNKNOWN));
        if (sign.filter(ContentSign.EXT::equals).isEmpty()) {
            return Optional.empty();
        }
        if (images.size() == MAX_IMAGES) {
            throw new DiskImageException("expected at most " + MAX_IMAGES + " ext partitions on the disk, found more");
        }
        PartitionImage image = new PartitionImage(partition, dir);
        images.add(image);
        return Optional.of(image);
    }
}

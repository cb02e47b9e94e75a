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
import org.spotcloud.adapter.diskimage.BlockDevice;
import org.spotcloud.adapter.diskimage.DiskImageException;
import org.spotcloud.adapter.diskimage.partition.ContentSign;
import org.spotcloud.adapter.diskimage.partition.Partition;
import org.spotcloud.adapter.diskimage.partition.PartitionSplitter;
import org.spotcloud.adapter.diskimage.partition.PartitionTable;
import org.spotcloud.adapter.settings.BootMode;

/**
 * A disk that comes as a stream, as images of its parts. Each partition that looks like ext gets an image of its own,
 * all the rest goes to that of the whole disk: which of them is the root, and whether there is one at all, can be told
 * only when all have passed.
 */
final class PartitionImages implements Closeable {
    private static final String UNKNOWN = "unknown";
    /** A disk has a few; each has buffers and an open file. */
    private static final int MAX_IMAGES = 16;

    private final Path dir;
    private final BootMode mode;
    private PartitionSplitter splitter = new PartitionSplitter(this::choose);
    private final Writeback writeback = new Writeback();
    private final WholeDisk disk;
    private final List<WholeDisk.Stretch> elsewhere = new ArrayList<>();
    private final List<PartitionImage> images = new ArrayList<>();
    private final Map<Integer, String> contents = new HashMap<>();
    private final BootSector bootSector = new BootSector();
    private boolean isSplit = true;
    private boolean isWhole;

    /** @param mode with {@link BootMode#DISK} nothing is split off, and no table that is wrong is refused */
    PartitionImages(Path dir, BootMode mode) throws IOException {
        this.dir = dir;
        this.mode = mode;
        this.disk = new WholeDisk(dir, writeback);
    }

    /** Takes the next bytes of the disk: all that remains in {@code piece}. */
    void write(ByteBuffer piece) throws IOException {
        ByteBuffer whole = piece.slice();
        bootSector.take(whole);
        elsewhere.clear();
        if (isSplit) {
            split(() -> splitter.write(piece));
        }
        disk.write(whole, elsewhere);
    }

    /** The disk has ended: the images of partitions are whole, and their file systems open. */
    void finish() throws IOException {
        disk.end();
        if (isSplit) {
            split(() -> {
                if (splitter.needsWholeDisk().isPresent()) {
                    splitAgain();
                }
                splitter.finish();
            });
        }
        for (PartitionImage image : images) {
            image.finish();
        }
    }

    /** Now that all of the disk is there, its table can be read where only its end, or all of it, tells that. */
    private void splitAgain() throws IOException {
        BlockDevice whole = wholeDisk().finish();
        PartitionTable table = PartitionTable.read(whole);
        if (table.partitions().equals(splitter.partitions())) {
            return;
        }
        for (PartitionImage image : images) {
            image.close();
        }
        images.clear();
        contents.clear();
        splitter = new PartitionSplitter(table, this::choose);
        DevicePieces.of(whole, splitter::write);
    }

    List<PartitionImage> all() {
        return List.copyOf(images);
    }

    /** The image of all of the disk: puts into it what the images of partitions have. */
    ImagePart wholeDisk() throws IOException {
        if (!isWhole) {
            for (PartitionImage image : images) {
                disk.put(image);
            }
            isWhole = true;
        }
        disk.part().finish();
        return disk.part();
    }

    PartitionTable.Kind table() {
        return isSplit ? splitter.table().orElseThrow().kind() : PartitionTable.Kind.NONE;
    }

    List<Partition> partitions() {
        return isSplit ? splitter.partitions() : List.of();
    }

    BootSector bootSector() {
        return bootSector;
    }

    long diskBytes() {
        return disk.part().diskBytes();
    }

    /** What a partition holds, in a word. */
    String contentOf(Partition partition) {
        return images.stream()
                .filter(image -> image.partition().equals(partition))
                .findFirst()
                .flatMap(image -> image.fileSystem().map(fileSystem -> fileSystem.version()))
                .orElseGet(() -> contents.getOrDefault(partition.number(), UNKNOWN));
    }

    /** Deletes every image that was not published; first of all, since what is being written back may take its time. */
    @Override
    public void close() throws IOException {
        List<Closeable> all = new ArrayList<>();
        images.forEach(image -> all.add(image.part()::delete));
        all.add(disk.part()::delete);
        all.add(writeback);
        all.addAll(images);
        all.add(disk);
        IOException first = null;
        for (Closeable image : all) {
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

    private interface Splitting {
        void run() throws IOException;
    }

    private void split(Splitting splitting) throws IOException {
        try {
            splitting.run();
        } catch (DiskImageException e) {
            if (mode != BootMode.DISK) {
                throw e;
            }
            isSplit = false;
        }
    }

    private Optional<PartitionSplitter.Target> choose(Partition partition, ByteBuffer probe) throws IOException {
        Optional<ContentSign> sign = ContentSign.of(probe);
        contents.put(partition.number(), sign.map(ContentSign::label).orElse(UNKNOWN));
        if (mode == BootMode.DISK || sign.filter(ContentSign.EXT::equals).isEmpty()) {
            return Optional.empty();
        }
        if (images.size() == MAX_IMAGES) {
            throw new DiskImageException("expected at most " + MAX_IMAGES + " ext partitions on the disk, found more");
        }
        PartitionImage image = new PartitionImage(partition, dir, writeback);
        images.add(image);
        return Optional.of(piece -> write(image, piece));
    }

    private void write(PartitionImage image, ByteBuffer piece) throws IOException {
        long start = image.partition().start() + image.diskBytes();
        elsewhere.add(new WholeDisk.Stretch(start, start + piece.remaining()));
        image.write(piece);
    }
}

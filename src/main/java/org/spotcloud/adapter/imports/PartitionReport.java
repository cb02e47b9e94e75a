package org.spotcloud.adapter.imports;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.spotcloud.adapter.diskimage.ext.ExtFileSystem;
import org.spotcloud.adapter.diskimage.partition.Partition;

/** Says of each partition of a disk what was found on it, for the message that refuses it. */
final class PartitionReport {
    private final PartitionImages images;

    PartitionReport(PartitionImages images) {
        this.images = images;
    }

    /** {@code partition 1 (ext4), partition 2 (LVM)}. */
    String contents() {
        return images.partitions().isEmpty()
                ? "no partition"
                : String.join(
                        ", ",
                        images.partitions().stream()
                                .map(partition -> line(partition, unreadable(partition)))
                                .toList());
    }

    /** The same, for a disk of which no partition is a root file system: what each is instead. */
    String whyNoneIsRoot() throws IOException {
        List<String> lines = new ArrayList<>();
        for (Partition partition : images.partitions()) {
            Optional<ExtFileSystem> fileSystem = image(partition).flatMap(PartitionImage::fileSystem);
            lines.add(line(partition, fileSystem.isPresent() ? kind(fileSystem.get()) : unreadable(partition)));
        }
        return String.join(", ", lines);
    }

    private String line(Partition partition, String why) {
        String where = partition.number() == 0 ? "a disk without partitions" : "partition " + partition.number();
        return "%s (%s%s)".formatted(where, images.contentOf(partition), why.isEmpty() ? "" : ": " + why);
    }

    private static String kind(ExtFileSystem fileSystem) throws IOException {
        return BootFiles.areAtTop(fileSystem) ? "a boot partition" : "no root";
    }

    private String unreadable(Partition partition) {
        return image(partition).map(PartitionImage::unreadable).orElse("");
    }

    private Optional<PartitionImage> image(Partition partition) {
        return images.all().stream()
                .filter(image -> image.partition().equals(partition))
                .findFirst();
    }
}

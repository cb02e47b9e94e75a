package org.spotcloud.adapter.imports;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import org.spotcloud.adapter.diskimage.DiskImageException;
import org.spotcloud.adapter.diskimage.partition.Partition;

/** The whole disk is the image: it boots itself. */
record WholeChoice(ImagePart disk, Optional<String> os) implements DiskChoice {
    /** @throws DiskImageException when there is nothing that could boot */
    static WholeChoice of(PartitionImages images) throws IOException {
        if (images.diskBytes() == 0) {
            throw new DiskImageException("expected a disk, found an empty one");
        }
        Optional<String> os = Optional.empty();
        for (PartitionImage image : images.all()) {
            os = os.or(() -> image.fileSystem().flatMap(OperatingSystem::of));
        }
        return new WholeChoice(images.wholeDisk(), os);
    }

    @Override
    public Optional<BootFiles> files() {
        return Optional.empty();
    }

    @Override
    public DiskPartition.Role roleOf(Partition partition) {
        return DiskPartition.Role.INCLUDED;
    }

    @Override
    public void publish(Path dir) throws IOException {
        disk.force();
        WorkFiles.deleteImage(dir);
        try {
            disk.publish(dir.resolve(WorkFiles.DISK));
        } catch (IOException e) {
            Files.deleteIfExists(dir.resolve(WorkFiles.DISK));
            throw e;
        }
    }
}

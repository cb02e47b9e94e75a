package org.spotcloud.adapter.imports;

import java.io.IOException;
import java.nio.file.Path;
import java.util.Locale;
import java.util.Optional;
import org.spotcloud.adapter.catalog.Architecture;
import org.spotcloud.adapter.diskimage.DiskImageException;
import org.spotcloud.adapter.diskimage.partition.Partition;
import org.spotcloud.adapter.settings.BootMode;

/** What of a disk becomes the image: its root partition, with a kernel beside it, or all of it. */
sealed interface DiskChoice permits RootChoice, WholeChoice {
    /** The type of an EFI system partition, in a GPT and in an MBR. */
    String EFI_SYSTEM_GUID = "C12A7328-F81F-11D2-BA4B-00A0C93EC93B";

    String EFI_SYSTEM_MBR = "ef";

    /** The image's disk. */
    ImagePart disk();

    /** The kernel that the cloud boots; empty for a disk that boots itself. */
    Optional<BootFiles> files();

    /** The operating system, where its files say it. */
    Optional<String> os();

    /** What becomes of a partition. */
    DiskPartition.Role roleOf(Partition partition);

    /** Gives the files of the image their names in that folder; the disk's comes last. */
    void publish(Path dir) throws IOException;

    /**
     * Chooses.
     *
     * @param hardware where a kernel must run; empty for anywhere
     * @throws DiskImageException when the disk has no kernel that can be read and, where that would do, does not look as
     *     if it booted itself
     */
    static DiskChoice of(PartitionImages images, BootMode mode, Optional<Architecture> hardware) throws IOException {
        if (mode == BootMode.DISK) {
            return WholeChoice.of(images);
        }
        try {
            return RootChoice.of(images, hardware);
        } catch (DiskImageException e) {
            if (mode == BootMode.KERNEL || isForOtherHardware(images, hardware)) {
                throw e;
            }
            if (!bootsItself(images)) {
                throw new DiskImageException(e.getMessage() + "; nor is there a boot loader on the disk", e);
            }
            return WholeChoice.of(images);
        }
    }

    /** A disk whose kernels need other hardware does not run there as a whole either. */
    private static boolean isForOtherHardware(PartitionImages images, Optional<Architecture> hardware)
            throws IOException {
        try {
            return hardware.isPresent()
                    && RootChoice.of(images, Optional.empty()).files().isPresent();
        } catch (DiskImageException e) {
            return false;
        }
    }

    private static boolean bootsItself(PartitionImages images) {
        return images.bootSector().hasCode()
                || images.partitions().stream()
                        .map(partition -> partition.type().toUpperCase(Locale.ROOT))
                        .anyMatch(type -> type.equals(EFI_SYSTEM_GUID) || type.equalsIgnoreCase(EFI_SYSTEM_MBR));
    }
}

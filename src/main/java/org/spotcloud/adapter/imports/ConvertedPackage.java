package org.spotcloud.adapter.imports;

import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.UUID;

/**
 * What was found in a package that was converted.
 *
 * @param name the machine's name by {@code description.xml}; empty where there is none
 * @param uuid the UUID by {@code description.xml}, which need not be the one that was ordered
 * @param description what {@code description.xml} says in words; empty where nothing
 * @param os the operating system on the root file system, where its files say it
 * @param disk the member that holds the disk
 * @param packageBytes bytes of the package
 * @param diskBytes bytes of its disk, inflated
 * @param rootBytes bytes of the root partition, or of the whole disk: the virtual size of {@code disk.qcow2}
 * @param imageBytes bytes of the file {@code disk.qcow2}
 * @param table the partition table: {@code MBR}, {@code GPT} or {@code NONE}
 * @param partitions in the order in which they lie on the disk
 * @param kernelName the kernel's path in its file system; empty when the whole disk is the image, which boots itself
 * @param ramdiskName the ramdisk's, where the kernel has one
 */
public record ConvertedPackage(
        String name,
        Optional<UUID> uuid,
        String description,
        Optional<String> os,
        String disk,
        long packageBytes,
        long diskBytes,
        long rootBytes,
        long imageBytes,
        String table,
        List<DiskPartition> partitions,
        Optional<String> kernelName,
        Optional<String> ramdiskName) {

    public ConvertedPackage {
        Objects.requireNonNull(name, "name");
        Objects.requireNonNull(uuid, "uuid");
        // an import that an older release has begun has neither on record
        description = description == null ? "" : description;
        os = os == null ? Optional.empty() : os;
        Objects.requireNonNull(disk, "disk");
        Objects.requireNonNull(table, "table");
        partitions = List.copyOf(partitions);
        Objects.requireNonNull(kernelName, "kernelName");
        Objects.requireNonNull(ramdiskName, "ramdiskName");
    }
}

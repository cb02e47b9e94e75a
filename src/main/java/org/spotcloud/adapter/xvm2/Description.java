package org.spotcloud.adapter.xvm2;

import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.UUID;

/**
 * What {@code description.xml} says of the machine.
 *
 * @param name the machine's name; empty where the description has none
 * @param uuid the package's UUID as its writer had it, which need not be the one it is sold under
 * @param text what its writer says of it, empty where nothing; of a long one the beginning
 * @param disks its disk and CD-ROM devices, in the order of the file
 */
public record Description(String name, Optional<UUID> uuid, String text, List<Device> disks) {

    /**
     * A disk or CD-ROM.
     *
     * @param device libvirt's {@code device} attribute: {@code disk}, {@code cdrom} …
     * @param source the member that holds it, as written (Archipel writes a leading slash)
     * @param target where the guest sees it, such as {@code hda}; empty where the description does not say
     */
    public record Device(String device, String source, String target) {
        static final String DISK = "disk";

        public Device {
            Objects.requireNonNull(device, "device");
            Objects.requireNonNull(source, "source");
            Objects.requireNonNull(target, "target");
        }
    }

    public Description {
        Objects.requireNonNull(name, "name");
        Objects.requireNonNull(uuid, "uuid");
        Objects.requireNonNull(text, "text");
        disks = List.copyOf(disks);
    }

    /** The disk that the machine boots: the first {@code disk} device that has a file. */
    public Optional<Device> bootDisk() {
        return disks.stream()
                .filter(disk ->
                        disk.device().equals(Device.DISK) && !disk.source().isEmpty())
                .findFirst();
    }
}

package org.spotcloud.adapter.xvm2;

/**
 * The description stands behind the disks, and the disk that was read is not the one that it names: the package has to be
 * read again.
 */
public final class AnotherDiskException extends PackageException {
    private static final long serialVersionUID = 1L;

    private final transient Member disk;

    AnotherDiskException(Member disk, Member read) {
        super("expected the disk %s first, or description.xml, which names it, before the disks; found %s first"
                .formatted(disk.name(), read.name()));
        this.disk = disk;
    }

    /** The disk that the machine boots. */
    public Member disk() {
        return disk;
    }
}

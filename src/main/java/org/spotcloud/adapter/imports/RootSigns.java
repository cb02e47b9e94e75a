package org.spotcloud.adapter.imports;

import java.io.IOException;
import java.util.List;
import org.spotcloud.adapter.diskimage.DiskImageException;
import org.spotcloud.adapter.diskimage.ext.ExtFileSystem;

/** Tells a root file system from those that are mounted somewhere below one. */
final class RootSigns {
    /** Files that a machine has for itself alone: each by itself makes a root. */
    private static final List<String> OF_A_MACHINE = List.of(
            "/etc/fstab",
            "/etc/os-release",
            "/etc/passwd",
            "/etc/inittab",
            "/etc/redhat-release",
            "/etc/debian_version");
    /** What is started first. A file system for {@code /usr} alone may have these too, but no mount points. */
    private static final List<String> FIRST_PROGRAMS =
            List.of("/sbin/init", "/init", "/bin/sh", "/lib/systemd/systemd", "/usr/lib/systemd/systemd");

    private static final List<String> MOUNT_POINTS = List.of("/proc", "/dev", "/sys");

    private RootSigns() {}

    /**
     * How much of a root there is: the more signs, the more likely.
     *
     * @return 0 for what is no root
     * @throws IOException when the disk cannot be read; damage to the file system only hides signs
     */
    static int count(ExtFileSystem fileSystem) throws IOException {
        int machine = count(fileSystem, OF_A_MACHINE);
        int programs = count(fileSystem, FIRST_PROGRAMS);
        int mountPoints = count(fileSystem, MOUNT_POINTS);
        boolean isRoot = machine > 0 || programs > 0 && mountPoints > 0;
        return isRoot ? machine + programs + mountPoints : 0;
    }

    private static int count(ExtFileSystem fileSystem, List<String> paths) throws IOException {
        int found = 0;
        for (String path : paths) {
            found += isThere(fileSystem, path) ? 1 : 0;
        }
        return found;
    }

    /** By its name alone: a link may lead to a file system that is mounted when the machine runs. */
    private static boolean isThere(ExtFileSystem fileSystem, String path) throws IOException {
        int slash = path.lastIndexOf('/');
        try {
            return fileSystem.names(path.substring(0, slash)).contains(path.substring(slash + 1));
        } catch (DiskImageException e) {
            return false; // links in a circle, or damage: what can be read decides
        }
    }
}

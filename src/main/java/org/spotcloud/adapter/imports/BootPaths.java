package org.spotcloud.adapter.imports;

import java.io.IOException;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Optional;
import org.spotcloud.adapter.diskimage.ext.ExtFile;
import org.spotcloud.adapter.diskimage.ext.ExtFileSystem;

/** Where a machine's boot files are: below the root, with the boot partition at {@code /boot} where there is one. */
final class BootPaths {
    /** As many as Linux follows. */
    private static final int MAX_LINKS = 40;

    private final ExtFileSystem root;
    private final ExtFileSystem files;

    /**
     * @param root the root file system
     * @param files the one with kernels and ramdisks: the root's, or a boot partition's
     */
    BootPaths(ExtFileSystem root, ExtFileSystem files) {
        this.root = root;
        this.files = files;
    }

    /** Whether there is a symbolic link at that path of the machine. */
    boolean isLink(String path) throws IOException {
        return linkTarget(normal(path)).isPresent();
    }

    /**
     * Where a path of the machine leads when every link at its end is followed.
     *
     * @return the path on the file system with the kernels; empty when no regular file of that file system is there
     */
    Optional<String> follow(String path) throws IOException {
        String next = normal(path);
        for (int links = 0; links <= MAX_LINKS; links++) {
            Optional<String> target = linkTarget(next);
            if (target.isEmpty()) {
                String end = within(next);
                boolean there = isOnFiles(next)
                        && files.find(end).filter(ExtFile::isRegular).isPresent();
                return there ? Optional.of(end) : Optional.empty();
            }
            next = normal(target.get().startsWith("/") ? target.get() : next + "/../" + target.get());
        }
        return Optional.empty();
    }

    /** What a path of a boot loader's leads to: it may count from the machine's root, or from a boot partition. */
    Optional<String> followLoaders(String path) throws IOException {
        Optional<String> below = follow(BootFiles.BOOT + path);
        Optional<String> asItIs = follow(path);
        boolean countsFromPartition = hasBootPartition() && !path.startsWith(BootFiles.BOOT + "/");
        return countsFromPartition ? below.or(() -> asItIs) : asItIs.or(() -> below);
    }

    /** The path of the machine for one on the file system with the kernels. */
    String onMachine(String path) {
        return hasBootPartition() ? BootFiles.BOOT + path : path;
    }

    private Optional<String> linkTarget(String path) throws IOException {
        return (isOnFiles(path) ? files : root).linkTarget(within(path));
    }

    private boolean hasBootPartition() {
        return root != files;
    }

    private boolean isOnFiles(String path) {
        return !hasBootPartition() || path.startsWith(BootFiles.BOOT + "/");
    }

    private String within(String path) {
        return hasBootPartition() && isOnFiles(path) ? path.substring(BootFiles.BOOT.length()) : path;
    }

    /** The path without steps that lead nowhere or back; links on the way are taken for folders. */
    private static String normal(String path) {
        Deque<String> names = new ArrayDeque<>();
        for (String name : path.split("/")) {
            if (name.equals("..")) {
                names.pollLast();
            } else if (!name.isEmpty() && !name.equals(".")) {
                names.addLast(name);
            }
        }
        return "/" + String.join("/", names);
    }
}

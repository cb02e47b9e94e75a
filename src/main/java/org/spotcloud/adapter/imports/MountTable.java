package org.spotcloud.adapter.imports;

import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.spotcloud.adapter.diskimage.ext.ExtFileSystem;

/** What a root file system's {@code /etc/fstab} mounts; see fstab(5). */
final class MountTable {
    private static final String PATH = "/etc/fstab";
    private static final String COMMENT = "#";
    private static final String LABEL = "LABEL=";
    private static final int FS_SPEC = 0;
    private static final int FS_FILE = 1;

    private final List<String[]> lines;

    private MountTable(Stream<String> lines) {
        this.lines = lines.map(String::strip)
                .filter(line -> !line.startsWith(COMMENT))
                .map(line -> line.split("\\s+"))
                .filter(fields -> fields.length > FS_FILE)
                .toList();
    }

    /** Empty where the file is missing or cannot be read. */
    static MountTable of(ExtFileSystem root) {
        return new MountTable(TextFile.read(root, PATH).stream().flatMap(String::lines));
    }

    /** Whether anything is mounted at that absolute path. */
    boolean mounts(String path) {
        return at(path).isPresent();
    }

    /** The label of the volume that is mounted at that path; empty where it is named in another way. */
    Optional<String> labelAt(String path) {
        return at(path).filter(spec -> spec.startsWith(LABEL))
                .map(spec -> spec.substring(LABEL.length()).replace("\"", ""));
    }

    private Optional<String> at(String path) {
        return lines.stream()
                .filter(fields -> fields[FS_FILE].equals(path) || fields[FS_FILE].equals(path + "/"))
                .map(fields -> fields[FS_SPEC])
                .findFirst();
    }
}

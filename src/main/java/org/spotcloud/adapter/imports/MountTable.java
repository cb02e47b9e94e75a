package org.spotcloud.adapter.imports;

import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.spotcloud.adapter.diskimage.ext.ExtFileSystem;

/** What a root file system's {@code /etc/fstab} mounts; see fstab(5). */
final class MountTable {
    private static final String PATH = "/etc/fstab";
    private static final String COMMENT = "#";
    private static final Pattern LABEL = Pattern.compile("(?:LABEL=|/dev/disk/by-label/)(.+)");
    private static final Pattern UUID = Pattern.compile("(?:UUID=|/dev/disk/by-uuid/)(.+)");
    /** A partition of the first disk, as the drivers of 2011 and of today name it. */
    private static final Pattern PARTITION = Pattern.compile("/dev/(?:[hsv]da|xvda|nvme0n1p|mmcblk0p)(\\d{1,3})");

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

    /**
     * Whether it is that volume that is mounted at that path.
     *
     * @param number the number of its partition
     */
    boolean mountsAt(String path, ExtFileSystem volume, int number) {
        String spec = at(path).orElse("").replace("\"", "");
        return part(LABEL, spec).filter(volume.label()::equals).isPresent()
                || part(UUID, spec).filter(volume.uuid()::equalsIgnoreCase).isPresent()
                || part(PARTITION, spec)
                        .filter(Integer.toString(number)::equals)
                        .isPresent();
    }

    private static Optional<String> part(Pattern form, String spec) {
        Matcher matcher = form.matcher(spec);
        return matcher.matches() ? Optional.of(matcher.group(1)) : Optional.empty();
    }

    private Optional<String> at(String path) {
        return lines.stream()
                .filter(fields -> fields[FS_FILE].equals(path) || fields[FS_FILE].equals(path + "/"))
                .map(fields -> fields[FS_SPEC])
                .findFirst();
    }
}

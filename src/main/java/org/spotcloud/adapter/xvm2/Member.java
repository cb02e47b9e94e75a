package org.spotcloud.adapter.xvm2;

import java.util.List;
import java.util.Objects;
import java.util.regex.Pattern;

/**
 * A member of a package.
 *
 * @param name the member's name without the leading slash that Archipel writes
 * @param size bytes in the package
 */
public record Member(String name, long size) {
    private static final String GZIP_SUFFIX = ".gz";
    private static final int MAX_LISTED = 10;
    private static final Pattern HARD_DISK = Pattern.compile("hd\\d+\\..+");
    private static final Pattern CD_ROM = Pattern.compile("cdrom\\d*\\..+");

    public Member {
        Objects.requireNonNull(name, "name");
        if (size < 0) {
            throw new IllegalArgumentException("a member has no negative size: " + size);
        }
        name = plainName(name);
    }

    /** A name as it is compared: without leading {@code ./} and slashes. */
    static String plainName(String written) {
        int start = 0;
        while (written.startsWith("/", start) || written.startsWith("./", start)) {
            start = written.indexOf('/', start) + 1;
        }
        return written.substring(start);
    }

    /** Whether it is a disk by its name: {@code hd0.img.gz}, or gzip that is not named as a CD-ROM. */
    public boolean isDisk() {
        return HARD_DISK.matcher(name).matches()
                || (name.endsWith(GZIP_SUFFIX) && !CD_ROM.matcher(name).matches());
    }

    /** The name of what is inside: without {@code .gz}. It is the name that the manifest lists. */
    public String contentName() {
        return withoutGzip(name);
    }

    /** Whether a name in the description or the manifest, written with or without {@code .gz} or a slash, means it. */
    boolean isNamed(String written) {
        return withoutGzip(plainName(written)).equals(contentName());
    }

    /** Whether it has the last part of that path, such as {@code /vm/a-machine/hd0.img.gz}, for its name. */
    boolean isLastPartOf(String written) {
        return isNamed(written.substring(written.lastIndexOf('/') + 1));
    }

    /** Names for a message; of many the first. */
    static String list(List<String> names) {
        String shown = String.join(", ", names.subList(0, Math.min(names.size(), MAX_LISTED)));
        return names.size() > MAX_LISTED ? shown + " …" : shown;
    }

    private static String withoutGzip(String name) {
        return name.endsWith(GZIP_SUFFIX) ? name.substring(0, name.length() - GZIP_SUFFIX.length()) : name;
    }
}

package org.spotcloud.adapter.xvm2;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** {@code manifest.txt}: a line for each disk, {@code <member name without .gz> <size> <md5>}. */
public final class Manifest {
    private static final Pattern LINE = Pattern.compile("(.+?)\\s+(\\d{1,18})\\s+([0-9a-fA-F]{32})");

    /**
     * What the manifest says of a disk.
     *
     * @param name as written
     * @param size bytes, not compressed
     * @param md5 of the whole disk, or (spotsh 0.0.1) of its first MiB, in lower-case hex
     */
    public record Entry(String name, long size, String md5) {}

    private final List<Entry> entries;

    private Manifest(List<Entry> entries) {
        this.entries = List.copyOf(entries);
    }

    /** @throws PackageException when a line is not as it should be */
    static Manifest parse(byte[] text) throws PackageException {
        List<Entry> entries = new ArrayList<>();
        for (String line : new String(text, StandardCharsets.UTF_8).lines().toList()) {
            if (!line.isBlank()) {
                entries.add(parseLine(line.strip()));
            }
        }
        return new Manifest(entries);
    }

    private static Entry parseLine(String line) throws PackageException {
        Matcher matcher = LINE.matcher(line);
        if (!matcher.matches()) {
            throw new PackageException("expected lines \"<name> <size> <md5>\" in manifest.txt, found \"%s\""
                    .formatted(line.substring(0, Math.min(line.length(), 100))));
        }
        return new Entry(
                matcher.group(1),
                Long.parseLong(matcher.group(2)),
                matcher.group(3).toLowerCase(Locale.ROOT));
    }

    /** What it says of that member. */
    public Optional<Entry> entryFor(Member member) {
        return entries.stream().filter(entry -> member.isNamed(entry.name())).findFirst();
    }

    /** Digests in the manifest's form. */
    static String hex(byte[] digest) {
        return HexFormat.of().formatHex(digest);
    }
}

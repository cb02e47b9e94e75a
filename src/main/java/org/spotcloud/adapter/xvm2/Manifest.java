package org.spotcloud.adapter.xvm2;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/** {@code manifest.txt}: a line for each disk, {@code <member name without .gz> <size> <md5>}. */
public final class Manifest {
    private static final int MD5_DIGITS = 32;
    /** A size of so many digits fits a long. */
    private static final int MAX_SIZE_DIGITS = 18;

    private static final int MAX_SHOWN = 100;

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

    /** From the right, since a name may have spaces; by hand, since a pattern would look at each space many times. */
    private static Entry parseLine(String line) throws PackageException {
        int md5 = lastWord(line, line.length());
        int sizeEnd = endOfWord(line, md5);
        int size = lastWord(line, sizeEnd);
        int nameEnd = endOfWord(line, size);
        if (nameEnd == 0 || !isSize(line, size, sizeEnd) || !isMd5(line, md5)) {
            throw new PackageException("expected lines \"<name> <size> <md5>\" in manifest.txt, found \"%s\""
                    .formatted(line.substring(0, Math.min(line.length(), MAX_SHOWN))));
        }
        return new Entry(
                line.substring(0, nameEnd),
                Long.parseLong(line, size, sizeEnd, 10),
                line.substring(md5).toLowerCase(Locale.ROOT));
    }

    /** Where the word that ends before {@code end} begins. */
    private static int lastWord(String line, int end) {
        int start = end;
        while (start > 0 && !Character.isWhitespace(line.charAt(start - 1))) {
            start--;
        }
        return start;
    }

    /** Where the word ends that spaces part from the one that begins at {@code start}. */
    private static int endOfWord(String line, int start) {
        int end = start;
        while (end > 0 && Character.isWhitespace(line.charAt(end - 1))) {
            end--;
        }
        return end;
    }

    private static boolean isSize(String line, int start, int end) {
        return end > start
                && end - start <= MAX_SIZE_DIGITS
                && line.substring(start, end).chars().allMatch(digit -> digit >= '0' && digit <= '9');
    }

    private static boolean isMd5(String line, int start) {
        return line.length() - start == MD5_DIGITS
                && line.substring(start).chars().allMatch(HexFormat::isHexDigit);
    }

    /** What it says of that member, with its full name or, where no line has that, with the last part of a path. */
    Optional<Entry> entryFor(Member member) {
        return entries.stream()
                .filter(entry -> member.isNamed(entry.name()))
                .findFirst()
                .or(() -> entries.stream()
                        .filter(entry -> member.isLastPartOf(entry.name()))
                        .findFirst());
    }

    /** The names that it lists; of many the first. */
    String names() {
        return Member.list(entries.stream().map(Entry::name).toList());
    }

    /** Digests in the manifest's form. */
    static String hex(byte[] digest) {
        return HexFormat.of().formatHex(digest);
    }
}

package org.spotcloud.adapter.imports;

import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Which bytes a partial answer holds: {@code Content-Range: bytes 100-199/1000} (RFC 9110, section 14.4).
 *
 * @param first position of the first byte
 * @param total bytes of the whole, or -1 for {@code *}
 */
record ContentRange(long first, long total) {
    private static final Pattern TEXT = Pattern.compile("bytes (\\d{1,18})-(\\d{1,18})/(\\d{1,18}|\\*)");

    /** The range that the header states; empty when it states none. */
    static Optional<ContentRange> parse(String header) {
        Matcher matcher = TEXT.matcher(header.trim());
        if (!matcher.matches()) {
            return Optional.empty();
        }
        String total = matcher.group(3);
        return Optional.of(new ContentRange(
                Long.parseLong(matcher.group(1)), total.equals("*") ? Answer.UNKNOWN : Long.parseLong(total)));
    }
}

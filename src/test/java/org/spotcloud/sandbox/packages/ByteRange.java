package org.spotcloud.sandbox.packages;

import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The bytes that an answer carries.
 *
 * @param first offset of the first byte
 * @param length how many; 0 or less cannot be satisfied
 * @param partial whether it answers a Range header
 */
record ByteRange(long first, long length, boolean partial) {
    private static final Pattern FORM = Pattern.compile("bytes=(\\d*)-(\\d*)");

    static ByteRange whole(long size) {
        return new ByteRange(0, size, false);
    }

    /** A single range as RFC 9110 has it; other forms are ignored, as a server may. */
    static ByteRange of(String header, long size) {
        Matcher form = FORM.matcher(header == null ? "" : header);
        if (!form.matches() || (form.group(1).isEmpty() && form.group(2).isEmpty())) {
            return whole(size);
        }
        if (form.group(1).isEmpty()) {
            long length = Math.min(size, Long.parseLong(form.group(2)));
            return new ByteRange(size - length, length, true);
        }
        long first = Long.parseLong(form.group(1));
        long last = form.group(2).isEmpty() ? size - 1 : Math.min(size - 1, Long.parseLong(form.group(2)));
        return new ByteRange(first, last - first + 1, true);
    }

    boolean isSatisfiable() {
        return !partial || length > 0;
    }

    String contentRange(long size) {
        return "bytes " + first + "-" + (first + length - 1) + "/" + size;
    }
}

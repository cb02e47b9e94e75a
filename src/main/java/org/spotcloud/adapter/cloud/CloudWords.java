package org.spotcloud.adapter.cloud;

import java.util.regex.Pattern;

/** What a cloud says, made fit to be quoted to an operator or a buyer: one line, not long, no addresses. */
final class CloudWords {
    private static final int LONGEST = 300;
    private static final Pattern URL =
            Pattern.compile("\\b[a-z][a-z0-9+.-]*://[^\\s\"'<>,;]+", Pattern.CASE_INSENSITIVE);
    private static final Pattern IPV4 = Pattern.compile("\\b\\d{1,3}(?:\\.\\d{1,3}){3}(?::\\d+)?\\b");
    private static final Pattern IPV6 = Pattern.compile("(?i)\\[?\\b(?:[0-9a-f]{1,4}:){3,7}:?[0-9a-f]{1,4}\\b]?");
    private static final Pattern WHITE = Pattern.compile("[\\s\\p{Cntrl}]+");
    private static final String HIDDEN = "…";

    private CloudWords() {}

    static String quote(String words) {
        String text = WHITE.matcher(words).replaceAll(" ").strip();
        for (Pattern address : new Pattern[] {URL, IPV4, IPV6}) {
            text = address.matcher(text).replaceAll(HIDDEN);
        }
        return "\"" + (text.length() > LONGEST ? text.substring(0, LONGEST) + HIDDEN : text) + "\"";
    }
}

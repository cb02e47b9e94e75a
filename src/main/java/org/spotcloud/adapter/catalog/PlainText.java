package org.spotcloud.adapter.catalog;

import java.util.regex.Pattern;

/** Text from packages and clouds, made fit for terminals and logs. */
public final class PlainText {
    private static final Pattern LINE_BREAKS = Pattern.compile("[\\t\\r\\n]+");
    /** Control characters, invisible ones that turn the direction of writing, and rarer line breaks. */
    private static final Pattern TREACHEROUS = Pattern.compile("[\\p{Cc}\\p{Cf}\\p{Zl}\\p{Zp}]");

    private PlainText() {}

    /** The same text on one line, with a replacement character for each that could play tricks on a reader. */
    public static String of(String text) {
        return TREACHEROUS.matcher(LINE_BREAKS.matcher(text).replaceAll(" ")).replaceAll("\uFFFD");
    }
}

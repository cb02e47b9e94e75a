package org.spotcloud.adapter.hosting;

import java.util.regex.Pattern;
import org.spotcloud.adapter.hosting.signing.PercentCoding;

/**
 * What a request is aimed at.
 *
 * @param path below the context path, without a slash at its end
 * @param query as it was sent, empty without one
 */
record Target(String path, String query) {
    /** What all paths of the protocol begin with. */
    static final String PREFIX = "/rest/hosting/";

    private static final Pattern ENCODED_QUESTION_MARK = Pattern.compile("%3f", Pattern.CASE_INSENSITIVE);
    private static final Pattern PLAIN_PATH = Pattern.compile("[A-Za-z0-9_/-]+");

    /**
     * Splits the path of clients which encode the question mark; the rest is the query. A client that encoded the
     * question mark may have encoded the whole query with it.
     *
     * @param path raw, as it was sent
     * @param query raw, or null
     */
    static Target of(String path, String query) {
        String sent = query == null ? "" : query;
        String[] split = ENCODED_QUESTION_MARK.split(path, 2);
        String kept = split[0].endsWith("/") ? split[0].substring(0, split[0].length() - 1) : split[0];
        if (split.length == 1) {
            return new Target(kept, sent);
        }
        String rest = split[1].contains("=") ? split[1] : PercentCoding.decode(split[1]);
        return new Target(kept, sent.isEmpty() ? rest : rest + "&" + sent);
    }

    /** Whether the path is made of the characters that the protocol's paths are made of, and no others. */
    boolean isPlain() {
        return path.startsWith(PREFIX) && PLAIN_PATH.matcher(path).matches() && !path.contains("//");
    }
}

package org.spotcloud.adapter.hosting;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.security.MessageDigest;
import java.util.Base64;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * User and password of an {@code Authorization: Basic} header. Apache Libcloud 3.4.1 sends the base64 text as Python
 * prints a byte string: {@code b'…'}, with a literal {@code \n} after each line.
 */
final class BasicCredentials {
    private static final Pattern HEADER = Pattern.compile("Basic +(.+)", Pattern.CASE_INSENSITIVE);
    private static final Pattern PYTHON_BYTES = Pattern.compile("b'(.*)'");
    private static final String PYTHON_LINE_END = "\\n";

    private final byte[] userAndPassword;

    private BasicCredentials(byte[] userAndPassword) {
        this.userAndPassword = userAndPassword;
    }

    /**
     * The credentials in the header; those that cannot be decoded match nobody.
     *
     * @param header or null
     * @return empty when it is not of that scheme
     */
    static Optional<BasicCredentials> parse(String header) {
        return Optional.ofNullable(header)
                .map(text -> HEADER.matcher(text.strip()))
                .filter(Matcher::matches)
                .map(matcher -> new BasicCredentials(decode(matcher.group(1))));
    }

    /** Compares in a time that does not tell how much is right. */
    boolean match(String user, String password) {
        return MessageDigest.isEqual((user + ":" + password).getBytes(UTF_8), userAndPassword);
    }

    private static byte[] decode(String text) {
        Matcher python = PYTHON_BYTES.matcher(text);
        String base64 = python.matches() ? python.group(1).replace(PYTHON_LINE_END, "") : text;
        try {
            return Base64.getDecoder().decode(base64);
        } catch (IllegalArgumentException notBase64) {
            return new byte[0];
        }
    }
}

package org.spotcloud.adapter.hosting.signing;

/**
 * Percent-decoding as browsers do it: what is not a valid escape stands for itself. Octets are strings of ISO-8859-1
 * here, one character each, since what they mean is decided later.
 */
public final class PercentCoding {
    /** How often a digest may have been encoded. */
    private static final int MOST_ENCODINGS = 4;

    private static final int HEX = 16;
    private static final int ESCAPE_LENGTH = 3;

    private PercentCoding() {}

    /** Decodes {@code %XX}, once. */
    public static String decode(String octets) {
        if (octets.indexOf('%') < 0) {
            return octets;
        }
        StringBuilder decoded = new StringBuilder(octets.length());
        for (int i = 0; i < octets.length(); ) {
            int octet = escapeAt(octets, i);
            decoded.append(octet < 0 ? octets.charAt(i) : (char) octet);
            i += octet < 0 ? 1 : ESCAPE_LENGTH;
        }
        return decoded.toString();
    }

    /** As {@link #decode}, where {@code +} is a space: the coding of forms. */
    public static String decodeForm(String octets) {
        return decode(octets.replace('+', ' '));
    }

    /**
     * The digest that was sent, whether it was encoded once, several times, or not at all so that its {@code +} became a
     * space. Base64 has neither percent signs nor spaces.
     */
    public static String decodeDigest(String sent) {
        String digest = sent;
        for (int i = 0; i < MOST_ENCODINGS && digest.indexOf('%') >= 0; i++) {
            digest = decode(digest);
        }
        return digest.replace(' ', '+');
    }

    private static int escapeAt(String octets, int at) {
        if (octets.charAt(at) != '%' || at + ESCAPE_LENGTH > octets.length()) {
            return -1;
        }
        int high = Character.digit(octets.charAt(at + 1), HEX);
        int low = Character.digit(octets.charAt(at + 2), HEX);
        return high < 0 || low < 0 ? -1 : high * HEX + low;
    }
}

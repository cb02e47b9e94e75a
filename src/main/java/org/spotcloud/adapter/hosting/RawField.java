package org.spotcloud.adapter.hosting;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_8;

/** A field of a form as it arrived: octets, one character each (ISO-8859-1). */
record RawField(String name, String value) {
    /** The value as UTF-8, with replacements where it is none. */
    String text() {
        return new String(value.getBytes(ISO_8859_1), UTF_8);
    }
}

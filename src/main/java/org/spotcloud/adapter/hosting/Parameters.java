package org.spotcloud.adapter.hosting;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_8;

import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** The parameters of a call: from the body for {@code PUT} and {@code POST}, else from the query; each given once. */
record Parameters(Map<String, String> values) {
    /** The request's attribute that holds them once the caller is known. */
    static final String ATTRIBUTE = "org.spotcloud.adapter.hosting.Parameters";

    /** What to do with a value that is not UTF-8. */
    enum NotUtf8 {
        REFUSE,
        READ_AS_LATIN1
    }

    Parameters {
        values = Collections.unmodifiableMap(new LinkedHashMap<>(values));
    }

    /**
     * Decodes the fields.
     *
     * @throws BadForm when a name was given twice, or is not UTF-8, or holds a NUL
     */
    static Parameters of(List<RawField> fields, NotUtf8 notUtf8) {
        Map<String, String> values = new LinkedHashMap<>();
        for (RawField field : fields) {
            String name = text(field.name(), NotUtf8.REFUSE);
            if (values.putIfAbsent(name, text(field.value(), notUtf8)) != null) {
                throw new BadForm(name + " was given twice");
            }
        }
        return new Parameters(values);
    }

    /** The value of that name; empty counts as missing. */
    Optional<String> find(String name) {
        return Optional.ofNullable(values.get(name)).filter(value -> !value.isEmpty());
    }

    private static String text(String octets, NotUtf8 notUtf8) {
        if (octets.indexOf('\0') >= 0) {
            throw new BadForm("The form holds a NUL character");
        }
        try {
            return UTF_8.newDecoder()
                    .decode(ByteBuffer.wrap(octets.getBytes(ISO_8859_1)))
                    .toString();
        } catch (CharacterCodingException e) {
            if (notUtf8 == NotUtf8.REFUSE) {
                throw new BadForm("The form is not UTF-8");
            }
            return octets;
        }
    }
}

package org.spotcloud.adapter.hosting;

import java.util.List;
import org.spotcloud.adapter.hosting.signing.PercentCoding;

/** Reads {@code application/x-www-form-urlencoded}, in a body as in a query. */
final class UrlEncodedForm {
    private UrlEncodedForm() {}

    /** The fields in their order, decoded. */
    static List<RawField> parse(String octets) {
        return split(octets, FormBody.MOST_FIELDS + 1).stream()
                .map(field ->
                        new RawField(PercentCoding.decodeForm(field.name()), PercentCoding.decodeForm(field.value())))
                .toList();
    }

    /**
     * The fields in their order, values as they stand.
     *
     * @param most all that comes after so many is one field
     */
    static List<RawField> split(String octets, int most) {
        return List.of(octets.split("&", most)).stream()
                .filter(pair -> !pair.isEmpty())
                .map(UrlEncodedForm::pair)
                .toList();
    }

    private static RawField pair(String text) {
        int equals = text.indexOf('=');
        return equals < 0
                ? new RawField(text, "")
                : new RawField(text.substring(0, equals), text.substring(equals + 1));
    }
}

package org.spotcloud.adapter.hosting;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_8;

import java.net.URLEncoder;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.stream.Collectors;

/** Forms as no two clients write them: all that is random about one comes from its seed. */
final class RandomForm {
    /** What escapes, quotes, splits, sorts or folds in some language or another. */
    private static final List<String> PIECES = List.of(
            "a",
            "A",
            "z",
            "Z",
            "b1",
            "_",
            "-",
            "~",
            " ",
            "+",
            "%",
            "%41",
            "&",
            "=",
            ";",
            "?",
            "#",
            "\"",
            "\\",
            "'",
            "[]",
            "\t",
            "--b",
            "\u007F",
            "é",
            "e\u0301",
            "É",
            "ß",
            "ẞ",
            "ı",
            "İ",
            "\u212A",
            "σ",
            "ς",
            "\u0085",
            "\u2028",
            "\uFEFF",
            "\uFFFD",
            "\uFFFF",
            "Ａ",
            "～",
            "☁",
            "שלום",
            "\u202E",
            "가",
            "\uD83D\uDE00",
            "\uD835\uDC00",
            "\uDBFF\uDFFF",
            "👨\u200D👩\u200D👧");
    /** Fields that look like those that mean something. */
    private static final List<String> LOOKALIKES =
            List.of("Name", "ACTION", "ECP_USERNAME", "Ecp_Auth_Digest", "ecp_username ", "");

    private static final String BOUNDARY = "=_random'boundary?";
    static final String MULTIPART = "multipart/form-data; boundary=\"" + BOUNDARY + "\"";

    private final Random random;

    RandomForm(long seed) {
        // neighbouring seeds begin with much the same numbers
        random = new Random(seed * 0x9E3779B97F4A7C15L);
    }

    /** A few fields that are neither the user nor the digest, some of them the same but for their case. */
    Map<String, String> fields() {
        Map<String, String> fields = new LinkedHashMap<>();
        for (int i = random.nextInt(6); i >= 0; i--) {
            String name = random.nextInt(4) == 0 ? any(LOOKALIKES) : text();
            fields.put(name, value());
            if (random.nextBoolean()) {
                fields.put(swapCase(name), value());
            }
        }
        fields.keySet().removeIf(name -> name.equals("ecp_username") || name.equals("ecp_auth_digest"));
        return fields;
    }

    Map<String, String> shuffled(Map<String, String> fields) {
        List<String> names = new ArrayList<>(fields.keySet());
        Collections.shuffle(names, random);
        Map<String, String> shuffled = new LinkedHashMap<>();
        names.forEach(name -> shuffled.put(name, fields.get(name)));
        return shuffled;
    }

    /**
     * The same but for one field, so that what is signed has another length or another character. One that moves from a
     * name to its value is no such change: nothing stands between the two.
     */
    Map<String, String> changed(Map<String, String> fields) {
        Map<String, String> changed = new LinkedHashMap<>(fields);
        String name = any(new ArrayList<>(fields.keySet()));
        String value = fields.get(name);
        switch (random.nextInt(value.isEmpty() ? 3 : 5)) {
            case 0 -> changed.put(name, value + any(PIECES));
            case 1 -> changed.put(unused(fields, name), changed.remove(name));
            case 2 -> changed.put(unused(fields, any(PIECES)), "");
            case 3 -> changed.put(name, value.substring(0, value.offsetByCodePoints(value.length(), -1)));
            default -> changed.put(name, (value.startsWith("a") ? "b" : "a") + tail(value));
        }
        return changed;
    }

    /** One less. */
    Map<String, String> without(Map<String, String> fields, String name) {
        Map<String, String> fewer = new LinkedHashMap<>(fields);
        fewer.remove(name);
        return fewer;
    }

    /** The digest as some client sends it: encoded up to so many times, or with spaces where a plus was. */
    String encoded(String digest, int most) {
        String encoded = random.nextInt(4) == 0 ? digest.replace('+', ' ') : digest;
        for (int i = random.nextInt(most + 1); i > 0; i--) {
            encoded = random.nextBoolean() ? URLEncoder.encode(encoded, UTF_8).replace("+", "%20") : escaped(encoded);
        }
        return encoded;
    }

    byte[] urlEncoded(Map<String, String> fields) {
        return fields.entrySet().stream()
                .map(field -> escaped(field.getKey()) + "=" + escaped(field.getValue()))
                .collect(Collectors.joining("&"))
                .getBytes(UTF_8);
    }

    byte[] multipart(Map<String, String> fields) {
        StringBuilder body = new StringBuilder(random.nextBoolean() ? "" : "preamble\r\n");
        fields.forEach((name, value) -> body.append("--" + BOUNDARY + any(List.of("", " ", "\t")) + "\r\n")
                .append(any(List.of("", "Content-Type: text/plain; charset=UTF-16\r\n", "X: y\r\n")))
                .append(any(List.of("Content-Disposition: ", "content-disposition:", "CONTENT-DISPOSITION: ")))
                .append("form-data; name=\"" + name.replace("\\", "\\\\").replace("\"", "\\\"") + "\"\r\n\r\n")
                .append(value + "\r\n"));
        return body.append("--" + BOUNDARY + "--" + any(List.of("", "\r\n", "\r\nepilogue")))
                .toString()
                .getBytes(UTF_8);
    }

    boolean coin() {
        return random.nextBoolean();
    }

    <T> T any(List<T> choices) {
        return choices.get(random.nextInt(choices.size()));
    }

    private String value() {
        return random.nextInt(4) == 0 ? "" : text() + any(List.of("", "\r\n", "\n", "\r"));
    }

    private String text() {
        StringBuilder text = new StringBuilder();
        for (int i = random.nextInt(6); i >= 0; i--) {
            text.append(random.nextInt(3) == 0 ? Character.toString(anyCharacter()) : any(PIECES));
        }
        return text.toString();
    }

    private int anyCharacter() {
        int point = ' ' + random.nextInt(Character.MAX_CODE_POINT - ' ');
        return point >= Character.MIN_SURROGATE && point <= Character.MAX_SURROGATE ? 'x' : point;
    }

    /** Each octet as it is, where that is allowed, or in hexadecimal of either case. */
    private String escaped(String text) {
        StringBuilder escaped = new StringBuilder();
        for (char octet : new String(text.getBytes(UTF_8), ISO_8859_1).toCharArray()) {
            boolean plain = octet < 0x80 && (Character.isLetterOrDigit(octet) || "-_.~".indexOf(octet) >= 0);
            if (plain && random.nextInt(4) > 0) {
                escaped.append(octet);
            } else {
                escaped.append((random.nextBoolean() ? "%%%02x" : "%%%02X").formatted((int) octet));
            }
        }
        return random.nextBoolean() ? escaped.toString().replace("%20", "+") : escaped.toString();
    }

    private static String unused(Map<String, String> fields, String name) {
        String unused = name + "x";
        while (fields.containsKey(unused)) {
            unused += "x";
        }
        return unused;
    }

    private static String tail(String text) {
        return text.substring(text.offsetByCodePoints(0, 1));
    }

    private static String swapCase(String text) {
        return text.chars()
                .map(unit -> unit < 0x80 && Character.isLetter(unit) ? unit ^ 0x20 : unit)
                .collect(StringBuilder::new, StringBuilder::appendCodePoint, StringBuilder::append)
                .toString();
    }
}

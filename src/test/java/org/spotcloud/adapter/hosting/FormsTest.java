package org.spotcloud.adapter.hosting;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.net.URLEncoder;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.spotcloud.adapter.hosting.Parameters.NotUtf8;
import org.springframework.mock.web.MockHttpServletRequest;

class FormsTest {
    private static final String MULTIPART = "multipart/form-data; boundary=xyz";

    @Test
    void readsTheSameFromBothKindsOfBody() {
        Random random = new Random(20261122);
        for (int round = 0; round < 200; round++) {
            Map<String, String> fields = new LinkedHashMap<>();
            for (int i = random.nextInt(8); i > 0; i--) {
                fields.put("field " + i, text(random));
            }
            assertThat(parameters("application/x-www-form-urlencoded", urlEncoded(fields)))
                    .isEqualTo(fields);
            assertThat(parameters(null, urlEncoded(fields))).isEqualTo(fields);
            assertThat(parameters(MULTIPART, multipart(fields))).isEqualTo(fields);
        }
    }

    @Test
    void readsUrlEncodedFormsAsBrowsersWriteThem() {
        assertThat(parameters(null, "a=1&b=&c&&d=x+y%2Bz&e=%C3%A9&f=1=2"))
                .containsExactly(
                        Map.entry("a", "1"),
                        Map.entry("b", ""),
                        Map.entry("c", ""),
                        Map.entry("d", "x y+z"),
                        Map.entry("e", "é"),
                        Map.entry("f", "1=2"));
    }

    @Test
    void readsMultipartFormsInTheFormsThatClientsWrite() {
        String body =
                """
                preamble
                --a b
                content-disposition: form-data; name=plain

                1
                --a b \s
                Content-Type: text/plain; charset=utf-8
                Content-Disposition: form-data; name="quoted \\" name"; extra

                two
                lines
                --a b
                Content-Disposition: form-data; name="empty"


                --a b--
                epilogue"""
                        .replace("\n", "\r\n");
        assertThat(parameters("Multipart/Form-Data; charset=x; Boundary=\"a b\"", body))
                .containsExactly(
                        Map.entry("plain", "1"), Map.entry("quoted \" name", "two\r\nlines"), Map.entry("empty", ""));
    }

    @Test
    void leavesOutFiles() {
        String body = "--xyz\r\nContent-Disposition: form-data; name=\"f\"; filename=\"a.txt\"\r\n\r\n\u0000\u00FF\r\n"
                + "--xyz\r\nContent-Disposition: form-data; name=\"g\"; filename*=UTF-8''a\r\n\r\nx\r\n"
                + "--xyz\r\nContent-Disposition: form-data; name=\"a\"\r\n\r\n1\r\n--xyz--\r\n";
        assertThat(parameters(MULTIPART, body)).containsExactly(Map.entry("a", "1"));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "--xyz",
                "--xyz\r\n",
                "--other\r\nContent-Disposition: form-data; name=\"a\"\r\n\r\n1\r\n--other--",
                "--xyz\r\nContent-Disposition: form-data; name=\"a\"\r\n\r\n1",
                "--xyz\r\nContent-Disposition: form-data; name=\"a\"\r\n1\r\n--xyz--",
                "--xyz\r\nContent-Disposition: form-data\r\n\r\n1\r\n--xyz--",
                "--xyz\r\nContent-Type: text/plain\r\n\r\n1\r\n--xyz--",
                "--xyz\nContent-Disposition: form-data; name=\"a\"\n\n1\n--xyz--",
                "--xyz garbage\r\nContent-Disposition: form-data; name=\"a\"\r\n\r\n1\r\n--xyz--",
            })
    void refusesBrokenMultipartForms(String body) {
        assertThatThrownBy(() -> parameters(MULTIPART, body))
                .isInstanceOf(BadForm.class)
                .hasMessage("The multipart form is broken");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "multipart/form-data",
                "multipart/form-data; boundary=",
                "multipart/form-data; boundary=\"\"",
                "multipart/form-data; boundary=aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa"
            })
    void refusesMultipartFormsWithoutABoundary(String contentType) {
        assertThatThrownBy(() -> parameters(contentType, "--\r\n"))
                .isInstanceOf(BadForm.class)
                .hasMessage("The multipart form has no valid boundary");
    }

    @Test
    void survivesHeadersMadeOfEscapes() {
        String header = "Content-Disposition: form-data; name=\"" + "\\\\".repeat(30_000) + "\"";
        assertThatThrownBy(() -> parameters(MULTIPART, "--xyz\r\n" + header + "\r\n\r\n1\r\n--xyz--"))
                .isInstanceOf(BadForm.class);
        assertThatThrownBy(() -> parameters("multipart/form-data; x=\"" + "\\\\".repeat(30_000) + "\"", ""))
                .isInstanceOf(BadForm.class);
    }

    @Test
    void takesFormsUpToTheirBounds() {
        assertThat(parameters(null, "a=" + "x".repeat(FormBody.LARGEST - 2)).get("a"))
                .hasSize(FormBody.LARGEST - 2);
        assertThatThrownBy(() -> parameters(null, "a=" + "x".repeat(FormBody.LARGEST - 1)))
                .isInstanceOf(BadForm.class)
                .hasMessage("The body is larger than 65536 bytes");
        assertThat(parameters(null, urlEncoded(numbered(64)))).hasSize(64);
        assertThat(parameters(MULTIPART, multipart(numbered(64)))).hasSize(64);
        for (String contentType : new String[] {"application/x-www-form-urlencoded", MULTIPART}) {
            String body = contentType.equals(MULTIPART) ? multipart(numbered(65)) : urlEncoded(numbered(65));
            assertThatThrownBy(() -> parameters(contentType, body))
                    .isInstanceOf(BadForm.class)
                    .hasMessage("The form has more than 64 fields");
        }
    }

    @Test
    void refusesNamesGivenTwiceAndTextThatIsNone() {
        assertThatThrownBy(() -> parameters(null, "action=delete&x=1&action=stop"))
                .isInstanceOf(BadForm.class)
                .hasMessage("action was given twice");
        assertThatThrownBy(() -> parameters(null, "a=%FF"))
                .isInstanceOf(BadForm.class)
                .hasMessage("The form is not UTF-8");
        assertThatThrownBy(() -> parameters(null, "a=%00"))
                .isInstanceOf(BadForm.class)
                .hasMessage("The form holds a NUL character");
    }

    @Test
    void readsWhatIsNotUtf8AsLatin1OnlyWhereThatIsAllowed() {
        List<RawField> fields = List.of(new RawField("name", "na\u00EFve"), new RawField("x", "\u00C3\u00A9"));
        assertThat(Parameters.of(fields, NotUtf8.READ_AS_LATIN1).values())
                .containsExactly(Map.entry("name", "naïve"), Map.entry("x", "é"));
        assertThatThrownBy(() -> Parameters.of(fields, NotUtf8.REFUSE)).isInstanceOf(BadForm.class);
    }

    private static Map<String, String> parameters(String contentType, String octets) {
        MockHttpServletRequest request = new MockHttpServletRequest();
        request.setContentType(contentType);
        request.setContent(octets.getBytes(ISO_8859_1));
        return Parameters.of(FormBody.read(request).fields(), NotUtf8.REFUSE).values();
    }

    private static Map<String, String> numbered(int count) {
        Map<String, String> fields = new LinkedHashMap<>();
        for (int i = 0; i < count; i++) {
            fields.put("field" + i, "x");
        }
        return fields;
    }

    private static String urlEncoded(Map<String, String> fields) {
        return fields.entrySet().stream()
                .map(field ->
                        URLEncoder.encode(field.getKey(), UTF_8) + "=" + URLEncoder.encode(field.getValue(), UTF_8))
                .collect(Collectors.joining("&"));
    }

    private static String multipart(Map<String, String> fields) {
        if (fields.isEmpty()) {
            return "--xyz--\r\n";
        }
        String body = fields.entrySet().stream()
                .map(field -> "--xyz\r\nContent-Disposition: form-data; name=\"%s\"\r\n\r\n%s\r\n"
                        .formatted(field.getKey(), field.getValue()))
                .collect(Collectors.joining());
        return new String((body + "--xyz--\r\n").getBytes(UTF_8), ISO_8859_1);
    }

    private static String text(Random random) {
        return random.ints(random.nextInt(12), 1, Character.MAX_CODE_POINT)
                .filter(point -> point < Character.MIN_SURROGATE || point > Character.MAX_SURROGATE)
                .collect(StringBuilder::new, StringBuilder::appendCodePoint, StringBuilder::append)
                .toString();
    }
}

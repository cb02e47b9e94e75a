package org.spotcloud.adapter.hosting;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_8;

import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Multipart forms that are none, each made of one that would be taken. */
class HostileMultipartIT extends HostileCalls {
    private static final String GOOD = new String(Wire.multipart(Wire.signed(Map.of("x", "1")), "b"), UTF_8);
    private static final String PART = "--b\r\nContent-Disposition: form-data; name=\"p\"\r\n\r\n1\r\n";

    @Test
    void takesTheFormThatTheOthersAreMadeOf() {
        succeeded(wire.send("POST", LIST, Map.of("Content-Type", MULTIPART), GOOD.getBytes(ISO_8859_1)));
    }

    static Stream<Arguments> broken() {
        String disposition = "Content-Disposition: form-data; name=\"x\"";
        return Stream.of(
                Arguments.of("without end", GOOD.replace("--b--\r\n", "")),
                Arguments.of("without last dashes", GOOD.replace("--b--\r\n", "--b")),
                Arguments.of("truncated in a header", GOOD.substring(0, 30)),
                Arguments.of("truncated in a value", GOOD.substring(0, GOOD.length() - 20)),
                Arguments.of("empty", ""),
                Arguments.of("one boundary", "--b"),
                Arguments.of("boundaries only", "--b\r\n".repeat(10_000)),
                Arguments.of("other boundary", GOOD.replace("--b", "--c")),
                Arguments.of("garbage after the boundary", GOOD.replaceFirst("--b\r\n", "--bb\r\n")),
                Arguments.of("line feeds only", GOOD.replace("\r", "")),
                Arguments.of("headers without end", GOOD.replaceFirst("\r\n\r\n", "\r\n")),
                Arguments.of("no disposition", GOOD.replaceFirst("Content-Disposition", "X")),
                Arguments.of("no name", GOOD.replace("name=\"x\"", "x")),
                Arguments.of("name without its quote", GOOD.replace("name=\"x\"", "name=\"x")),
                Arguments.of("name that is not UTF-8", GOOD.replace("name=\"x\"", "name=\"\u00ff\"")),
                Arguments.of("value that is not UTF-8", GOOD.replace("\r\n1\r\n", "\r\n\u00ff\r\n")),
                Arguments.of("NUL in a name", GOOD.replace("name=\"x\"", "name=\"x\0\"")),
                Arguments.of("NUL in a value", GOOD.replace("\r\n1\r\n", "\r\n\0\r\n")),
                Arguments.of("long headers", GOOD.replace(disposition, disposition + "; y=" + "z".repeat(4000))),
                Arguments.of("flood of headers", GOOD.replace(disposition, "A: b\r\n".repeat(5000) + disposition)),
                Arguments.of("long name", GOOD.replace("name=\"x\"", "name=\"" + "\\\"".repeat(20_000) + "\"")),
                Arguments.of("flood of parts", PART.repeat(1000) + GOOD),
                Arguments.of(
                        "flood of files",
                        PART.replace("\"p\"", "\"p\"; filename=f").repeat(100) + GOOD),
                Arguments.of("more than 64 KiB", GOOD.replace("\r\n1\r\n", "\r\n" + "1".repeat(70_000) + "\r\n")),
                Arguments.of("unsigned part", PART + GOOD),
                Arguments.of("part of a nested form", nested()));
    }

    /** What is signed stands in a form within a field. */
    private static String nested() {
        return "--b\r\nContent-Disposition: form-data; name=\"inner\"\r\n"
                + "Content-Type: multipart/form-data; boundary=c\r\n\r\n"
                + GOOD.replace("--b", "--c") + "\r\n--b--\r\n";
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("broken")
    void refusesABrokenForm(String name, String body) {
        for (String method : new String[] {"PUT", "POST"}) {
            refused(wire.send(method, LIST, Map.of("Content-Type", MULTIPART), body.getBytes(ISO_8859_1)));
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "multipart/form-data",
                "multipart/form-data; boundary",
                "multipart/form-data; boundary=",
                "multipart/form-data; boundary=\"\"",
                "multipart/form-data; boundary=\"b",
                "multipart/form-data; boundary=bb; boundary=b",
                "multipart/form-data; boundary=aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa",
                "multipart/mixed; boundary=b",
                "text/plain"
            })
    void refusesAFormWithoutItsBoundary(String type) {
        refused(wire.send("POST", LIST, Map.of("Content-Type", type), GOOD.getBytes(ISO_8859_1)));
    }
}

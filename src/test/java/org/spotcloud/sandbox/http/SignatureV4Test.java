package org.spotcloud.sandbox.http;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** Against the vectors that AWS publishes: its Signature version 4 test suite, and the example of its documentation. */
class SignatureV4Test {
    private static final String SECRET = "wJalrXUtnFEMI/K7MDENG+bPxRfiCYEXAMPLEKEY";
    private static final Map<String, String> SUITE_HEADERS =
            Map.of("host", "example.amazonaws.com", "x-amz-date", "20150830T123600Z");
    private static final String SUITE_SCOPE = "20150830/us-east-1/service/aws4_request";

    static Stream<Arguments> vectors() {
        return Stream.of(
                Arguments.of(
                        "get-vanilla",
                        new SignatureV4.Request("GET", "/", null, SUITE_HEADERS, new byte[0]),
                        header(
                                SUITE_SCOPE,
                                "host;x-amz-date",
                                "5fa00fa31553b73ebf1942676e86291e8372ff2a2260956d9b8aae1d763fbf31")),
                Arguments.of(
                        "get-vanilla-query-order-key-case",
                        new SignatureV4.Request("GET", "/", "Param2=value2&Param1=value1", SUITE_HEADERS, new byte[0]),
                        header(
                                SUITE_SCOPE,
                                "host;x-amz-date",
                                "b97d918cfa904a5beff61c982a1b6f458b799221646efd99d3219ec94cdf2500")),
                Arguments.of(
                        "post-vanilla",
                        new SignatureV4.Request("POST", "/", "", SUITE_HEADERS, new byte[0]),
                        header(
                                SUITE_SCOPE,
                                "host;x-amz-date",
                                "5da7c1a2acd57cee7505fc6676e4e544621c30862966e37dddb68e92efbe5d6b")),
                Arguments.of(
                        "post-x-www-form-urlencoded",
                        new SignatureV4.Request(
                                "POST",
                                "/",
                                null,
                                with(SUITE_HEADERS, "content-type", "application/x-www-form-urlencoded"),
                                "Param1=value1".getBytes(UTF_8)),
                        header(
                                SUITE_SCOPE,
                                "content-type;host;x-amz-date",
                                "ff11897932ad3f4e8b18135d722051e5ac45fc38421b1da7b9d196a0fe09473a")),
                Arguments.of(
                        "ListUsers of the documentation",
                        new SignatureV4.Request(
                                "GET",
                                "/",
                                "Action=ListUsers&Version=2010-05-08",
                                Map.of(
                                        "host", "iam.amazonaws.com",
                                        "x-amz-date", "20150830T123600Z",
                                        "content-type", "application/x-www-form-urlencoded; charset=utf-8"),
                                new byte[0]),
                        header(
                                "20150830/us-east-1/iam/aws4_request",
                                "content-type;host;x-amz-date",
                                "5d672d79c15b13162d9279b0855cfba6789a8edb4c82c400e06b5924a6f2b5d7")));
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("vectors")
    void acceptsPublishedVectors(String name, SignatureV4.Request request, SignatureHeader header) {
        assertThat(SignatureV4.sign(request, header, SECRET)).isEqualTo(header.signature());
        assertThat(SignatureV4.verify(request, header, SECRET)).isTrue();
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("vectors")
    void refusesWhatWasChangedAfterSigning(String name, SignatureV4.Request request, SignatureHeader header) {
        byte[] more = (new String(request.body(), UTF_8) + "&Param2=value2").getBytes(UTF_8);
        SignatureV4.Request otherBody =
                new SignatureV4.Request(request.method(), request.path(), request.query(), request.headers(), more);
        SignatureV4.Request otherPath = new SignatureV4.Request(
                request.method(), "/services/Cloud", request.query(), request.headers(), request.body());
        SignatureV4.Request otherHost = new SignatureV4.Request(
                request.method(),
                request.path(),
                request.query(),
                with(request.headers(), "host", "127.0.0.1:8788"),
                request.body());

        assertThat(SignatureV4.verify(otherBody, header, SECRET)).isFalse();
        assertThat(SignatureV4.verify(otherPath, header, SECRET)).isFalse();
        assertThat(SignatureV4.verify(otherHost, header, SECRET)).isFalse();
        assertThat(SignatureV4.verify(request, header, SECRET + "x")).isFalse();
    }

    @Test
    void takesTheHeaderApart() {
        SignatureHeader header = header(SUITE_SCOPE, "host;x-amz-date", "0".repeat(64));

        assertThat(header.accessKey()).isEqualTo("AKIDEXAMPLE");
        assertThat(header.signedHeaders()).containsExactly("host", "x-amz-date");
        assertThat(SignatureHeader.parse(null)).isEmpty();
        assertThat(SignatureHeader.parse("Basic dXNlcjpwYXNz")).isEmpty();
    }

    private static SignatureHeader header(String scope, String signed, String signature) {
        return SignatureHeader.parse("AWS4-HMAC-SHA256 Credential=AKIDEXAMPLE/" + scope + ", SignedHeaders=" + signed
                        + ", Signature=" + signature)
                .orElseThrow();
    }

    private static Map<String, String> with(Map<String, String> headers, String name, String value) {
        Map<String, String> more = new TreeMap<>(headers);
        more.put(name, value);
        return more;
    }
}

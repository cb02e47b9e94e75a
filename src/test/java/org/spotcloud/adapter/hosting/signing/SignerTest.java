package org.spotcloud.adapter.hosting.signing;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

class SignerTest {
    /** The protocol's own; the first row is the 2011 adapter's test. */
    static Stream<Arguments> vectors() {
        return Stream.of(
                Arguments.of("password", Map.of("ecp_username", "spotcloud"), "2GNfPPMxfosE5u4AOY7mRAawMp8="),
                Arguments.of(
                        "password",
                        Map.of("ecp_username", "spotcloud", "action", "delete"),
                        "rtx1XQKX18EDdItEf5adrzc/fCg="),
                Arguments.of(
                        "password",
                        Map.of(
                                "ecp_username", "spotcloud",
                                "name", "6a7c0f0e-51d2-4f0b-9c58-0c2f4b0f9d11",
                                "package", "0f9d3b8a-7f0c-11e0-9b4a-001b63b5a5e2",
                                "hardware", "3c1a9f52-7f0c-11e0-9b4a-001b63b5a5e2"),
                        "Yg6dpbefTpBwS3XKNEWwsICF+bk="),
                Arguments.of(
                        "pässwörd ☁",
                        Map.of("ecp_username", "spotcloud", "name", "naïve name"),
                        "mbWZ3WXGfN5ixujSzbneKeloQHU="),
                Arguments.of(
                        "s3cret",
                        Map.of("ecp_username", "seller", "Zeta", "1", "alpha", "2", "Beta", "", "disk", ""),
                        "BzP2AE+5JvUBxXI3b0Ear4Z401Q="),
                Arguments.of("pw3", Map.of("ecp_username", "spotcloud"), "nMhLjg+kN9H/hsG9NH+sjHP5iIE="));
    }

    @ParameterizedTest
    @MethodSource("vectors")
    void signsAsTheProtocolSays(String password, Map<String, String> parameters, String digest) {
        assertThat(Signer.ofPassword(password).digest(parameters)).isEqualTo(digest);
        assertThat(Signer.ofPassword(password).matches(parameters, digest)).isTrue();
    }

    @Test
    void leavesTheDigestItselfUnsigned() {
        Signer signer = Signer.ofPassword("password");
        assertThat(signer.digest(Map.of("ecp_username", "spotcloud", "ecp_auth_digest", "whatever")))
                .isEqualTo("2GNfPPMxfosE5u4AOY7mRAawMp8=");
    }

    @Test
    void signsTheSameInAnyOrderOfFields() {
        Random random = new Random(20261122);
        Signer signer = Signer.ofPassword("password");
        for (int round = 0; round < 200; round++) {
            Map<String, String> fields = fields(random);
            List<Map.Entry<String, String>> shuffled = new ArrayList<>(fields.entrySet());
            Collections.shuffle(shuffled, random);
            Map<String, String> reordered = new LinkedHashMap<>();
            shuffled.forEach(field -> reordered.put(field.getKey(), field.getValue()));
            assertThat(signer.matches(reordered, signer.digest(fields))).isTrue();
        }
    }

    @Test
    void refusesAnyChangeOfASignedValue() {
        Random random = new Random(20261123);
        Signer signer = Signer.ofPassword("password");
        for (int round = 0; round < 200; round++) {
            Map<String, String> fields = fields(random);
            String digest = signer.digest(fields);
            String changed = fields.keySet().stream()
                    .skip(random.nextInt(fields.size()))
                    .findFirst()
                    .orElseThrow();
            fields.compute(changed, (name, value) -> value + "x");
            assertThat(signer.matches(fields, digest)).as("%s changed", changed).isFalse();
        }
    }

    @Test
    void sortsTiesOfLowerCasedNamesByTheNamesThemselves() {
        Signer signer = Signer.ofPassword("password");
        Map<String, String> oneWay = new LinkedHashMap<>();
        oneWay.put("name", "1");
        oneWay.put("Name", "2");
        Map<String, String> otherWay = new LinkedHashMap<>();
        otherWay.put("Name", "2");
        otherWay.put("name", "1");
        assertThat(signer.digest(oneWay)).isEqualTo(signer.digest(otherWay));
        // "Name" comes first: what is signed is Name2name1
        assertThat(signer.digest(oneWay)).isEqualTo(signer.digest(Map.of("Name2name", "1")));
    }

    @Test
    void sortsByUtf8AndNotByUtf16() {
        // U+FF5E is EF BD 9E and comes before U+1F600, F0 9F 98 80; by UTF-16 units it would come after
        Signer signer = Signer.ofPassword("password");
        assertThat(signer.digest(Map.of("\uFF5E", "1", "\uD83D\uDE00", "2")))
                .isEqualTo(signer.digest(Map.of("\uFF5E1\uD83D\uDE00", "2")));
    }

    @Test
    void refusesDigestsThatAreNoDigests() {
        Signer signer = Signer.ofPassword("password");
        Map<String, String> parameters = Map.of("ecp_username", "spotcloud");
        assertThat(signer.matches(parameters, "")).isFalse();
        assertThat(signer.matches(parameters, "2GNfPPMxfosE5u4AOY7mRAawMp8")).isFalse();
        assertThat(signer.matches(parameters, "☁")).isFalse();
    }

    private static Map<String, String> fields(Random random) {
        Map<String, String> fields = new LinkedHashMap<>();
        int count = 1 + random.nextInt(6);
        for (int i = 0; i < count; i++) {
            fields.put(i + text(random), text(random));
        }
        return fields;
    }

    private static String text(Random random) {
        return random.ints(random.nextInt(12), 1, Character.MAX_CODE_POINT)
                .filter(point -> point < Character.MIN_SURROGATE || point > Character.MAX_SURROGATE)
                .collect(StringBuilder::new, StringBuilder::appendCodePoint, StringBuilder::append)
                .toString();
    }
}

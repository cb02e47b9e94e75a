package org.spotcloud.adapter.hosting.signing;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.net.URLEncoder;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class PercentCodingTest {
    private static final String DIGEST = "nMhLjg+kN9H/hsG9NH+sjHP5iIE=";

    @ParameterizedTest
    @ValueSource(ints = {0, 1, 2, 3, 4})
    void decodesDigestsHoweverOftenTheyWereEncoded(int times) {
        String sent = DIGEST;
        for (int i = 0; i < times; i++) {
            sent = URLEncoder.encode(sent, UTF_8);
        }
        assertThat(PercentCoding.decodeDigest(sent)).isEqualTo(DIGEST);
    }

    @Test
    void givesUpOnDigestsThatWereEncodedMoreOften() {
        String sent = DIGEST;
        for (int i = 0; i < 5; i++) {
            sent = URLEncoder.encode(sent, UTF_8);
        }
        assertThat(PercentCoding.decodeDigest(sent)).contains("%");
    }

    @Test
    void takesSpacesInDigestsForThePlusThatTheyWere() {
        assertThat(PercentCoding.decodeDigest(DIGEST.replace('+', ' '))).isEqualTo(DIGEST);
        assertThat(PercentCoding.decodeDigest(DIGEST.replace("+", "%20"))).isEqualTo(DIGEST);
    }

    @Test
    void decodesOctetsAndLeavesBrokenEscapesAsTheyAre() {
        assertThat(PercentCoding.decode("a%C3%a4+b")).isEqualTo("a\u00C3\u00A4+b");
        assertThat(PercentCoding.decodeForm("a+b%2Bc")).isEqualTo("a b+c");
        assertThat(PercentCoding.decode("%zz%4%")).isEqualTo("%zz%4%");
    }
}

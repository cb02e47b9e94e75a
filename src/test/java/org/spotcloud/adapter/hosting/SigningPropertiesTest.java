package org.spotcloud.adapter.hosting;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.LinkedHashMap;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.spotcloud.adapter.hosting.Parameters.NotUtf8;
import org.spotcloud.adapter.hosting.signing.PercentCoding;
import org.spotcloud.adapter.hosting.signing.Signer;
import org.springframework.mock.web.MockHttpServletRequest;

/** What holds of all forms and their digests, tried with some thousands. */
class SigningPropertiesTest {
    private static final int SEEDS = 3000;

    private final Signer signer = Signer.ofPassword("pässwörd ☁");

    @Test
    void formsAreReadAsTheyWereMeantHoweverTheyAreWritten() {
        for (long seed = 0; seed < SEEDS; seed++) {
            RandomForm form = new RandomForm(seed);
            Map<String, String> fields = form.shuffled(form.fields());
            assertThat(read(null, form.urlEncoded(fields)))
                    .as("URL-encoded, seed %d", seed)
                    .isEqualTo(fields);
            assertThat(read(RandomForm.MULTIPART, form.multipart(fields)))
                    .as("multipart, seed %d", seed)
                    .isEqualTo(fields);
        }
    }

    @Test
    void theOrderOfFieldsDoesNotMatter() {
        for (long seed = 0; seed < SEEDS; seed++) {
            RandomForm form = new RandomForm(seed);
            Map<String, String> fields = form.fields();
            assertThat(signer.matches(form.shuffled(fields), signer.digest(fields)))
                    .as("seed %d", seed)
                    .isTrue();
        }
    }

    @Test
    void everyChangeNeedsAnotherDigest() {
        for (long seed = 0; seed < SEEDS; seed++) {
            RandomForm form = new RandomForm(seed);
            Map<String, String> fields = new LinkedHashMap<>(form.fields());
            fields.put("ecp_username", "spotcloud");
            String digest = signer.digest(fields);
            assertThat(signer.matches(form.changed(fields), digest))
                    .as("changed, seed %d", seed)
                    .isFalse();
            assertThat(signer.matches(form.without(fields, "ecp_username"), digest))
                    .as("without the user, seed %d", seed)
                    .isFalse();
        }
    }

    @Test
    void digestsAreReadAsTheyWereMeantHoweverTheyAreWritten() {
        for (long seed = 0; seed < SEEDS; seed++) {
            RandomForm form = new RandomForm(seed);
            String digest = signer.digest(form.fields());
            assertThat(PercentCoding.decodeDigest(form.encoded(digest, 4)))
                    .as("seed %d", seed)
                    .isEqualTo(digest);
        }
    }

    private static Map<String, String> read(String contentType, byte[] body) {
        MockHttpServletRequest request = new MockHttpServletRequest();
        request.setContentType(contentType);
        request.setContent(body);
        return Parameters.of(FormBody.read(request).fields(), NotUtf8.REFUSE).values();
    }
}

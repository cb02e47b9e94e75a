package org.spotcloud.sandbox.http;

import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The {@code Authorization} header of Signature version 4, taken apart.
 *
 * @param scope {@code date/region/service/aws4_request}
 */
public record SignatureHeader(String accessKey, String scope, List<String> signedHeaders, String signature) {
    private static final Pattern FORM = Pattern.compile("AWS4-HMAC-SHA256 +Credential=([^/,]+)/([^,]+/aws4_request), *"
            + "SignedHeaders=([a-z0-9;-]+), *Signature=([0-9a-f]{64})");

    public SignatureHeader {
        signedHeaders = List.copyOf(signedHeaders);
    }

    /** Empty when the header is missing or not of the form. */
    public static Optional<SignatureHeader> parse(String header) {
        Matcher matcher = FORM.matcher(header == null ? "" : header);
        return matcher.matches()
                ? Optional.of(new SignatureHeader(
                        matcher.group(1),
                        matcher.group(2),
                        List.of(matcher.group(3).split(";")),
                        matcher.group(4)))
                : Optional.empty();
    }
}

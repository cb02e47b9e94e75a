package org.spotcloud.adapter.cloud;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.util.HexFormat;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;
import org.spotcloud.adapter.cloud.WireServer.Seen;

/** Verifies an AWS Signature Version 4 from what came over the wire, as a service does. */
final class SignatureCheck {
    private static final Pattern AUTHORIZATION = Pattern.compile(
            "AWS4-HMAC-SHA256 Credential=([^/]+)/(\\d{8})/([^/]+)/([^/]+)/aws4_request, SignedHeaders=([^,]+), Signature=([0-9a-f]{64})");

    private SignatureCheck() {}

    /** Whether the request, with that path, is what was signed. */
    static boolean covers(Seen request, String path, String secret) {
        Matcher matcher = AUTHORIZATION.matcher(request.header("Authorization"));
        if (!matcher.matches()) {
            throw new AssertionError("no signature of version 4: " + request.header("Authorization"));
        }
        StringBuilder headers = new StringBuilder();
        for (String name : matcher.group(5).split(";", -1)) {
            headers.append(name)
                    .append(':')
                    .append(request.header(name).strip())
                    .append('\n');
        }
        String payload = request.header("x-amz-content-sha256") != null
                ? request.header("x-amz-content-sha256")
                : sha256(request.body());
        String query = request.query() == null ? "" : request.query();
        String canonical =
                String.join("\n", request.method(), path, query, headers.toString(), matcher.group(5), payload);
        String scope = String.join("/", matcher.group(2), matcher.group(3), matcher.group(4), "aws4_request");
        String toSign = String.join(
                "\n", "AWS4-HMAC-SHA256", request.header("X-Amz-Date"), scope, sha256(canonical.getBytes(UTF_8)));
        byte[] key = hmac(("AWS4" + secret).getBytes(UTF_8), matcher.group(2));
        for (String step : new String[] {matcher.group(3), matcher.group(4), "aws4_request"}) {
            key = hmac(key, step);
        }
        return HexFormat.of().formatHex(hmac(key, toSign)).equals(matcher.group(6));
    }

    static String sha256(byte[] bytes) {
        try {
            return HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(bytes));
        } catch (GeneralSecurityException e) {
            throw new AssertionError(e);
        }
    }

    private static byte[] hmac(byte[] key, String text) {
        try {
            Mac mac = Mac.getInstance("HmacSHA256");
            mac.init(new SecretKeySpec(key, "HmacSHA256"));
            return mac.doFinal(text.getBytes(UTF_8));
        } catch (GeneralSecurityException e) {
            throw new AssertionError(e);
        }
    }
}

package org.spotcloud.sandbox.http;

import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.util.HexFormat;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Collectors;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/** AWS Signature version 4, from the server's side: computes what a request ought to carry and compares. */
public final class SignatureV4 {
    private static final String ALGORITHM = "AWS4-HMAC-SHA256";

    private SignatureV4() {}

    /**
     * What is signed of a request.
     *
     * @param path the path as it stands on the request line
     * @param query the raw query, or null
     * @param headers names in lower case
     */
    public record Request(String method, String path, String query, Map<String, String> headers, byte[] body) {}

    /** Whether the request carries the signature that the secret key makes of it. */
    public static boolean verify(Request request, SignatureHeader header, String secretKey) {
        String expected = sign(request, header, secretKey);
        return MessageDigest.isEqual(
                expected.getBytes(StandardCharsets.US_ASCII), header.signature().getBytes(StandardCharsets.US_ASCII));
    }

    static String sign(Request request, SignatureHeader header, String secretKey) {
        String date = request.headers().getOrDefault("x-amz-date", "");
        String text = String.join("\n", ALGORITHM, date, header.scope(), sha256(canonical(request, header)));
        byte[] key = ("AWS4" + secretKey).getBytes(StandardCharsets.UTF_8);
        for (String step : header.scope().split("/", -1)) {
            key = hmac(key, step);
        }
        return HexFormat.of().formatHex(hmac(key, text));
    }

    private static byte[] canonical(Request request, SignatureHeader header) {
        String query = Query.parse(request.query()).stream()
                .map(pair -> encode(pair.getKey()) + "=" + encode(pair.getValue()))
                .sorted()
                .collect(Collectors.joining("&"));
        String headers = header.signedHeaders().stream()
                .map(name -> name + ":" + squeeze(request.headers().getOrDefault(name, "")) + "\n")
                .collect(Collectors.joining());
        return String.join(
                        "\n",
                        request.method(),
                        request.path(),
                        query,
                        headers,
                        String.join(";", header.signedHeaders()),
                        sha256(request.body()))
                .getBytes(StandardCharsets.UTF_8);
    }

    private static String squeeze(String value) {
        return value.strip().replaceAll(" +", " ");
    }

    private static String encode(String text) {
        return URLEncoder.encode(text, StandardCharsets.UTF_8)
                .replace("+", "%20")
                .replace("*", "%2A")
                .replace("%7E", "~");
    }

    private static String sha256(byte[] bytes) {
        try {
            return HexFormat.of()
                    .formatHex(MessageDigest.getInstance("SHA-256").digest(bytes))
                    .toLowerCase(Locale.ROOT);
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException(e);
        }
    }

    private static byte[] hmac(byte[] key, String text) {
        try {
            Mac mac = Mac.getInstance("HmacSHA256");
            mac.init(new SecretKeySpec(key, "HmacSHA256"));
            return mac.doFinal(text.getBytes(StandardCharsets.UTF_8));
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException(e);
        }
    }
}

package org.spotcloud.lab;

import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.util.Base64;
import java.util.HexFormat;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/** Signs requests as the marketplace does. */
public final class Signed {
    private static final String HASH_KEY = "ECPSuperSecretHashKey";

    private final String user;
    private final String secret;

    public Signed(String user, String password) {
        this.user = user;
        this.secret = HexFormat.of().formatHex(hmac(HASH_KEY, password));
    }

    /** The query of a GET or DELETE. */
    public String query() {
        return form(Map.of());
    }

    /** The body of a PUT or POST. */
    public String form(Map<String, String> fields) {
        Map<String, String> signed =
                new TreeMap<>((one, other) -> one.toLowerCase(Locale.ROOT).compareTo(other.toLowerCase(Locale.ROOT)));
        signed.putAll(fields);
        signed.put("ecp_username", user);
        String text = signed.entrySet().stream()
                .map(field -> field.getKey() + field.getValue())
                .collect(Collectors.joining());
        signed.put("ecp_auth_digest", Base64.getEncoder().encodeToString(hmac(secret, text)));
        return signed.entrySet().stream()
                .map(field -> encode(field.getKey()) + "=" + encode(field.getValue()))
                .collect(Collectors.joining("&"));
    }

    private static String encode(String text) {
        return URLEncoder.encode(text, StandardCharsets.UTF_8);
    }

    private static byte[] hmac(String key, String text) {
        try {
            Mac mac = Mac.getInstance("HmacSHA1");
            mac.init(new SecretKeySpec(key.getBytes(StandardCharsets.UTF_8), "HmacSHA1"));
            return mac.doFinal(text.getBytes(StandardCharsets.UTF_8));
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException(e);
        }
    }
}

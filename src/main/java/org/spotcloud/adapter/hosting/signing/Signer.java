package org.spotcloud.adapter.hosting.signing;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static java.nio.charset.StandardCharsets.UTF_8;

import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.util.Arrays;
import java.util.Base64;
import java.util.Comparator;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/** Signs parameters, and checks digests of them, with the key that both sides derive from the password. */
public final class Signer {
    /** The parameter that carries the name of the caller. */
    public static final String USER_PARAMETER = "ecp_username";
    /** The parameter that carries the digest, and is therefore not signed. */
    public static final String DIGEST_PARAMETER = "ecp_auth_digest";

    private static final String ALGORITHM = "HmacSHA1";
    private static final byte[] DERIVATION_KEY = "ECPSuperSecretHashKey".getBytes(US_ASCII);

    /** By the bytes of the lower-cased name, ties by the bytes of the name as it is. */
    private static final Comparator<Signed> SIGNING_ORDER = Comparator.comparing(
                    Signed::lowerCaseName, Arrays::compareUnsigned)
            .thenComparing(Signed::name, Arrays::compareUnsigned);

    private final SecretKeySpec secret;

    private Signer(SecretKeySpec secret) {
        this.secret = secret;
    }

    /** The signer for whoever knows that password. */
    public static Signer ofPassword(String password) {
        byte[] derived = hmac(new SecretKeySpec(DERIVATION_KEY, ALGORITHM), List.of(password.getBytes(UTF_8)));
        return new Signer(new SecretKeySpec(HexFormat.of().formatHex(derived).getBytes(US_ASCII), ALGORITHM));
    }

    /** The digest of all parameters but {@link #DIGEST_PARAMETER}, in base64; their order does not matter. */
    public String digest(Map<String, String> parameters) {
        List<byte[]> message = parameters.entrySet().stream()
                .filter(parameter -> !parameter.getKey().equals(DIGEST_PARAMETER))
                .map(parameter -> Signed.of(parameter.getKey(), parameter.getValue()))
                .sorted(SIGNING_ORDER)
                .flatMap(signed -> List.of(signed.name(), signed.value()).stream())
                .toList();
        return Base64.getEncoder().encodeToString(hmac(secret, message));
    }

    /** Whether that is the digest of the parameters; takes the same time however much of it is right. */
    public boolean matches(Map<String, String> parameters, String digest) {
        return MessageDigest.isEqual(digest(parameters).getBytes(US_ASCII), digest.getBytes(UTF_8));
    }

    private static byte[] hmac(SecretKeySpec key, List<byte[]> message) {
        try {
            Mac mac = Mac.getInstance(ALGORITHM);
            mac.init(key);
            message.forEach(mac::update);
            return mac.doFinal();
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("every Java platform has " + ALGORITHM, e);
        }
    }

    @SuppressWarnings("ArrayRecordComponent") // never compared with equals
    private record Signed(byte[] lowerCaseName, byte[] name, byte[] value) {
        static Signed of(String name, String value) {
            byte[] bytes = name.getBytes(UTF_8);
            return new Signed(asciiLowerCase(bytes), bytes, value.getBytes(UTF_8));
        }

        private static byte[] asciiLowerCase(byte[] text) {
            byte[] lower = text.clone();
            for (int i = 0; i < lower.length; i++) {
                if (lower[i] >= 'A' && lower[i] <= 'Z') {
                    lower[i] += 'a' - 'A';
                }
            }
            return lower;
        }
    }
}

package org.spotcloud.sandbox.ec2;

import java.security.SecureRandom;
import java.util.UUID;

/** Makes ids as EC2 has them. */
final class Ids {
    private static final SecureRandom RANDOM = new SecureRandom();

    private Ids() {}

    static String next(String prefix) {
        return String.format("%s-%08x", prefix, RANDOM.nextInt());
    }

    static String requestId() {
        return "req-" + UUID.randomUUID();
    }

    static void check(String id, String prefix, String parameter) throws Ec2Error {
        if (!id.matches(prefix + "-[0-9a-f]{8,17}")) {
            throw Ec2Error.invalidValue(parameter, id, "Expected an id " + prefix + "-…");
        }
    }
}

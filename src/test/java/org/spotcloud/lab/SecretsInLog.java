package org.spotcloud.lab;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;

/** Looks for what must never be in a log. */
public final class SecretsInLog {
    /** Parameters and headers whose values are digests, signatures or credentials. */
    private static final List<String> NAMES =
            List.of("ecp_auth_digest", "AWS4-HMAC-SHA256", "X-Amz-Signature", "Signature=", "Authorization:");

    private SecretsInLog() {}

    /**
     * The lines that give a secret away.
     *
     * @param secrets passwords and keys
     */
    public static List<String> in(Path log, List<String> secrets) throws IOException {
        try (Stream<String> lines = Files.lines(log)) {
            return lines.filter(line ->
                            Stream.concat(NAMES.stream(), secrets.stream()).anyMatch(line::contains))
                    .toList();
        }
    }
}

package org.spotcloud.sandbox.s3;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;

/** Reads a body to its end before it is passed on: S3Proxy closes a connection that a fault holds for 30 seconds. */
final class Spool {
    private Spool() {}

    /** The bytes of the stream, from a file that goes when it is closed. */
    static InputStream of(InputStream body) throws IOException {
        Path file = Files.createTempFile("sandbox-", ".body");
        try {
            Files.copy(body, file, StandardCopyOption.REPLACE_EXISTING);
            return Files.newInputStream(file, StandardOpenOption.READ, StandardOpenOption.DELETE_ON_CLOSE);
        } catch (IOException e) {
            Files.deleteIfExists(file);
            throw e;
        }
    }
}

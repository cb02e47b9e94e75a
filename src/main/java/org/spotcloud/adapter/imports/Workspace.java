package org.spotcloud.adapter.imports;

import java.io.IOException;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Objects;
import java.util.stream.Stream;

/**
 * The folder of one import:
 *
 * <pre>
 * package-&lt;hash&gt;.part, .json   the package as far as it was fetched, and which package that is
 * attempt-&lt;attempt&gt;/           what one attempt writes; nobody else does
 * converted/                    finished: disk.qcow2, package.json, later kernel and ramdisk
 * </pre>
 *
 * Only the rename of an attempt's folder publishes {@code converted/}, and it fails when another attempt was first.
 */
public record Workspace(String importId, Path dir) {
    private static final String ATTEMPT_PREFIX = "attempt-";
    /** Below the 255 bytes that file systems allow, prefix included. */
    private static final int MAX_ATTEMPT_NAME = 200;

    public Workspace {
        Objects.requireNonNull(importId, "importId");
        Objects.requireNonNull(dir, "dir");
    }

    /** The folder with the finished files; there only when they are. */
    public Path converted() {
        return dir.resolve("converted");
    }

    /**
     * Makes the empty folder of an attempt and removes those of earlier ones, whose late results then have no place.
     *
     * @param attempt any text that no other attempt has; what a file name cannot hold is encoded
     */
    Path beginAttempt(String attempt) throws IOException {
        for (Path earlier : attempts()) {
            Folders.delete(earlier);
        }
        return Files.createDirectory(dir.resolve(attemptFolder(attempt)));
    }

    private List<Path> attempts() throws IOException {
        try (Stream<Path> entries = Files.list(dir)) {
            return entries.filter(entry -> entry.getFileName().toString().startsWith(ATTEMPT_PREFIX))
                    .toList();
        }
    }

    private static String attemptFolder(String attempt) {
        String name = URLEncoder.encode(attempt, StandardCharsets.UTF_8);
        if (name.isEmpty() || name.length() > MAX_ATTEMPT_NAME) {
            throw new IllegalArgumentException(
                    "an attempt's name has 1 to " + MAX_ATTEMPT_NAME + " characters, this one " + name.length());
        }
        return ATTEMPT_PREFIX + name;
    }
}

package org.spotcloud.adapter;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.Path;

/** The package that a command is given: a file, or {@code -} for the standard input. */
record PackageFile(String name) {
    private static final String STANDARD_INPUT = "-";
    static final long SIZE_UNKNOWN = -1;

    InputStream open() throws IOException {
        if (name.equals(STANDARD_INPUT)) {
            return System.in;
        }
        if (Files.isDirectory(Path.of(name))) {
            throw new FileSystemException(name, null, "a folder, not a package");
        }
        return Files.newInputStream(Path.of(name));
    }

    /** Bytes; {@link #SIZE_UNKNOWN} on the standard input. */
    long size() throws IOException {
        return name.equals(STANDARD_INPUT) ? SIZE_UNKNOWN : Files.size(Path.of(name));
    }
}

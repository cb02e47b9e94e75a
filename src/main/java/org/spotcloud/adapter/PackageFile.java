package org.spotcloud.adapter;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.spotcloud.adapter.catalog.TransferProgress;
import org.spotcloud.adapter.imports.ConvertedPackage;
import org.spotcloud.adapter.imports.PackageConversion;
import org.spotcloud.adapter.imports.Wanted;
import org.spotcloud.adapter.xvm2.AnotherDiskException;

/** The package that a command is given: a file, or {@code -} for the standard input. */
record PackageFile(String name) {
    private static final String STANDARD_INPUT = "-";
    static final long SIZE_UNKNOWN = -1;

    /** Converts it; a file that tells its disk only at its end is read twice. */
    ConvertedPackage convert(PackageConversion conversion, Path dir, Wanted wanted, TransferProgress progress)
            throws IOException {
        try (InputStream stream = open()) {
            return isStandardInput()
                    ? conversion.convertOnce(stream, dir, wanted, progress)
                    : conversion.convert(stream, dir, wanted, progress);
        } catch (AnotherDiskException e) {
            try (InputStream stream = open()) {
                return conversion.convert(stream, dir, wanted.of(e.disk()), progress);
            }
        }
    }

    /** Bytes; {@link #SIZE_UNKNOWN} on the standard input. */
    long size() throws IOException {
        return isStandardInput() ? SIZE_UNKNOWN : Files.size(Path.of(name));
    }

    private InputStream open() throws IOException {
        if (isStandardInput()) {
            return System.in;
        }
        if (Files.isDirectory(Path.of(name))) {
            throw new FileSystemException(name, null, "a folder, not a package");
        }
        return Files.newInputStream(Path.of(name));
    }

    private boolean isStandardInput() {
        return name.equals(STANDARD_INPUT);
    }
}

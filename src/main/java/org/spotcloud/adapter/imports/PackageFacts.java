package org.spotcloud.adapter.imports;

import java.io.IOException;
import java.nio.file.Path;
import java.util.Optional;

/** What was found in a package, on record beside what was made of it. */
final class PackageFacts {
    private static final String FILE = "package.json";

    private PackageFacts() {}

    static void write(Path folder, ConvertedPackage converted) throws IOException {
        DurableFile.write(folder.resolve(FILE), converted);
    }

    /** Empty when there is no such record, or a damaged one. */
    static Optional<ConvertedPackage> read(Path folder) throws IOException {
        return DurableFile.read(folder.resolve(FILE), ConvertedPackage.class);
    }
}
